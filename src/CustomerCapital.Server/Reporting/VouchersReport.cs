using CustomerCapital.Engine;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Server.Reporting;

/// <summary>What became of the vouchers of each batch, as of today.</summary>
internal sealed class VouchersReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: vouchers are counted as they are now; leave them out");
        var today = engine.Policy.Program.Calendar.DayOf(engine.Now);
        var vouchers = (await engine.AskAsync(new ReportLiability(today, IsToday: true), cancellation)).Vouchers;
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["batch", "issued", "issued_worth", "uses", "discount", "outstanding", "worth"],
                    vouchers.Select(batch => (object?[])[batch.Batch, batch.Issued, batch.IssuedWorth, batch.Uses, batch.Discount, batch.Outstanding, batch.Worth]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(vouchers);
                break;
            default:
                output.WriteTable(
                    "Vouchers by batch",
                    ["batch", "issued", "uses", "discount", "outstanding", "worth"],
                    vouchers.Select(batch => (string[])
                    [
                        batch.Batch.Length == 0 ? "(none)" : batch.Batch, ReportOutput.Number(batch.Issued), ReportOutput.Number(batch.Uses), ReportOutput.Amount(batch.Discount),
                        ReportOutput.Number(batch.Outstanding), ReportOutput.Amount(batch.Worth),
                    ]),
                    "Uses: by purchases that did not come back whole.",
                    "Outstanding: codes that can be used after today. Worth: by their values; what percentages take off is not known before.");
                break;
        }
    }
}
