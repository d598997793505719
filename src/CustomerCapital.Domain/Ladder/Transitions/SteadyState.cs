using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Ladder.Transitions;

/// <summary>Whether the moves between rungs lead to one distribution.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SteadyStateVerdict>))]
public enum SteadyStateVerdict
{
    /// <summary>Whoever starts where, the shares come to these.</summary>
    One = 1,

    /// <summary>It depends on where customers start: from some rungs others are never reached.</summary>
    Several = 2,

    /// <summary>It is not known: nobody has spent a whole month, or nobody on a rung that others come to.</summary>
    Unknown = 3,
}

/// <summary>The share of customers on a rung.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="Share">In [0, 1].</param>
public sealed record RungShare(Rung Rung, double Share);

/// <summary>The distribution over rungs that does not change any more, if every month were like those observed and nobody new came.</summary>
/// <param name="Verdict">Whether there is one.</param>
/// <param name="Words">The same in a sentence.</param>
/// <param name="Shares">The share of each rung, lowest first. Null where there is not one distribution.</param>
public sealed record SteadyState(SteadyStateVerdict Verdict, string Words, IReadOnlyList<RungShare>? Shares)
{
    /// <summary>The steady state of a chain.</summary>
    /// <param name="moves">How many moved from one rung to another in a month, and on the diagonal how many stayed; rungs in their order.</param>
    public static SteadyState Of(long[,] moves)
    {
        var size = moves.GetLength(0);
        var left = Enumerable.Range(0, size).Select(from => Enumerable.Range(0, size).Sum(to => moves[from, to])).ToArray();
        if (left.Sum() == 0) return new(SteadyStateVerdict.Unknown, "No steady state yet: no whole month was observed.", null);
        for (var to = 0; to < size; to++)
        {
            if (left[to] > 0 || !Enumerable.Range(0, size).Any(from => moves[from, to] > 0)) continue;
            return new(SteadyStateVerdict.Unknown, $"No steady state yet: nobody has spent a whole month on a rung reached: {NameOf(to)}.", null);
        }

        var reach = Reach(moves, left);
        var closed = Enumerable.Range(0, size).Where(rung => left[rung] > 0 && Enumerable.Range(0, size).All(other => !reach[rung, other] || reach[other, rung])).ToList();
        var class0 = closed.Where(rung => reach[closed[0], rung]).ToList();
        if (class0.Count < closed.Count) return new(SteadyStateVerdict.Several, "Several steady states: where customers end depends on where they start.", null);
        var shares = Solve(moves, left, class0);
        return new(
            SteadyStateVerdict.One, "Steady state: the shares if every month were like these and nobody new came.",
            [.. Enumerable.Range(0, size).Select(rung => new RungShare((Rung)(rung + 1), shares[rung]))]);
    }

    private static string NameOf(int rung) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(((Rung)(rung + 1)).ToString());

    /// <summary>Which rung leads to which, in any number of months, 0 included.</summary>
    private static bool[,] Reach(long[,] moves, long[] left)
    {
        var size = left.Length;
        var reach = new bool[size, size];
        for (var from = 0; from < size; from++)
            for (var to = 0; to < size; to++) reach[from, to] = from == to || moves[from, to] > 0;
        for (var by = 0; by < size; by++)
            for (var from = 0; from < size; from++)
                for (var to = 0; to < size; to++) reach[from, to] |= reach[from, by] && reach[by, to];
        return reach;
    }

    /// <summary>The stationary distribution of the rungs that all lead to each other (Grassmann, Taksar and Heyman 1985): nothing is subtracted, so that no digit is lost.</summary>
    private static double[] Solve(long[,] moves, long[] left, List<int> rungs)
    {
        var n = rungs.Count;
        var p = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) p[i, j] = (double)moves[rungs[i], rungs[j]] / left[rungs[i]];
        for (var k = n - 1; k > 0; k--)
        {
            var sum = Enumerable.Range(0, k).Sum(j => p[k, j]);
            for (var i = 0; i < k; i++)
            {
                p[i, k] /= sum;
                for (var j = 0; j < k; j++) p[i, j] += p[i, k] * p[k, j];
            }
        }

        var weights = new double[n];
        weights[0] = 1;
        for (var k = 1; k < n; k++) weights[k] = Enumerable.Range(0, k).Sum(i => weights[i] * p[i, k]);
        var (all, shares) = (weights.Sum(), new double[left.Length]);
        for (var i = 0; i < n; i++) shares[rungs[i]] = weights[i] / all;
        return shares;
    }
}
