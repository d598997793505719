using CustomerCapital.ConsolePages.Cohorts;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Periods;

/// <summary>Retention, churn and reactivation by calendar month.</summary>
public sealed class PeriodsTable : ITableSource
{
    public string Name => "periods";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var (from, through) = CohortsTable.RangeOf(ask);
        var periods = await ask.AskAsync(new ReportPeriods(from, through));
        return new(
            [
                new("month", say["periods.month"]), new("start", say["periods.start"], true), new("new", say["periods.new"], true), new("retained", say["periods.retained"], true),
                new("reactivated", say["periods.reactivated"], true) { Means = say["periods.reactivated.means"] }, new("churned", say["periods.churned"], true), new("end", say["periods.end"], true),
                new("retention_rate", say["periods.rate"], true) { Means = say["periods.rate.means"] }, new("strict_retention", say["periods.strict"], true) { Means = say["periods.strict.means"] },
                new("churn_rate", say["periods.churn"], true),
            ],
            [.. periods.Select(period => new Row(
            [
                new(say.Month(period.Month) + (period.Partial ? " *" : period.BurnIn ? " °" : ""), period.Month.ToString()), new(say.Number(period.Start), period.Start), new(say.Number(period.New), period.New),
                new(say.Number(period.Retained), period.Retained), new(say.Number(period.Reactivated), period.Reactivated), new(say.Number(period.Churned), period.Churned), new(say.Number(period.End), period.End),
                new(say.Percent(period.RetentionRate), period.RetentionRate), new(say.Percent(period.StrictRetention), period.StrictRetention), new(say.Percent(period.ChurnRate), period.ChurnRate),
            ], period.Partial ? "partial" : period.BurnIn ? "burn-in" : null))])
        { Call = ConsoleAddress.Of("/v1/periods", ("from", from?.ToString()), ("through", through?.ToString())), Note = say["periods.note"] };
    }
}
