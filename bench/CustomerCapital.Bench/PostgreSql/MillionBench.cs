using System.Diagnostics;
using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A million customers with ten purchases each in PostgreSQL: what it costs to load them, and what everything costs once they are there.</summary>
internal static class MillionBench
{
    private const int Connections = 64;
    private const string MemoryAim = "under 500 MB";

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(1_000_000, 100);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        var full = "postgres:" + cluster.ConnectionString;
        var empty = full + ";Search Path=empty";
        await LoadAsync(cluster, full, customers, table);
        await StartUpAsync(full, empty, options.Rounds, table);
        await ServeAsync(cluster, full, empty, customers, options, table);
    }

    private static async Task LoadAsync(PostgreSqlCluster cluster, string database, int customers, ResultTable table)
    {
        var purchases = HistoryLoad.PurchasesOf(customers);
        var (engine, url) = await ServeAsync(database);
        using (engine)
        {
            table.Add("million: customers, purchases", $"{customers:N0}, {purchases:N0}");
            await new HistoryLoad(cluster, engine, customers).RunAsync(url, table);

            // Whoever has not bought for half a year is due to lapse: the engine reviews them beside the load, and after it.
            var watch = Stopwatch.StartNew();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while ((long)(await cluster.RunAsync("SelectDueCount"))! > 0) await timer.WaitForNextTickAsync();
            table.Add("million: until due work was done after it", $"{watch.Elapsed.TotalSeconds:0.0} s");
            table.Add("million: peak memory of the engine while loading", $"{ProcessFile.PeakMegabytes(engine.Id):0} MB", MemoryAim);
        }

        // As the server's own autovacuum does in time; so no figure depends on when it comes.
        await cluster.RunAsync("Vacuum");
        var size = (long)(await cluster.RunAsync("SelectDatabaseSize"))!;
        table.Add("million: size of the database, and bytes per purchase", $"{size / 1e9:0.00} GB, {size / (double)purchases:0}");
        foreach (var name in new[] { "entries", "actors", "parts", "due" })
        {
            var bytes = (long)(await cluster.RunAsync("SelectTableSize", new Npgsql.NpgsqlParameter { Value = "customercapital." + name }))!;
            table.Add($"million: of it, {name} with indexes", $"{bytes / 1e9:0.00} GB");
        }
    }

    private static async Task StartUpAsync(string full, string empty, int rounds, ResultTable table)
    {
        foreach (var (name, database) in new[] { ("that ledger", full), ("an empty one", empty) })
        {
            var times = new List<double>();
            for (var round = 0; round <= rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var (engine, url) = await ServeAsync(database);
                using (engine)
                using (var client = new HttpClient { BaseAddress = new Uri(url) })
                {
                    await client.GetStringAsync("v1/metrics");
                    if (round > 0) times.Add(watch.Elapsed.TotalMilliseconds); // the first makes the empty one's tables
                }
            }

            table.Add($"million: from start to first answer on {name}", $"{times.Order().ElementAt(rounds / 2):0} ms");
        }
    }

    private static async Task ServeAsync(PostgreSqlCluster cluster, string full, string empty, int customers, BenchOptions options, ResultTable table)
    {
        var (engine, url) = await ServeAsync(full);
        using var owned = engine;
        await ReadAsync(url, customers, options.Duration, table);

        var (other, otherUrl) = await ServeAsync(empty);
        using var otherOwned = other;
        var (loaded, fresh) = (new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            loaded.Add(await PostAsync(url, engine, round));
            fresh.Add(await PostAsync(otherUrl, other, round));
        }

        loaded.RemoveAt(0); // warms up
        fresh.RemoveAt(0);
        var comparison = new ComparisonTable(table);
        comparison.Begin($"million: single posts over {Connections} connections, any customer as likely as any, medians of {options.Rounds} rounds");
        comparison.Add("that ledger: the customer is read first", loaded, ProcessFile.PeakMegabytes(engine.Id));
        comparison.Add("an empty one: most customers are new", fresh, ProcessFile.PeakMegabytes(other.Id));
        table.Add("million: time of a purchase on that ledger / on an empty one", $"{Measurement.Ratio(fresh, loaded, one => one.PerSecond):0.00}", "at most 1.5");
        table.Add("million: processor time of a purchase on that ledger / on an empty one", $"{Measurement.Ratio(loaded, fresh, one => one.Cost):0.00}", "at most 1.5");
        table.Add("million: peak memory of the engine while serving", $"{ProcessFile.PeakMegabytes(engine.Id):0} MB", MemoryAim);

        Task<Measurement> PostAsync(string target, ServerProcess server, int round) => Measurement.OfAsync(cluster, server.Id, () => Task.Run(() => PostLoad.Run(
            target, Connections, options.Duration, new PurchaseMaker(seed: round, customers, string.Create(CultureInfo.InvariantCulture, $"r{round}"), skew: 1))));
    }

    private static async Task ReadAsync(string url, int customers, TimeSpan duration, ResultTable table)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        using var load = new HttpLoad(url, connections: 1);
        foreach (var report in new[] { "cohorts", "periods", "metrics", "ladder", "value" }) await AddAsync($"GET /v1/{report}", _ => $"v1/{report}", "under 20 ms");
        await AddAsync("GET a customer, any", number => $"v1/customers/c{number * 7_919 % customers}", "");
        await AddAsync("GET 100 members who have not lapsed", _ => "v1/customers?rung=member&lapsed=false&limit=100", "");
        await AddAsync("GET 100 of a channel that one in a thousand came by", _ => "v1/customers?channel=fair&limit=100", "");
        await AddAsync("GET 100 raving fans, of whom there are none", _ => "v1/customers?rung=raving_fan&limit=100", "");

        async Task AddAsync(string name, Func<long, string> path, string aim)
        {
            var first = Stopwatch.StartNew();
            await client.GetByteArrayAsync(path(0));
            var cold = first.Elapsed.TotalMilliseconds;
            var result = await load.RunAsync(duration / 2, number => new(HttpMethod.Get, path(number)));
            table.Add($"million: {name}, p50, p99 (first)", $"{result.P50:0.0}, {result.P99:0.0} ms ({cold:0})", aim);
        }
    }

    private static async Task<(ServerProcess Engine, string Url)> ServeAsync(string database)
    {
        var url = ServerProcess.FreeUrl();
        var engine = ServerProcess.Start("serve", "--url", url, "--database", database);
        await engine.WaitForAsync("Serving");
        return (engine, url);
    }
}
