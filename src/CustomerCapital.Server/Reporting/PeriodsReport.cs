using System.Globalization;
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
                    $"Customers by month; a customer at a month's end ordered in the {engine.Policy.Program.Policy.ActivityWindowMonths} months ending with it",
                    ["month", "start", "new", "end", "retained", "reactivated", "churned", "(E-N)/S", "strict", "churn", ""],
                    periods.Select(period => (string[])
                    [
                        period.Month.ToString(), .. Counts(period), ReportOutput.Percent(period.RetentionRate), ReportOutput.Percent(period.StrictRetention),
                        ReportOutput.Percent(period.ChurnRate), (period.BurnIn ? "burn-in " : "") + (period.Partial ? "not over yet" : ""),
                    ]),
                    "(E-N)/S is the textbook's retention rate, into which reactivated customers count; strict is strict retention, retained / start; churn is churned / start");
                break;
        }
    }

    private static IEnumerable<string> Counts(Period period) =>
        new[] { period.Start, period.New, period.End, period.Retained, period.Reactivated, period.Churned }.Select(count => count.ToString("N0", CultureInfo.InvariantCulture));
}
