using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>The cohort report where one silo, ten, a hundred and a thousand have counters in the database: milliseconds, and processor time of a report.</summary>
internal static class WritersBench
{
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
            await cluster.RunAsync("AddWriters", new NpgsqlParameter { Value = 1_000 }, new NpgsqlParameter { Value = 1_000 + writers - 2 });
            await cluster.RunAsync("Vacuum");
            var rows = (long)(await cluster.RunAsync("CountCounters"))!;
            if (await client.GetStringAsync("v1/cohorts") != report) throw new InvalidOperationException("Counters of further silos that count nothing have changed the cohort report.");
            await load.RunAsync(options.Duration / 4, _ => Cohorts());
            var (server, database) = (ProcessFile.TimeOf(engine.Id), cluster.ProcessorTime());
            var result = await load.RunAsync(options.Duration, _ => Cohorts());
            var reports = result.PerSecond * options.Duration.TotalSeconds;
            table.Add($"writers: {writers:N0} silos, {rows:N0} rows of counters: GET /v1/cohorts, p50 and p99", $"{result.P50:0.0} and {result.P99:0.0} ms");
            table.Add("writers: processor time of a report, server and PostgreSQL", $"{(ProcessFile.TimeOf(engine.Id) - server).TotalMilliseconds / reports:0.0} and {(cluster.ProcessorTime() - database).TotalMilliseconds / reports:0.0} ms");
        }
    }

    private static HttpRequestMessage Cohorts() => new(HttpMethod.Get, "v1/cohorts");
}
