using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Cohorts;

/// <summary>All cohorts together by age: of those old enough, which share ordered in that month of age.</summary>
public sealed class CohortTrendTable : ITableSource
{
    public string Name => "cohort-trend";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var (from, through) = CohortsTable.RangeOf(ask);
        var cells = (await ask.AskAsync(new ReportCohorts(from, through))).Where(cell => !cell.Partial).ToList();
        var sizes = cells.Where(cell => cell.Age == 0).ToDictionary(cell => cell.Cohort, cell => cell.Customers);
        return new(
            [new("age", say["cohorts.months"]), new("cohorts", say["cohorts.cohorts"], true), new("customers", say["cohorts.size"], true), new("retention", say["cohorts.retention"], true)],
            [.. cells.Where(cell => cell.Age > 0 && sizes.ContainsKey(cell.Cohort)).GroupBy(cell => cell.Age).OrderBy(age => age.Key).Select(age =>
            {
                var (size, came) = (age.Sum(cell => sizes[cell.Cohort]), age.Sum(cell => cell.Customers));
                double? share = size == 0 ? null : (double)came / size;
                return new Row([new(say.Number(age.Key), (long)age.Key), new(say.Number(age.Count()), (long)age.Count()), new(say.Number(size), size), new(say.Percent(share), share)]);
            })])
        { Call = ConsoleAddress.Of("/v1/cohorts", ("from", from?.ToString()), ("through", through?.ToString())) };
    }
}
