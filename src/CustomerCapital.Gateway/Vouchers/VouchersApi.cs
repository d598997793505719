using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Vouchers;

/// <summary>Codes of vouchers. They are redeemed by purchases, which name them.</summary>
internal static class VouchersApi
{
    /// <summary>Codes that are issued side by side.</summary>
    private const int AtOnce = 256;

    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [204] = "The hold is given back.",
            [404] = "There is no such voucher, or no such hold. Code `voucher_not_found`, `voucher_mistyped` or `voucher_hold_not_found`.",
        },
    };

    public static void MapVouchers(this IEndpointRouteBuilder api)
    {
        var vouchers = api.MapGroup("/vouchers").WithTags("Vouchers").WithMetadata(Statuses);
        vouchers.MapPost("/", OrderAsync).WithName("issueVouchers").WithSummary("Issues vouchers, with codes made here or printed elsewhere.")
            .WithDescription(
                $"Either `count` or `codes` says which. A code that is made here has {VoucherCode.Length} characters, of which the last is a check character. No code tells another. The answer is a line " +
                "for each code, while the next ones are issued. A code that is sent again with the same terms stays as it is. If the answer ends early, list the vouchers of the batch to see which were issued.")
            .Produces<VoucherLine>(200, CommandStreamApi.MediaType)
            .ProducesProblems(400, 413, 415);
        vouchers.MapGet("/", ListAsync).WithName("listVouchers").WithSummary("Lists vouchers with their state, in the order of their codes.")
            .WithDescription("The answer is a line for each voucher, of all vouchers or of one batch.")
            .Produces<VoucherView>(200, CommandStreamApi.MediaType)
            .ProducesProblems(400);
        vouchers.MapGet("/{code}", GetAsync).WithName("getVoucher").WithSummary("Reads a voucher.")
            .WithDescription("What the voucher takes off, how often it was used, and what is left of it.").ProducesProblems(400, 404);
        vouchers.MapPost("/{code}/holds", HoldAsync).WithName("holdVoucher").WithSummary("Holds a use of a voucher for a purchase to come.")
            .WithDescription(
                "A held use is nobody else's until the hold ends, which time alone brings about. The purchase names the hold in `voucherHoldId`. Sent again while the hold is open, the hold stays as it is.")
            .ProducesProblems(400, 404, 413, 415, 422)
            .WithMetadata(new RefusalCodes("voucher_not_yet_valid", "voucher_expired", "voucher_used_up", "voucher_not_for_customer", "voucher_ended", "voucher_busy"));
        vouchers.MapDelete("/{code}/holds/{holdId}", ReleaseAsync).WithName("releaseVoucherHold").WithSummary("Gives a held use back before the hold ends.")
            .WithDescription("Once a purchase uses the hold, the hold cannot be given back any more.").ProducesProblems(400, 404);
        vouchers.MapPost("/{code}/end", EndAsync).WithName("endVoucher").WithSummary("Ends a voucher, for ever.")
            .WithDescription("Nobody can use or hold the voucher any more. A use that is held already can still be used.").ProducesProblems(400, 404);
    }

    private static async Task OrderAsync(HttpContext context, ICustomerCapital capital, HeldContent content, Body<VoucherOrder> body)
    {
        Requires.Field("terms", body.Value.Terms);
        var order = body.Value;
        if (order.Faults().ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        await content.HoldStreamAsync(context);
        context.Response.ContentType = CommandStreamApi.MediaType;
        var (writer, command) = (context.Response.BodyWriter, new IssueVoucher { Terms = order.Terms });
        foreach (var chunk in Enumerable.Range(0, order.Codes?.Count ?? order.Count!.Value).Chunk(AtOnce))
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            foreach (var line in await Task.WhenAll(chunk.Select(at => order.Codes is { } codes ? IssueAsync(capital, codes[at], command) : IssueNewAsync(capital, command)))) writer.WriteLine(line);
            await writer.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>Issues a code that nobody has, which the first one made nearly always is.</summary>
    private static async Task<VoucherLine> IssueNewAsync(ICustomerCapital capital, IssueVoucher command)
    {
        while (true)
        {
            var line = await IssueAsync(capital, RandomCodes.New(), command);
            if (line.Outcome is not (OutcomeStatus.Refused or OutcomeStatus.Unchanged)) return line;
        }
    }

    private static async Task<VoucherLine> IssueAsync(ICustomerCapital capital, string code, IssueVoucher command)
    {
        var voucher = VoucherCode.ActorOf(code);
        try
        {
            var outcome = (await capital.Customer(voucher).ExecuteAsync([command]))[0];
            return new(voucher.Key, outcome.Status, outcome.Code, outcome.Message, false);
        }
        catch (EngineUnavailableException unavailable)
        {
            return new(voucher.Key, null, "unavailable", unavailable.Message, true);
        }
        catch (EngineOverloadedException overloaded)
        {
            return new(voucher.Key, null, "overloaded", overloaded.Message, true);
        }
    }

    private static async Task ListAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string? batch)
    {
        if (batch is not null && Text.IdFaults("batch", batch).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        await content.HoldStreamAsync(context);
        var page = await capital.AskAsync(new ReadVouchers(null, batch), context.RequestAborted);
        context.Response.ContentType = CommandStreamApi.MediaType;
        for (; page.Last is not null; page = await capital.AskAsync(new ReadVouchers(page.Last, batch), context.RequestAborted))
            await context.Response.BodyWriter.WriteLinesAsync(page.Vouchers, context.RequestAborted);
    }

    private static async Task<Ok<VoucherView>> GetAsync(ICustomerCapital capital, string code) => TypedResults.Ok(await ViewAsync(capital, ActorOf(code)));

    private static async Task<Ok<HoldView>> HoldAsync(ICustomerCapital capital, string code, Body<HoldRequest> body)
    {
        var (voucher, hold) = (ActorOf(code), body.Value);
        await ExecuteAsync(capital, voucher, new HoldVoucher { HoldId = hold.HoldId, CustomerId = await OwnerAsync(capital, voucher, hold.CustomerId), Amount = hold.Amount, Minutes = hold.Minutes });
        var open = await capital.Customer(voucher).GetAsync() is { } state ? Voucher.Part.Of(state).Open.Find(open => open.HoldId == hold.HoldId) : null;
        return open is null
            ? throw new ProblemException(Problem.VoucherNotFound(Voucher.HoldNotFound(voucher.Key, hold.HoldId)))
            : TypedResults.Ok(new HoldView(voucher.Key, hold.HoldId, open.HeldFor, open.HeldAt!.Value, open.EndsAt!.Value, open.Amount));
    }

    /// <summary>For whom a voucher is held. Of a voucher for one customer alone it is that one, by whichever of the customer's ids the caller names.</summary>
    private static async Task<string?> OwnerAsync(ICustomerCapital capital, ActorId voucher, string? customerId)
    {
        if (customerId is null || Text.IdFaults("customerId", customerId).Any() || await capital.Customer(voucher).GetAsync() is not { } state) return customerId;
        return Voucher.Part.Of(state).Terms?.CustomerId is { } owner && owner != customerId && await capital.Customer(customerId).GetAsync() is { } customer && customer.IsKnownAs(owner) ? owner : customerId;
    }

    private static async Task<NoContent> ReleaseAsync(ICustomerCapital capital, string code, string holdId)
    {
        await ExecuteAsync(capital, ActorOf(code), new ReleaseHold { HoldId = holdId });
        return TypedResults.NoContent();
    }

    private static async Task<Ok<VoucherView>> EndAsync(ICustomerCapital capital, string code)
    {
        var voucher = ActorOf(code);
        await ExecuteAsync(capital, voucher, new EndVoucher());
        return TypedResults.Ok(await ViewAsync(capital, voucher));
    }

    private static ActorId ActorOf(string code) =>
        VoucherCode.Faults("code", code).ToList() is { Count: > 0 } faults ? throw new ProblemException(Problem.Malformed(faults)) : VoucherCode.ActorOf(code);

    private static async Task<VoucherView> ViewAsync(ICustomerCapital capital, ActorId voucher) =>
        VoucherView.Of(await capital.Customer(voucher).GetAsync(), capital.Policy.Program, capital.Now)
        ?? throw new ProblemException(Problem.VoucherNotFound(Voucher.NotFound(voucher.Key)));

    private static async Task ExecuteAsync(ICustomerCapital capital, ActorId voucher, ActorCommand command)
    {
        var outcome = (await capital.Customer(voucher).ExecuteAsync([command]))[0];
        if (outcome.Receipt is not null) return;
        if (outcome.Status == OutcomeStatus.Malformed) throw new ProblemException(Problem.Malformed(outcome.Faults!));
        throw new ProblemException(outcome.Code is "voucher_not_found" or "voucher_mistyped" or "voucher_hold_not_found"
            ? Problem.VoucherNotFound(new(outcome.Code, outcome.Message!))
            : Problem.Refused(outcome));
    }
}
