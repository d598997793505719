using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Server.Reporting;

/// <summary>What all customers have brought, by month; and by acquisition channel, in CSV and Parquet where channels are asked for.</summary>
/// <param name="byChannel">Whether rows are channels; a table for people and JSON have both.</param>
internal sealed class EquityReport(bool byChannel) : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var equity = await engine.AskAsync(new ReportEquity(months.From, months.Through), cancellation);
        var channels = equity.Others is { } others ? [.. equity.Channels, others] : equity.Channels;
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet when byChannel:
                await output.WriteRowsAsync(
                    format,
                    ["channel", "customers", "buying_customers", "acquisition_cost", "cost_per_customer", "historic_value", "value_per_customer", "value_to_cost", "payback", "payback_months", "months_observed", "recovered", "active_customers", "retention"],
                    channels.Select(channel => (object?[])
                    [
                        NameOf(channel, equity), channel.Customers, channel.BuyingCustomers, channel.AcquisitionCost, channel.CostPerCustomer, channel.HistoricValue, channel.ValuePerCustomer,
                        channel.ValueToCost, WordOf(channel.Payback.Verdict), (long?)channel.Payback.Months, (long)channel.Payback.MonthsObserved, channel.Payback.Recovered, channel.ActiveCustomers, channel.Retention,
                    ]));
                break;
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["month", "customers", "revenue", "margin", "acquisition_cost", "reward_cost", "historic_value", "partial"],
                    equity.Months.Select(month => (object?[])[month.Month, month.Customers, month.Revenue, month.Margin, month.AcquisitionCost, month.RewardCost, month.HistoricValue, month.Partial]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(equity);
                break;
            default:
                output.WriteTable(
                    "What all customers have brought by the end of each month",
                    ["month", "customers", "revenue", "margin", "acquisition\ncost", "reward\ncost", "historic\nvalue"],
                    equity.Months.Select(month => (string[])
                    [
                        $"{month.Month}{(month.Partial ? "*" : "")}", ReportOutput.Number(month.Customers), ReportOutput.Amount(month.Revenue), ReportOutput.Amount(month.Margin),
                        ReportOutput.Amount(month.AcquisitionCost), ReportOutput.Amount(month.RewardCost), ReportOutput.Amount(month.HistoricValue),
                    ]),
                    [.. equity.Months.Any(month => month.Partial) ? ["* the month is not over yet"] : Array.Empty<string>(), ""]);
                output.WriteTable(
                    "By acquisition channel",
                    ["channel", "customers", "buyers", "cost\neach", "value\neach", "value\nto cost", "payback\nmonths", "still\nactive"],
                    channels.Select(channel => (string[])
                    [
                        NameOf(channel, equity), ReportOutput.Number(channel.Customers), ReportOutput.Number(channel.BuyingCustomers), ReportOutput.Amount(channel.CostPerCustomer),
                        ReportOutput.Amount(channel.ValuePerCustomer), channel.ValueToCost is { } ratio ? ratio.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "",
                        channel.Payback.Months is { } paid ? ReportOutput.Number(paid) : channel.Payback.Verdict == PaybackVerdict.NotYet ? $"> {channel.Payback.MonthsObserved}" : "",
                        ReportOutput.Percent(channel.Retention),
                    ]),
                    [
                        "Value is historic: margin less acquisition cost and cost of rewards.",
                        "Value to cost is what each unit spent on winning customers has brought.",
                        $"Still active: buyers who ordered in the last {engine.Policy.Program.Policy.ActivityWindowMonths} months, this one included.",
                    ]);
                break;
        }
    }

    private static string NameOf(ChannelEquity channel, ProgramEquity equity) =>
        ReferenceEquals(channel, equity.Others) ? $"({equity.OtherChannels} others)" : channel.Channel ?? "(none)";

    private static string WordOf(PaybackVerdict verdict) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());
}
