using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.ConsolePages.Rewards;

/// <summary>What the program owes in wallets, as of the end of a day.</summary>
public sealed class LiabilityTable : ITableSource
{
    public string Name => "liability";

    public Scope Needs => Scope.RewardsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ReadLiabilityAsync(ask));

    internal static Task<LiabilityReport> ReadLiabilityAsync(ConsoleRequest ask)
    {
        var (day, today) = (DayOf(ask), TodayOf(ask));
        return ask.AskAsync(new ReportLiability(day, day == today));
    }

    /// <summary>The day that the address asks for: today where it names none, and where it names one to come, of which nothing is known.</summary>
    internal static DateOnly DayOf(ConsoleRequest ask) => ask.DayOf("day") is { } day && day < TodayOf(ask) ? day : TodayOf(ask);

    internal static DateOnly TodayOf(ConsoleRequest ask) => ask.Speech.Calendar.DayOf(ask.Capital.Now);

    /// <summary>The call that gives the same figures.</summary>
    internal static string CallOf(ConsoleRequest ask) =>
        ConsoleAddress.Of("/v1/liability", ("day", DayOf(ask) is var day && day < TodayOf(ask) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null));

    internal static ConsoleTable Of(ConsoleRequest ask, LiabilityReport report)
    {
        var say = ask.Speech;
        return new(
            [
                new("wallet", say["liability.wallet"]), new("outstanding", say["liability.outstanding"], true), new("worth", say["liability.worth"], true), new("earned", say["MovementKind.Earned"], true),
                new("spent", say["MovementKind.Spent"], true), new("expired", say["MovementKind.Expired"], true), new("taken_back", say["MovementKind.TakenBack"], true), new("adjusted", say["MovementKind.Adjusted"], true),
                new("pending", say["liability.pending"], true), new("allocated", say["liability.allocated"], true) { Means = say["liability.split"] }, new("recognised", say["liability.recognised"], true), new("deferred", say["liability.deferred"], true),
            ],
            [.. report.Wallets.Select(wallet => new Row(
            [
                Cell.Of($"{wallet.Wallet} ({wallet.Unit})"), Amount(wallet.Wallet, wallet.Outstanding), new(say.Money(wallet.Worth), wallet.Worth?.ToDecimal()), Amount(wallet.Wallet, wallet.Earned), Amount(wallet.Wallet, wallet.Spent), Amount(wallet.Wallet, wallet.Expired),
                Amount(wallet.Wallet, wallet.TakenBack), Amount(wallet.Wallet, wallet.Adjusted), Amount(wallet.Wallet, wallet.Pending), new(say.Money(wallet.Revenue?.Allocated), wallet.Revenue?.Allocated.ToDecimal()),
                new(say.Money(wallet.Revenue?.Recognised), wallet.Revenue?.Recognised.ToDecimal()), new(say.Money(wallet.Revenue?.Deferred), wallet.Revenue?.Deferred.ToDecimal()),
            ]))])
        { Call = CallOf(ask), Note = ask.DayOf("day") > TodayOf(ask) ? $"{say["liability.future"]} {say["liability.split"]}" : say["liability.split"] };

        Cell Amount(string wallet, Domain.Wallets.WalletAmount? amount) => amount is { } known ? new(say.Number(wallet, known), known) : Cell.Of(null);
    }
}

/// <summary>What of wallets expires in which month.</summary>
public sealed class ExpiringTable : ITableSource
{
    public string Name => "expiring";

    public Scope Needs => Scope.RewardsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await LiabilityTable.ReadLiabilityAsync(ask));

    /// <summary>A table for each wallet: points, stamps and money have no scale in common.</summary>
    internal static IEnumerable<(string Wallet, ConsoleTable Table)> ByWallet(ConsoleTable table)
    {
        var at = table.IndexOf("wallet");
        return table.Rows.GroupBy(row => row.Cells[at].Text).Select(wallet => (wallet.Key, table with { Rows = [.. wallet] }));
    }

    internal static ConsoleTable Of(ConsoleRequest ask, LiabilityReport report)
    {
        var say = ask.Speech;
        return new(
            [new("label", say["liability.month"]), new("wallet", say["liability.wallet"]), new("amount", say["liability.amount"], true)],
            [.. report.Wallets.SelectMany(wallet => (wallet.Expiring ?? []).Select(expiring => new Row(
            [
                new($"{(expiring.Month is null ? say["liability.never"] : say.Month(expiring.Month))} · {wallet.Wallet}", expiring.Month?.ToString() ?? ""), Cell.Of(wallet.Wallet),
                new(say.Number(wallet.Wallet, expiring.Amount), expiring.Amount),
            ])))])
        { Call = LiabilityTable.CallOf(ask) };
    }
}

/// <summary>Vouchers by the batch in which they were made.</summary>
public sealed class BatchesTable : ITableSource
{
    public string Name => "voucher-batches";

    public Scope Needs => Scope.RewardsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await LiabilityTable.ReadLiabilityAsync(ask));

    internal static ConsoleTable Of(ConsoleRequest ask, LiabilityReport report)
    {
        var say = ask.Speech;
        return new(
            [
                new("batch", say["vouchers.batch"]), new("outstanding", say["vouchers.outstanding"], true), new("worth", say["liability.worth"], true), new("issued", say["vouchers.issued"], true),
                new("uses", say["vouchers.uses"], true), new("discount", say["vouchers.discount"], true),
            ],
            [.. report.Vouchers.Select(batch => new Row(
            [
                new(batch.Batch.Length == 0 ? Language.Speech.Nothing : batch.Batch, batch.Batch, ConsoleAddress.Of(ConsoleAddress.Root + "/vouchers", ("batch", batch.Batch))), new(say.Number(batch.Outstanding), batch.Outstanding), new(say.Money(batch.Worth), batch.Worth.ToDecimal()),
                new(say.Number(batch.Issued), batch.Issued), new(say.Number(batch.Uses), batch.Uses), new(say.Money(batch.Discount), batch.Discount.ToDecimal()),
            ]))])
        { Call = LiabilityTable.CallOf(ask) };
    }
}
