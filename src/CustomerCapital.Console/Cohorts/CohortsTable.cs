using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Cohorts;

/// <summary>Cohorts by age in months: retention, customers or revenue.</summary>
public sealed class CohortsTable : ITableSource
{
    /// <summary>So many cohorts are shown where the address says nothing else.</summary>
    private const int Usual = 24;

    public static readonly string[] Measures = ["retention", "customers", "revenue"];

    public string Name => "cohorts";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var (from, through) = RangeOf(ask);
        var cells = await ask.AskAsync(new ReportCohorts(from, through));
        var measure = ask.OneOf("measure", Measures);
        var cohorts = cells.GroupBy(cell => cell.Cohort).OrderBy(cohort => cohort.Key).ToList();
        var ages = cells.Count == 0 ? 0 : cells.Max(cell => cell.Age) + 1;
        // The cohort's own month is 100 % by definition: it would leave the others pale.
        var most = cells.Where(cell => measure != "retention" || cell.Age > 0).Select(cell => ValueOf(cell)).DefaultIfEmpty().Max();
        return new(
            [new("cohort", say["cohorts.cohort"]), new("size", say["cohorts.size"], true), .. Enumerable.Range(0, ages).Select(age => new Column("month_" + age.ToString(System.Globalization.CultureInfo.InvariantCulture), say.Say("cohorts.age", age), true))],
            [.. cohorts.Select(cohort =>
            {
                var byAge = cohort.ToDictionary(cell => cell.Age);
                var size = cohort.Select(cell => cell.Age == 0 ? cell.Customers : 0).Max();
                return new Row([new(say.Month(cohort.Key), cohort.Key.ToString(), Mark: "whole"), new(say.Number(size), size), .. Enumerable.Range(0, ages).Select(age => CellOf(byAge.GetValueOrDefault(age)))]);
            })])
        { Call = ConsoleAddress.Of("/v1/cohorts", ("from", from?.ToString()), ("through", through?.ToString())), Note = say["cohorts.note"] };

        double ValueOf(CohortCell cell) => measure switch { "customers" => cell.Customers, "revenue" => (double)cell.Revenue.ToDecimal(), _ => cell.Retention };

        Cell CellOf(CohortCell? cell) => cell is null ? new("", null, Mark: "blank") : new(
            measure switch { "customers" => say.Number(cell.Customers), "revenue" => say.Number(cell.Revenue.ToDecimal(), 0), _ => say.Percent(cell.Retention) } + (cell.Partial ? " *" : ""),
            measure switch { "customers" => cell.Customers, "revenue" => cell.Revenue.ToDecimal(), _ => cell.Retention },
            Mark: (most > 0 ? Heat.Of(ValueOf(cell) / most) : null) + (cell.Partial ? " partial" : ""));
    }

    internal static (Domain.Program.Month? From, Domain.Program.Month? Through) RangeOf(ConsoleRequest ask) =>
        (ask.MonthOf("from") ?? ask.Capital.RunningMonth.Plus(1 - Usual), ask.MonthOf("through") is { } last && last <= ask.Capital.RunningMonth.Plus(Report.MonthsAhead) ? last : null);
}
