using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Cluster;

/// <summary>A load, and the processor time that it cost, in microseconds per purchase.</summary>
/// <param name="PerSecond">Purchases answered as accepted, a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Gateway">Of the gateway, where that is a process of its own.</param>
/// <param name="Engine">Of the processes that decide and write.</param>
/// <param name="PostgreSql">Of all of the database's.</param>
/// <param name="Driver">Of this one.</param>
internal sealed record DistributionMeasurement(double PerSecond, double P50, double P99, double Gateway, double Engine, double PostgreSql, double Driver)
{
    /// <summary>Of all but the driver.</summary>
    public double Cost => Gateway + Engine + PostgreSql;

    public static async Task<DistributionMeasurement> OfAsync(PostgreSqlCluster cluster, Deployment deployment, Func<Task<Load>> load)
    {
        var before = Times();
        var result = await load();
        var after = Times();
        var milliseconds = result.Milliseconds.Order().ToList();
        var costs = before.Zip(after, (from, to) => (to - from).TotalMicroseconds / result.Purchases).ToList();
        return new(
            result.Purchases / result.Elapsed.TotalSeconds, milliseconds[milliseconds.Count / 2], milliseconds[(int)(milliseconds.Count * 0.99)], costs[0], costs[1], costs[2], costs[3]);

        TimeSpan[] Times() => [deployment.GatewayTime, deployment.EngineTime, cluster.ProcessorTime(), ProcessFile.TimeOf(Environment.ProcessId)];
    }

    /// <summary>The median of a figure.</summary>
    public static double Median(IReadOnlyList<DistributionMeasurement> rounds, Func<DistributionMeasurement, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    /// <summary>Of the rounds' ratios of a figure, the median.</summary>
    public static double Ratio(IReadOnlyList<DistributionMeasurement> one, IReadOnlyList<DistributionMeasurement> other, Func<DistributionMeasurement, double> figure) =>
        one.Zip(other, (left, right) => figure(left) / figure(right)).Order().ElementAt(one.Count / 2);
}
