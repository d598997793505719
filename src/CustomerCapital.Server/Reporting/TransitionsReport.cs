using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Server.Reporting;

/// <summary>How customers move between rungs: in CSV a line for each pair of rungs, as a table the matrix.</summary>
internal sealed class TransitionsReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var transitions = await engine.AskAsync(new ReportTransitions(months.From, months.Through), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["from", "to", "customers", "customer_months", "probability"],
                    transitions.Matrix.SelectMany(row => row.To, (row, cell) => (object?[])[LadderReport.Name(row.From), LadderReport.Name(cell.To), cell.Customers, row.CustomerMonths, cell.Probability]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(transitions);
                break;
            default:
                var whole = transitions.Months.Where(month => !month.Partial).ToList();
                output.WriteTable(
                    whole.Count == 0 ? "Where customers stood a month later" : $"Where customers stood a month later, {whole[0].Month} to {whole[^1].Month}",
                    ["rung", "customer\nmonths", "mean\nmonths", .. transitions.Matrix.Select(row => Header(LadderReport.Name(row.From))), "steady\nstate"],
                    transitions.Matrix.Reverse().Select(row => (string[])
                    [
                        LadderReport.Name(row.From), ReportOutput.Number(row.CustomerMonths), row.MeanMonths is { } mean ? mean.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : "",
                        .. row.To.Select(cell => ReportOutput.Percent(cell.Probability)), ReportOutput.Percent(transitions.SteadyState.Shares?[(int)row.From - 1].Share),
                    ]),
                    "Mean months: how long a customer stays, once there; by the matrix.",
                    transitions.SteadyState.Words);
                break;
        }
    }

    private static string Header(string rung) => rung switch
    {
        "in_target_market" => "target\nmarket",
        "raving_fan" => "raving\nfan",
        _ => rung,
    };
}
