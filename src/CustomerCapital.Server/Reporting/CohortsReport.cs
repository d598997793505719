using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>Cohort retention: in CSV a line per cell, as a table the familiar triangle.</summary>
internal sealed class CohortsReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var cells = await engine.AskAsync(new ReportCohorts(months.From, months.Through), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["cohort", "age", "customers", "orders", "revenue", "retention", "partial"],
                    cells.Select(cell => (object?[])[cell.Cohort, cell.Age, cell.Customers, cell.Orders, cell.Revenue, cell.Retention, cell.Partial]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(cells);
                break;
            default:
                var last = cells.Count == 0 ? 0 : cells.Max(cell => cell.Age);
                output.WriteTable(
                    "Cohort retention: the share of each cohort that ordered in each month after",
                    ["cohort", "customers", .. Enumerable.Range(0, last + 1).Select(age => $"+{age}")],
                    cells.GroupBy(cell => cell.Cohort).Select(cohort => (string[])
                    [
                        cohort.Key.ToString(), ReportOutput.Number(cohort.First().Customers),
                        .. cohort.Select(cell => ReportOutput.Percent(cell.Retention) + (cell.Partial ? "*" : " ")),
                        .. Enumerable.Repeat("", last + 1 - cohort.Count()),
                    ]),
                    cells.Any(cell => cell.Partial) ? ["* the month is not over yet"] : []);
                break;
        }
    }
}
