using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Ladder;

/// <summary>How customers move between rungs from month to month.</summary>
public sealed class TransitionsTable : ITableSource
{
    public string Name => "ladder-transitions";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(QuestionOf(ask)));

    /// <summary>The months of an address; one too far ahead is passed over.</summary>
    internal static ReportTransitions QuestionOf(ConsoleRequest ask) => new(ask.MonthOf("from"), Cohorts.CohortsTable.RangeOf(ask).Through);

    internal static ConsoleTable Of(ConsoleRequest ask, LadderTransitions transitions)
    {
        var say = ask.Speech;
        return new(
            [
                new("from", say["ladder.from"]),
                .. Enum.GetValues<Rung>().Select(rung => new Column("to_" + LadderTable.RungName(rung), say.Word(rung), true)),
                new("mean_months", say["ladder.months"], true) { Means = say["ladder.months.means"] },
            ],
            [.. transitions.Matrix.Select(row => new Row(
            [
                new(say.Word(row.From), row.From),
                .. row.To.Select(cell => new Cell(say.Percent(cell.Probability), cell.Probability, Mark: Heat.Of(cell.Probability))),
                new(say.Number(row.MeanMonths, 1), row.MeanMonths),
            ]))])
        { Call = "/v1/ladder/transitions", Note = say["ladder.moves.note"] };
    }
}
