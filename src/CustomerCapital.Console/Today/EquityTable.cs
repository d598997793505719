using CustomerCapital.ConsolePages.Cohorts;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Today;

/// <summary>What all customers have brought, by the end of each month.</summary>
public sealed class EquityTable : ITableSource
{
    public string Name => "equity";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var (from, through) = CohortsTable.RangeOf(ask);
        return Of(ask, await ask.AskAsync(new ReportEquity(from, through, 0))) with { Call = ConsoleAddress.Of("/v1/equity", ("from", from?.ToString()), ("through", through?.ToString())) };
    }

    internal static ConsoleTable Of(ConsoleRequest ask, ProgramEquity equity)
    {
        var say = ask.Speech;
        return new(
            [
                new("month", say["periods.month"]), new("customers", say["ladder.customers"], true), new("revenue", say["ladder.revenue"], true), new("margin", say["equity.margin"], true),
                new("acquisition_cost", say["equity.acquisition"], true), new("reward_cost", say["equity.rewards"], true), new("historic_value", say["ladder.historic"], true) { Means = say["figure.historic.means"] },
            ],
            [.. equity.Months.Select(month => new Row(
            [
                new(say.Month(month.Month) + (month.Partial ? " *" : ""), month.Month.ToString()), new(say.Number(month.Customers), month.Customers), new(say.Money(month.Revenue), month.Revenue.ToDecimal()),
                new(say.Money(month.Margin), month.Margin.ToDecimal()), new(say.Money(month.AcquisitionCost), month.AcquisitionCost.ToDecimal()), new(say.Money(month.RewardCost), month.RewardCost.ToDecimal()),
                new(say.Money(month.HistoricValue), month.HistoricValue.ToDecimal()),
            ], month.Partial ? "partial" : null))]);
    }
}
