using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>How long the cohort report takes where one silo, ten, a hundred and a thousand have counters in the database.</summary>
internal static class WritersBench
{
    /// <summary>Number of the first silo that is added; the server has taken lower ones.</summary>
    private const int FirstAdded = 1_000;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(5_000, 20);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionString);
        await engine.WaitForAsync("Serving");
        await HistoryLoad.FillAsync(url, customers);
        using var client = new HttpClient { BaseAddress = new(url) };
        using var load = new HttpLoad(url, connections: 1);
        var report = await client.GetStringAsync("v1/cohorts");
        foreach (var writers in new[] { 1, 10, 100, options.Size(1_000, 200) })
        {
            await cluster.RunAsync("AddWriters", Number(FirstAdded), Number(FirstAdded + writers - 2));
            await cluster.RunAsync("Vacuum");
            var rows = (long)(await cluster.RunAsync("CountCounters"))!;
            if (await client.GetStringAsync("v1/cohorts") != report)
                throw new InvalidOperationException("Counters of further silos that count nothing have changed the cohort report.");
            await load.RunAsync(options.Duration / 4, _ => Cohorts());
            var (server, database) = (ProcessFile.TimeOf(engine.Id), cluster.ProcessorTime());
            var result = await load.RunAsync(options.Duration, _ => Cohorts());
            var reports = result.PerSecond * options.Duration.TotalSeconds;
            var (ofServer, ofDatabase) = (Each(ProcessFile.TimeOf(engine.Id) - server), Each(cluster.ProcessorTime() - database));
            table.Add($"writers: {writers:N0} silos, {rows:N0} rows of counters: GET /v1/cohorts, p50 and p99", $"{result.P50:0.0} and {result.P99:0.0} ms");
            table.Add("writers: processor time of a report, server and PostgreSQL", $"{ofServer:0.0} and {ofDatabase:0.0} ms");

            double Each(TimeSpan time) => time.TotalMilliseconds / reports;
        }
    }

    private static NpgsqlParameter Number(int value) => new() { Value = value };

    private static HttpRequestMessage Cohorts() => new(HttpMethod.Get, "v1/cohorts");
}
