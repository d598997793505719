using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Rewards;

/// <summary>Rewards of the catalogue, stocks of gifts, and what a customer has got. The catalogue itself is the policy's.</summary>
internal static class RewardsApi
{
    public static void MapRewards(this IEndpointRouteBuilder api)
    {
        var rewards = api.MapGroup("/rewards").WithTags("Rewards");
        rewards.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ReportRewards(), cancellation)))
            .WithName("listRewards").WithSummary("Reports how often each reward was granted, what that costs, and how many entries raffles have.")
            .WithDescription("What rewards give and cost a customer stands in the policy, under `rewards`.").ProducesProblems(400);
        rewards.MapGet("/{reward}/stock", StockAsync).WithName("getStock").WithSummary("Reads the stock of a gift.")
            .WithDescription("How many of the gift are left, and how many were granted.").ProducesProblems(400, 404);
        rewards.MapPost("/{reward}/stock", ChangeStockAsync).WithName("changeStock").WithSummary("Adds to the stock of a gift, or takes away from it.")
            .WithDescription("What is sent again with the same `changeId` changes the stock once. The stock never falls below zero.")
            .ProducesProblems(400, 404, 409, 413, 415, 422).WithMetadata(new RefusalCodes("stock_too_low", "total_limit_reached"));
        var customer = api.MapGroup("/customers/{id}").WithTags("Rewards");
        customer.MapGet("/rewards", async (ICustomerCapital capital, string id) => TypedResults.Ok(CustomerRewardList.Of(await CustomersApi.KnownAsync(capital, id))))
            .WithName("listCustomerRewards").WithSummary("Lists the rewards that a customer has got, and the entries in raffles.")
            .WithDescription("The latest 50 rewards are listed. The customer's entries tell all of them.").ProducesProblems(400, 404);
        customer.MapGet("/vouchers", VouchersAsync).WithName("listCustomerVouchers").WithSummary("Lists the vouchers that are for a customer alone.")
            .WithDescription("At most 200 are listed. Vouchers leave the list once their last day is over. Vouchers for everyone are not listed.").ProducesProblems(400, 404);
    }

    private static async Task<Ok<StockView>> StockAsync(ICustomerCapital capital, string reward) =>
        TypedResults.Ok(StockView.Of(reward, await capital.Customer(StockOf(capital, reward)).GetAsync()));

    private static async Task<Ok<StockView>> ChangeStockAsync(
        ICustomerCapital capital, HttpResponse response, string reward, Body<ChangeStock> body, [FromHeader(Name = IdempotencyKey.Header)] string? key)
    {
        var stock = StockOf(capital, reward);
        var change = (ChangeStock)IdempotencyKey.Identify(body.Value, key);
        var outcome = (await capital.Customer(stock).ExecuteAsync([change]))[0];
        if (outcome.Receipt is null)
        {
            throw new ProblemException(outcome.Status switch
            {
                OutcomeStatus.Conflict => Problem.Conflict(outcome),
                OutcomeStatus.Refused => Problem.Refused(outcome),
                _ => Problem.Malformed(outcome.Faults!),
            });
        }

        if (outcome.Status == OutcomeStatus.Duplicate) response.Headers["Idempotency-Replayed"] = "true";
        return TypedResults.Ok(StockView.Of(reward, await capital.Customer(stock).GetAsync()));
    }

    private static async Task<Ok<CustomerVoucherList>> VouchersAsync(ICustomerCapital capital, string id)
    {
        var held = CustomerVouchers.Part.Of(await CustomersApi.KnownAsync(capital, id)).Held;
        var views = new List<VoucherView>(held.Count);
        foreach (var voucher in held)
            if (VoucherView.Of(await capital.Customer(new(ActorKind.VoucherCode, voucher.Code)).GetAsync(), capital.Policy.Program, capital.Now) is { } view) views.Add(view);
        return TypedResults.Ok(new CustomerVoucherList(views));
    }

    private static ActorId StockOf(ICustomerCapital capital, string reward) =>
        capital.Policy.Program.Policy.RewardOf(reward) is { IsStocked: true } ? GiftStock.Of(reward) : throw new ProblemException(Problem.RewardNotStocked(reward));
}

/// <summary>The vouchers that are for a customer alone.</summary>
/// <param name="Vouchers">In the order in which the customer got them.</param>
public sealed record CustomerVoucherList(IReadOnlyList<VoucherView> Vouchers);
