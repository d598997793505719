using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Server.Reporting;

/// <summary>What the program owes in wallets, as of today.</summary>
internal sealed class LiabilityReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: what is owed is counted as it is now; leave them out");
        var today = engine.Policy.Program.Calendar.DayOf(engine.Now);
        var report = await engine.AskAsync(new ReportLiability(today, IsToday: true), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["wallet", "unit", "outstanding", "pending", "owed", "earned", "spent", "expired", "taken_back", "adjusted", "worth", "allocated", "recognised", "deferred"],
                    report.Wallets.Select(wallet => (object?[])
                    [
                        wallet.Wallet, wallet.Unit, wallet.Outstanding.ToDecimal(), wallet.Pending?.ToDecimal(), wallet.Owed?.ToDecimal(), wallet.Earned.ToDecimal(), wallet.Spent.ToDecimal(),
                        wallet.Expired.ToDecimal(), wallet.TakenBack.ToDecimal(), wallet.Adjusted.ToDecimal(), wallet.Worth, wallet.Revenue?.Allocated, wallet.Revenue?.Recognised, wallet.Revenue?.Deferred,
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(report);
                break;
            default:
                output.WriteTable(
                    "What the program owes in wallets",
                    ["wallet", "outstanding", "pending", "earned", "spent", "expired", "worth", "deferred\nrevenue"],
                    report.Wallets.Select(wallet => (string[])
                    [
                        wallet.Wallet, Amount(wallet.Outstanding), Amount(wallet.Pending ?? default), Amount(wallet.Earned), Amount(wallet.Spent), Amount(wallet.Expired),
                        wallet.Worth is { } worth ? ReportOutput.Amount(worth) : "", wallet.Revenue is { } revenue ? ReportOutput.Amount(revenue.Deferred) : "",
                    ]),
                    "Worth: what the outstanding amount pays.",
                    "Deferred revenue: the part of the revenue that belongs to what is still expected to be spent (IFRS 15, ASC 606).");
                break;
        }
    }

    private static string Amount(WalletAmount amount) => amount.ToDecimal().ToString("#,0.####", System.Globalization.CultureInfo.InvariantCulture);
}
