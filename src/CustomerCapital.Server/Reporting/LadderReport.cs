using System.Text.Json;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>Census of the ladder as it is now.</summary>
/// <param name="share">Which share moves up in the step-up gain, as the API takes it; null for everyone.</param>
internal sealed class LadderReport(string? share) : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: the ladder is counted as it is now; leave them out");
        var shares = MovedShares.Everyone;
        if (share is not null && !MovedShares.TryParse(share, out shares)) throw new UsageException($"--share {share}: write a share from 0 to 1, or shares of rungs such as buyer:0.1,customer:0.2");
        var census = await engine.AskAsync(ReportLadder.Of(shares), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["rung", "customers", "lapsed", "orders", "revenue", "historic_value", "mean_historic_value", "twelve_month_value", "step_up_gain", "campaigns"],
                    census.Rungs.Select(rung => (object?[])
                    [
                        Name(rung.Rung), rung.Customers, rung.Lapsed, rung.Orders, rung.Revenue, rung.HistoricValue, rung.MeanHistoricValue, rung.TwelveMonthValue, rung.StepUpGain, string.Join(' ', rung.Campaigns),
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(census);
                break;
            default:
                output.WriteTable(
                    "The loyalty ladder",
                    ["rung", "customers", "lapsed", "orders", "revenue", "historic\nvalue", "each", "12-month\nvalue", "step-up\ngain", "campaigns"],
                    census.Rungs.Reverse().Select(rung => (string[])
                    [
                        Name(rung.Rung), ReportOutput.Number(rung.Customers), ReportOutput.Number(rung.Lapsed), ReportOutput.Number(rung.Orders),
                        ReportOutput.Amount(rung.Revenue), ReportOutput.Amount(rung.HistoricValue), ReportOutput.Amount(rung.MeanHistoricValue), ReportOutput.Amount(rung.TwelveMonthValue), ReportOutput.Amount(rung.StepUpGain), string.Join(", ", rung.Campaigns),
                    ]),
                    "12-month value: mean margin of a customer of the rung over twelve months.",
                    census.Shares.Count > 0 ? $"Step-up gain: what this value gains if {string.Join(", ", census.Shares.Select(moved => $"{ReportOutput.Percent((double)moved.Share)} of {Name(moved.Rung)}"))} move up one rung."
                    : census.Share == 1 ? "Step-up gain: what this value gains if all of the rung move up one rung."
                    : $"Step-up gain: what this value gains if {ReportOutput.Percent((double)census.Share)} of the rung move up one rung.",
                    "Correlation, not cause: who moves up need not become like the others there.");
                break;
        }
    }

    /// <summary>A rung's name as the API has it.</summary>
    public static string Name(Rung rung) => JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString());
}
