using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>The engine over PostgreSQL beside what one would use instead, in turn on one server, for purchases of the same kind.</summary>
internal static class PostgreSqlBench
{
    private const int Connections = 64;
    private const int Streams = 4;
    private const int SteadyRate = 1_000;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        using var both = await BesidePlainService.StartAsync(options, table);
        var (cluster, customers, engine, engineUrl, plain, plainUrl) = (both.Cluster, both.Customers, both.Engine, both.EngineUrl, both.Plain, both.PlainUrl);
        var bare = await BareGroups.CreateAsync(cluster);

        var makers = 0;
        PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));
        Task<Measurement> StreamsAsync() => Measurement.OfAsync(
            cluster, engine.Id, () => StreamLoad.RunAsync(engineUrl, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker())]));
        Task<Measurement> PostsAsync(string url, ServerProcess server, int? perSecond = null) => Measurement.OfAsync(
            cluster, server.Id, () => Task.Run(() => PostLoad.Run(url, Connections, options.Duration, Maker(), perSecond)));

        var (streams, single, written, plainly, steady, plainSteady) =
            (new List<Measurement>(), new List<Measurement>(), new List<Measurement>(), new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        var groupSizes = new List<double>();
        for (var round = 0; round <= options.Rounds; round++)
        {
            if (round == 1) foreach (var warm in new[] { streams, single, written, plainly, steady, plainSteady }) warm.Clear();
            await bare.BeginAsync();
            streams.Add(await StreamsAsync());
            await using var work = await bare.ReadAsync();
            groupSizes.Add(work.GroupSize);
            single.Add(await PostsAsync(engineUrl, engine));
            written.Add(await Measurement.OfAsync(cluster, null, work.RunAsync));
            plainly.Add(await PostsAsync(plainUrl, plain));
            steady.Add(await PostsAsync(engineUrl, engine, SteadyRate));
            plainSteady.Add(await PostsAsync(plainUrl, plain, SteadyRate));
        }

        var comparison = new ComparisonTable(table);
        comparison.Begin($"postgres: medians of {options.Rounds} rounds, {customers:N0} customers, groups of {groupSizes.Order().ElementAt(groupSizes.Count / 2):0}");
        comparison.Add($"(a) engine, {Streams} streams, each up to {StreamLoad.Ahead:N0} ahead", streams, ProcessFile.PeakMegabytes(engine.Id));
        comparison.Add($"(b) engine, single posts, {Connections} connections", single, ProcessFile.PeakMegabytes(engine.Id));
        comparison.Add("(c) a bare loop, the rows and groups of (a)", written, null);
        comparison.Add($"(d) plain service, single posts, {Connections} connections", plainly, ProcessFile.PeakMegabytes(plain.Id));
        comparison.Add($"(b) at {SteadyRate:N0}/s", steady, null);
        comparison.Add($"(d) at {SteadyRate:N0}/s", plainSteady, null);
        table.Add("postgres: (a) / (c), purchases/s", $"{Measurement.Ratio(streams, written, one => one.PerSecond):0.00}", "at least 0.4");
        table.Add("postgres: (a) / (d), purchases/s", $"{Measurement.Ratio(streams, plainly, one => one.PerSecond):0.00}", "at least 8");
        table.Add("postgres: (b) / (d), purchases/s", $"{Measurement.Ratio(single, plainly, one => one.PerSecond):0.00}", "at least 3");
        table.Add("postgres: processor time of server and PostgreSQL, (c) / (a)", $"{Measurement.Ratio(written, streams, one => one.Cost):0.00}");
        table.Add("postgres: processor time of server and PostgreSQL, (d) / (a)", $"{Measurement.Ratio(plainly, streams, one => one.Cost):0.00}");
        table.Add("postgres: processor time of server and PostgreSQL, (d) / (b)", $"{Measurement.Ratio(plainly, single, one => one.Cost):0.00}");
    }
}
