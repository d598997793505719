using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.Server.Reporting;

/// <summary>What customers have brought and will bring, by rung; and by acquisition channel, in CSV and Parquet where channels are asked for.</summary>
/// <param name="byChannel">Whether rows are channels; a table for people and JSON have both.</param>
internal sealed class ValueReport(bool byChannel) : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: value is told as it is now; leave them out, or take report equity for months");
        var value = await engine.AskAsync(new ReportValue(), cancellation);
        var census = await engine.AskAsync(new ReportLadder(), cancellation);
        var scores = value.Predicted?.Scores;
        var rungs = census.Rungs.Select(rung => (Name: LadderReport.Name(rung.Rung), rung.Customers, Historic: rung.HistoricValue, Scores: scores?.Rungs.FirstOrDefault(of => of.Rung == rung.Rung)?.Scores)).Reverse().ToList();
        var channels = value.Channels.Select(channel => (Name: channel.Channel ?? "(none)", channel.Customers, Historic: channel.HistoricValue, Scores: scores?.Channels.FirstOrDefault(of => of.Channel == channel.Channel)?.Scores)).ToList();
        if (value.Others is { } others) channels.Add(($"({others.Channels} others)", others.Customers, others.HistoricValue, null));
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format, [byChannel ? "channel" : "rung", "customers", "historic_value", "scored_customers", "expected_alive", "predicted_orders_12m", "predicted_value_12m", "residual_value"],
                    (byChannel ? channels : rungs).Select(row => (object?[])
                    [
                        row.Name, row.Customers, row.Historic, row.Scores?.Customers, row.Scores?.ExpectedAlive, row.Scores?.PredictedOrders12m, row.Scores?.PredictedValue12m, row.Scores?.ResidualValue,
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(value);
                break;
            default:
                Write("What customers have brought and are expected to bring", "rung", rungs, "");
                Write("By acquisition channel", "channel", channels, [.. Notes(value)]);
                break;
        }

        void Write(string title, string what, IEnumerable<(string Name, long Customers, Domain.Program.DerivedAmount Historic, ScoreSum? Scores)> rows, params IEnumerable<string> notes) => output.WriteTable(
            title, [what, "customers", "historic\nvalue", "expected\nalive", "12-month\norders", "12-month\nvalue", "residual\nvalue"],
            rows.Select(row => (string[])
            [
                row.Name, ReportOutput.Number(row.Customers), ReportOutput.Amount(row.Historic), row.Scores is null ? "" : ReportOutput.Number((long)decimal.Round(row.Scores.ExpectedAlive)),
                row.Scores is null ? "" : ReportOutput.Number((long)decimal.Round(row.Scores.PredictedOrders12m)), ReportOutput.Amount(row.Scores?.PredictedValue12m), ReportOutput.Amount(row.Scores?.ResidualValue),
            ]),
            notes);
    }

    private static IEnumerable<string> Notes(Engine.Reports.ValueReport value)
    {
        if (value.Simple.Value is { } simple) yield return $"Simple lifetime value of a customer: {ReportOutput.Amount(simple)}";
        if (value.Predicted is not { } predicted)
        {
            yield return "Nobody was scored yet: a server does so after each day, or at once by POST /v1/value/models/fits.";
            yield break;
        }

        yield return $"Customer capital: {ReportOutput.Amount(predicted.CustomerCapital)} = {ReportOutput.Amount(value.HistoricValue)} historic + {ReportOutput.Amount(predicted.Scores.All.ResidualValue)} residual value";
        yield return $"Predicted by {predicted.Model}, version {predicted.ModelVersion}, from orders through {predicted.ScoredThrough:yyyy-MM-dd}.";
    }
}
