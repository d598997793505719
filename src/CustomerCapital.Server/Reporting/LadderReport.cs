using System.Text.Json;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>Census of the ladder as it is now.</summary>
internal sealed class LadderReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: the ladder is counted as it is now; leave them out");
        var census = await engine.AskAsync(new ReportLadder(), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["rung", "customers", "lapsed", "orders", "revenue", "historic_value", "twelve_month_value", "step_up_gain", "campaigns"],
                    census.Rungs.Select(rung => (object?[])
                    [
                        Name(rung.Rung), rung.Customers, rung.Lapsed, rung.Orders, rung.Revenue, rung.HistoricValue, rung.TwelveMonthValue, rung.StepUpGain, string.Join(' ', rung.Campaigns),
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(census);
                break;
            default:
                output.WriteTable(
                    "The loyalty ladder",
                    ["rung", "customers", "lapsed", "orders", "revenue", "historic\nvalue", "12-month\nvalue", "step-up\ngain", "campaigns"],
                    census.Rungs.Reverse().Select(rung => (string[])
                    [
                        Name(rung.Rung), ReportOutput.Number(rung.Customers), ReportOutput.Number(rung.Lapsed), ReportOutput.Number(rung.Orders),
                        ReportOutput.Amount(rung.Revenue), ReportOutput.Amount(rung.HistoricValue), ReportOutput.Amount(rung.TwelveMonthValue), ReportOutput.Amount(rung.StepUpGain), string.Join(", ", rung.Campaigns),
                    ]),
                    "12-month value: mean margin of a customer of the rung over twelve months.",
                    "Step-up gain: what this value gains if all of the rung move up one rung.");
                break;
        }
    }

    /// <summary>A rung's name as the API has it.</summary>
    public static string Name(Rung rung) => JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString());
}
