namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A load, and the processor time that it cost, in microseconds per purchase.</summary>
internal sealed record Measurement(double PerSecond, double P50, double P99, double Server, double PostgreSql, double Driver)
{
    /// <summary>Of server and database.</summary>
    public double Cost => Server + PostgreSql;

    /// <summary>Runs a load and looks at the processes before and after it.</summary>
    /// <param name="cluster">The database.</param>
    /// <param name="server">Process id of the server; null where this process itself writes.</param>
    /// <param name="load">What to run.</param>
    public static async Task<Measurement> OfAsync(PostgreSqlCluster cluster, int? server, Func<Task<Load>> load)
    {
        var before = Times();
        var result = await load();
        var after = Times();
        var times = result.Milliseconds.Order().ToList();
        return new(
            result.Purchases / result.Elapsed.TotalSeconds, times[times.Count / 2], times[(int)(times.Count * 0.99)],
            Each(after.Server - before.Server), Each(after.PostgreSql - before.PostgreSql), server is null ? 0 : Each(after.Driver - before.Driver));

        (TimeSpan Server, TimeSpan PostgreSql, TimeSpan Driver) Times() =>
            (ProcessFile.TimeOf(server ?? Environment.ProcessId), cluster.ProcessorTime(), ProcessFile.TimeOf(Environment.ProcessId));

        double Each(TimeSpan time) => time.TotalMicroseconds / result.Purchases;
    }

    /// <summary>The median of each figure by itself.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> rounds)
    {
        return new(Of(one => one.PerSecond), Of(one => one.P50), Of(one => one.P99), Of(one => one.Server), Of(one => one.PostgreSql), Of(one => one.Driver));

        double Of(Func<Measurement, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
    }

    /// <summary>Of the rounds' ratios of a figure, the median.</summary>
    public static double Ratio(IReadOnlyList<Measurement> one, IReadOnlyList<Measurement> other, Func<Measurement, double> figure) =>
        one.Zip(other, (left, right) => figure(left) / figure(right)).Order().ElementAt(one.Count / 2);
}
