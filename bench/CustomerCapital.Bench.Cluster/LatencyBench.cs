using System.Globalization;
using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Cluster;

/// <summary>How long single posts take while a part of what can be done is asked for, evenly and for long: one process, then a cluster of three silos.</summary>
internal static class LatencyBench
{
    /// <summary>Its name after <c>--only</c>.</summary>
    public const string Name = "latency";

    private const int Customers = 10_000;
    private const int Connections = 64;

    /// <summary>Enough that one is free whenever a purchase falls due.</summary>
    private const int SteadyConnections = 256;

    private const double Share = 0.7;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? Customers;
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "bench_one", "bench_three");
        using var folder = new TemporaryFolder();
        await using (var one = await Deployment.OneProcessAsync("one process", "postgres:" + cluster.ConnectionStringOf("bench_one"), options.Program, folder))
            await MeasureAsync(one, options, customers, table);
        await using var three = await Deployment.ClusterAsync("three silos, a gateway", [cluster.ConnectionStringOf("bench_three")], silos: 3, options.Program, folder);
        await MeasureAsync(three, options, customers, table);
    }

    private static async Task MeasureAsync(Deployment deployment, BenchOptions options, int customers, ResultTable table)
    {
        var makers = 0;
        PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));
        await StreamLoad.OneAsync(deployment.Url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
        Load Most() => PostLoad.Run(deployment.Url, Connections, options.Duration, Maker());
        await Task.Run(Most); // warms up
        var most = await Task.Run(Most);
        var rate = (int)(most.Purchases / most.Elapsed.TotalSeconds * Share);
        table.Write(string.Create(CultureInfo.InvariantCulture, $"latency: {deployment.Name}: {rate:N0} posts/s, 70 % of what {Connections} connections reach, in {options.Rounds} stretches of {options.Duration.TotalSeconds:0.#} s"));
        table.Write($"{"",-10} {"milliseconds",38}   {"longest",8} {"collections",24}");
        table.Write($"{"stretch",-10} {"p50",8} {"p99",8} {"p99.9",8} {"most",11}   {"silence",8} {"number",8} {"stopped ms",15}");
        var longest = TimeSpan.Zero;
        for (var stretch = 1; stretch <= options.Rounds; stretch++)
        {
            var (collections, paused) = Collected(deployment);
            var load = await Task.Run(() => PostLoad.Run(deployment.Url, SteadyConnections, options.Duration, Maker(), rate));
            var (after, pausedAfter) = Collected(deployment);
            var milliseconds = load.Milliseconds.Order().ToList();
            double At(double share) => milliseconds[Math.Min(milliseconds.Count - 1, (int)(milliseconds.Count * share))];
            if (load.LongestSilence > longest) longest = load.LongestSilence;
            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"{stretch,-10} {At(0.5),8:0.0} {At(0.99),8:0.0} {At(0.999),8:0.0} {milliseconds[^1],11:0.0}   {load.LongestSilence.TotalMilliseconds,8:0} {after - collections,8} {(pausedAfter - paused).TotalMilliseconds,15:0.0}"));
        }

        table.Add($"latency: {deployment.Name}, longest time without an answer, ms", $"{longest.TotalMilliseconds:0}", "at most 250");
    }

    private static (long Collections, TimeSpan Paused) Collected(Deployment deployment) =>
        (deployment.Memories.Sum(memory => memory.Collections()), TimeSpan.FromTicks(deployment.Memories.Sum(memory => memory.Paused().Ticks)));
}
