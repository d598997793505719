using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.ConsolePages.Rewards;

/// <summary>Vouchers, a page at a time, in the order of their codes.</summary>
public sealed class VouchersTable : ITableSource
{
    public string Name => "vouchers";

    public Scope Needs => Scope.RewardsRead;

    /// <summary>One page. Vouchers of a batch lie among others: more is read until the page is full, and it is known whether another follows.</summary>
    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var found = new List<VoucherView>();
        await foreach (var page in ReadAsync(ask, ask["after"] is { } code && !Text.IdFaults("after", code).Any() ? code : null))
        {
            found.AddRange(page);
            if (found.Count > TableWish.PageLimit) break;
        }

        return Of(ask, [.. found.Take(TableWish.PageLimit)]) with
        {
            Next = found.Count > TableWish.PageLimit ? ask.WithAt(ConsoleAddress.Root + "/vouchers", ("after", found[TableWish.PageLimit - 1].Code)) : null,
        };
    }

    /// <summary>All vouchers, or all of a batch.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        yield return Of(ask, []);
        await foreach (var page in ReadAsync(ask, null)) yield return Of(ask, page);
    }

    private static string? BatchOf(ConsoleRequest ask) => ask["batch"] is { } named && !Text.IdFaults("batch", named).Any() ? named : null;

    private static async IAsyncEnumerable<IReadOnlyList<VoucherView>> ReadAsync(ConsoleRequest ask, string? after)
    {
        VoucherPage page;
        for (; (page = await ask.AskAsync(new ReadVouchers(after, BatchOf(ask)))).Last is not null; after = page.Last) yield return page.Vouchers;
    }

    private static ConsoleTable Of(ConsoleRequest ask, IReadOnlyList<VoucherView> vouchers)
    {
        var say = ask.Speech;
        return new(
            [
                new("code", say["vouchers.code"]), new("status", say["campaigns.status"]), new("batch", say["vouchers.batch"]), new("value", say["vouchers.value"], true), new("percent", say["vouchers.percent"], true), new("valid_to", say["vouchers.until"]),
                new("uses", say["vouchers.uses"], true), new("uses_left", say["vouchers.left"], true), new("discount", say["vouchers.discount"], true), new("customer", say["page.customers"]),
            ],
            [.. vouchers.Select(voucher => new Row(
            [
                Cell.Of(voucher.Code), new(say.Word(voucher.Status), voucher.Status), Cell.Of(voucher.Terms.Batch),
                new(say.Money(voucher.Terms.Value), voucher.Terms.Value?.ToDecimal()), new(say.Percent(voucher.Terms.Percent / 100), (double?)voucher.Terms.Percent),
                new(say.Day(voucher.Terms.ValidTo), voucher.Terms.ValidTo), new(say.Number(voucher.Uses), voucher.Uses), voucher.UsesLeft is { } left ? new(say.Number(left), (long)left) : new(say["customer.forever"], null),
                new(say.Money(voucher.Discount), voucher.Discount.ToDecimal()), Cell.Of(voucher.Terms.CustomerId, voucher.Terms.CustomerId is { } customer ? ConsoleAddress.Customer(customer) : null),
            ]))])
        {
            PagedBy = ["after"], Call = ConsoleAddress.Of("/v1/vouchers", ("batch", BatchOf(ask))),
        };
    }
}
