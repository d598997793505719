using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>Retention by calendar month; both rates are shown under their names.</summary>
internal sealed class PeriodsReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var periods = await engine.AskAsync(new ReportPeriods(months.From, months.Through), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["month", "start", "new", "end", "retained", "reactivated", "churned", "retention_rate", "strict_retention", "churn_rate", "burn_in", "partial"],
                    periods.Select(period => (object?[])
                    [
                        period.Month, period.Start, period.New, period.End, period.Retained, period.Reactivated, period.Churned,
                        period.RetentionRate, period.StrictRetention, period.ChurnRate, period.BurnIn, period.Partial,
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(periods);
                break;
            default:
                output.WriteTable(
                    "Customers by month",
                    ["month", "start", "new", "end", "retained", "reactivated", "churned", "(E-N)/S", "strict", "churn"],
                    periods.Select(period => (string[])
                    [
                        $"{period.Month}{(period.BurnIn ? "~" : "")}{(period.Partial ? "*" : "")}", .. Counts(period), ReportOutput.Percent(period.RetentionRate),
                        ReportOutput.Percent(period.StrictRetention), ReportOutput.Percent(period.ChurnRate),
                    ]),
                    [
                        $"A customer at a month's end has ordered in the {engine.Policy.Program.Policy.ActivityWindowMonths} months that end with the month.",
                        "(E-N)/S is the textbook's retention rate: reactivated customers raise it.",
                        "strict is retained / start. churn is churned / start.",
                        .. periods.Any(period => period.BurnIn) ? ["~ burn-in: the ledger is younger than those months"] : Array.Empty<string>(),
                        .. periods.Any(period => period.Partial) ? ["* the month is not over yet"] : Array.Empty<string>(),
                    ]);
                break;
        }
    }

    private static IEnumerable<string> Counts(Period period) =>
        new[] { period.Start, period.New, period.End, period.Retained, period.Reactivated, period.Churned }.Select(ReportOutput.Number);
}
