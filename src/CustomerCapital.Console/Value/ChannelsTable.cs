using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Value;

/// <summary>What customers cost and brought, by the channel by which they came.</summary>
public sealed class ChannelsTable : ITableSource
{
    public string Name => "channels";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(new ReportEquity()));

    internal static ConsoleTable Of(ConsoleRequest ask, ProgramEquity equity)
    {
        var say = ask.Speech;
        return new(
            [
                new("channel", say["channels.channel"]), new("customers", say["ladder.customers"], true), new("buying_customers", say["channels.buyers"], true), new("acquisition_cost", say["equity.acquisition"], true),
                new("cost_per_customer", say["channels.costeach"], true), new("historic_value", say["ladder.historic"], true), new("value_per_customer", say["channels.valueeach"], true),
                new("value_to_cost", say["channels.ratio"], true) { Means = say["channels.ratio.means"] }, new("payback_months", say["channels.payback"], true), new("retention", say["cohorts.retention"], true),
            ],
            [.. equity.Channels.Select(channel => new Row(
            [
                new(channel.Channel ?? say["channels.unknown"], channel.Channel), new(say.Number(channel.Customers), channel.Customers), new(say.Number(channel.BuyingCustomers), channel.BuyingCustomers),
                new(say.Money(channel.AcquisitionCost), channel.AcquisitionCost.ToDecimal()), new(say.Money(channel.CostPerCustomer), channel.CostPerCustomer?.ToDecimal()),
                new(say.Money(channel.HistoricValue), channel.HistoricValue.ToDecimal()), new(say.Money(channel.ValuePerCustomer), channel.ValuePerCustomer?.ToDecimal()),
                new(say.Number(channel.ValueToCost, 1), channel.ValueToCost), channel.Payback.Months is { } months ? new(say.Number(months), (long)months) : new(say.Word(channel.Payback.Verdict), null),
                new(say.Percent(channel.Retention), channel.Retention),
            ]))])
        { Call = "/v1/equity" };
    }
}
