using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.ConsolePages.Rewards;

/// <summary>Vouchers, a page at a time, in the order of their codes.</summary>
public sealed class VouchersTable : ITableSource
{
    public string Name => "vouchers";

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var batch = ask["batch"] is { } named && !Text.IdFaults("batch", named).Any() ? named : null;
        var page = await ask.AskAsync(new ReadVouchers(ask["after"], batch));
        return new(
            [
                new("code", say["vouchers.code"]), new("status", say["campaigns.status"]), new("batch", say["vouchers.batch"]), new("worth", say["rewards.gives"], true), new("valid_to", say["vouchers.until"]),
                new("uses", say["vouchers.uses"], true), new("uses_left", say["vouchers.left"], true), new("discount", say["vouchers.discount"], true), new("customer", say["page.customers"]),
            ],
            [.. page.Vouchers.Select(voucher => new Row(
            [
                Cell.Of(voucher.Code), new(say.Word(voucher.Status), voucher.Status.ToString()), Cell.Of(voucher.Terms.Batch),
                voucher.Terms.Value is { } value ? new(say.Money(value), value.ToDecimal()) : new(say.Percent(voucher.Terms.Percent / 100), voucher.Terms.Percent),
                new(say.Day(voucher.Terms.ValidTo), voucher.Terms.ValidTo), new(say.Number(voucher.Uses), voucher.Uses), voucher.UsesLeft is { } left ? new(say.Number(left), (long)left) : Cell.Of(say["customer.forever"]),
                new(say.Money(voucher.Discount), voucher.Discount.ToDecimal()), Cell.Of(voucher.Terms.CustomerId, voucher.Terms.CustomerId is { } customer ? ConsoleAddress.Customer(customer) : null),
            ]))])
        {
            IsPaged = true, Next = page.Last is { } last && page.Vouchers.Count > 0 ? ask.WithAt(ConsoleAddress.Root + "/vouchers", ("after", last)) : null,
            Call = ConsoleAddress.Of("/v1/vouchers", ("batch", batch)),
        };
    }
}
