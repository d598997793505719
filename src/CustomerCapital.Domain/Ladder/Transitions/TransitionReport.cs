using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Ladder.Transitions;

/// <summary>How many customers of a rung moved to another within a month, over all months observed.</summary>
/// <param name="To">The rung at the month's end.</param>
/// <param name="Customers">How often that happened; on the rung itself, how often a customer stayed.</param>
/// <param name="Probability">The share of all months that began on the first rung. Null where none did.</param>
public sealed record TransitionCell(Rung To, long Customers, double? Probability);

/// <summary>Where customers of a rung stood a month later.</summary>
/// <param name="From">The rung at the month's start.</param>
/// <param name="CustomerMonths">How many months customers began on it.</param>
/// <param name="MeanMonths">Months that a customer stays once there, on average: customer months / months after which the customer was elsewhere, which is 1 / (1 - probability to stay). Null where nobody left.</param>
/// <param name="To">Where they stood at the month's end, all seven rungs, lowest first.</param>
public sealed record TransitionRow(Rung From, long CustomerMonths, double? MeanMonths, IReadOnlyList<TransitionCell> To);

/// <summary>Customers who moved in a month.</summary>
/// <param name="From">Where they stood at the end of the month before. Null for those who were not known before.</param>
/// <param name="To">Where they stood at the month's end.</param>
/// <param name="Customers">How many.</param>
public sealed record RungMove(Rung? From, Rung To, long Customers);

/// <summary>One month on the ladder.</summary>
/// <param name="Month">Calendar month of the program.</param>
/// <param name="Partial">Whether the month is not over yet; it is then not part of the matrix.</param>
/// <param name="AtEnd">How many stood on each rung at its end, lowest first; in the running month, so far.</param>
/// <param name="Moves">Who moved in it.</param>
public sealed record LadderMonth(Month Month, bool Partial, IReadOnlyList<long> AtEnd, IReadOnlyList<RungMove> Moves);

/// <summary>How customers move between rungs from one month's end to the next.</summary>
/// <param name="Matrix">Over the whole months that are shown, one row for each rung, lowest first.</param>
/// <param name="SteadyState">To which shares the matrix leads.</param>
/// <param name="Months">Month by month.</param>
/// <param name="Basis">What all of this counts, in a sentence.</param>
public sealed record LadderTransitions(IReadOnlyList<TransitionRow> Matrix, SteadyState SteadyState, IReadOnlyList<LadderMonth> Months, string Basis);

/// <summary>The moves between rungs from the counters.</summary>
public static class TransitionReport
{
    private const int Rungs = 7;

    private const string Basis =
        "Rungs are as recorded at the ends of months: what arrives late moves a customer at the latest moment of which the customer's entries spoke before. Time on a rung is from the matrix. Lapsed customers stand on the rung to which they stepped down.";

    /// <summary>Counts every move.</summary>
    /// <param name="counters">With <see cref="RungsCapability.Moves"/>.</param>
    /// <param name="from">First month shown; null for the first there is.</param>
    /// <param name="through">Last month shown.</param>
    /// <param name="running">The month that is not over yet.</param>
    public static LadderTransitions Of(Counters counters, Month? from, Month through, Month running)
    {
        var moves = counters.OfKind(RungsCapability.Moves).ToLookup(row => row.Key.A, row => (From: row.Key.B / 10, To: row.Key.B % 10, row.Value.Customers));
        var (standing, matrix, months) = (new long[Rungs], new long[Rungs, Rungs], new List<LadderMonth>());
        var first = moves.Count == 0 ? through.Index + 1 : moves.Min(month => month.Key);
        for (var month = first; month <= through.Index; month++)
        {
            var (shown, before) = (!(new Month(month) < from), (long[])standing.Clone());
            var moved = moves[month].OrderBy(move => (move.From, move.To)).ToList();
            foreach (var (left, to, customers) in moved)
            {
                if (left > 0) standing[left - 1] -= customers;
                standing[to - 1] += customers;
                if (left > 0) before[left - 1] -= customers;
                if (left > 0 && shown && month < running.Index) matrix[left - 1, to - 1] += customers;
            }

            if (!shown) continue;
            for (var rung = 0; rung < Rungs && month < running.Index; rung++) matrix[rung, rung] += before[rung];
            months.Add(new(new(month), month >= running.Index, [.. standing], [.. moved.Select(move => new RungMove(move.From == 0 ? null : (Rung)move.From, (Rung)move.To, move.Customers))]));
        }

        return new([.. Enumerable.Range(0, Rungs).Select(rung => Row(matrix, rung))], SteadyState.Of(matrix), months, Basis);
    }

    private static TransitionRow Row(long[,] matrix, int from)
    {
        var all = Enumerable.Range(0, Rungs).Sum(to => matrix[from, to]);
        var left = all - matrix[from, from];
        return new(
            (Rung)(from + 1), all, left == 0 ? null : (double)all / left,
            [.. Enumerable.Range(0, Rungs).Select(to => new TransitionCell((Rung)(to + 1), matrix[from, to], all == 0 ? null : (double)matrix[from, to] / all))]);
    }
}
