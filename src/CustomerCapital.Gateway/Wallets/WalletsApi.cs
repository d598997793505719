using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Wallets;

/// <summary>What a customer's wallets hold and have moved, and what a purchase would.</summary>
internal static class WalletsApi
{
    public static void MapWallets(this IEndpointRouteBuilder api)
    {
        var customer = api.MapGroup("/customers/{id}").WithTags("Wallets");
        customer.MapGet("/wallets", WalletsAsync).WithName("listWallets").WithSummary("Lists a customer's wallets, with every lot.")
            .WithDescription("Each wallet of the program is listed, and each other one that still holds or owes something. The lots tell what expires when.")
            .ProducesProblems(400, 404);
        customer.MapGet("/wallets/{wallet}/statement", StatementAsync).WithName("getStatement").WithSummary("Lists what has moved in a wallet, oldest first.")
            .WithDescription(
                "Each movement names the entry that caused it, the lots that it touched, and the balance after it. A page covers so many entries of the history and may list few movements, or none. " +
                "Ask for the next page until `nextAfter` is null.")
            .ProducesProblems(400, 404);
        customer.MapPost("/purchases/preview", PreviewAsync).WithName("previewPurchase").WithSummary("Says what vouchers would take off a purchase, what it would earn, what wallets could pay of it, and what would then be due.")
            .WithDescription("The body is a purchase as it would be sent. Its id does not count. Nothing is recorded. A voucher that would be refused is listed with the reason, and takes nothing off. A purchase that would be refused otherwise is refused with the same code.")
            .ProducesPreview();
    }

    private static async Task<Ok<WalletList>> WalletsAsync(ICustomerCapital capital, string id)
    {
        var state = await CustomersApi.KnownAsync(capital, id);
        return TypedResults.Ok(WalletList.Of(state, capital.Policy.Program, capital.Now, await capital.PoolOfAsync(state)));
    }

    private static async Task<Ok<Statement>> StatementAsync(
        HttpContext context, ICustomerCapital capital, HeldContent content, string id, string wallet, string? after, string? limit)
    {
        var query = new QueryFaults();
        query.Id("wallet", wallet);
        var sequence = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        var state = await CustomersApi.KnownAsync(capital, id);
        if (capital.Policy.Program.Policy.Wallets.All(rule => rule.Name != wallet) && HeldWallets.Part.Of(state).All.TrueForAll(held => held.Name != wallet))
            throw new ProblemException(Problem.WalletNotFound(wallet));
        await content.HoldPageAsync(context);
        var entries = await capital.Customer(id).EntriesAsync(sequence, (int)count);
        return TypedResults.Ok(new Statement(
            [.. entries.SelectMany(entry => StatementLine.Of(entry, wallet))], entries.Count > 0 && entries[^1].Sequence < state.Sequence ? entries[^1].Sequence : null));
    }

    private static async Task<Ok<PurchasePreview>> PreviewAsync(ICustomerCapital capital, string id, Body<RecordPurchase> body)
    {
        var purchase = (RecordPurchase)body.Value.Identified("preview");
        var claims = purchase.Faults().Any() ? [] : await RecordWithVouchers.ClaimsAsync(capital.Customer, id, purchase, capital.Now);
        var state = await CustomersApi.FindAsync(capital, id);
        var (preview, instead) = PurchasePreview.Of(state, id, purchase, claims, capital.Policy.Program, capital.Now, state is null ? null : await capital.PoolOfAsync(state));
        if (preview is not null) return TypedResults.Ok(preview);
        throw new ProblemException(instead!.Status == OutcomeStatus.Refused ? Problem.Refused(instead) : Problem.Malformed(instead.Faults!));
    }
}
