using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What it costs to keep what was bought: a ledger that does beside one that does not, of this build and of another, in turn on one server.</summary>
internal static class BoughtBench
{
    private const int Streams = 4;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(10_000, 50);
        string[] databases = ["keeping", "plain", "other"];
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, databases);
        var servers = new List<(string Name, string Url, ServerProcess Process, List<Measurement> Streamed)>();
        try
        {
            foreach (var name in databases.Where(name => name != "other" || options.Beside is not null))
            {
                var (url, database) = (ServerProcess.FreeUrl(), "postgres:" + cluster.ConnectionStringOf(name));
                if (name == "keeping")
                {
                    using var migrate = ServerProcess.Start("migrate", "--keep-bought", "--database", database);
                    await migrate.EndAsync();
                }

                var process = ServerProcess.StartProgram(name == "other" ? Path.Combine(options.Beside!, "customercapital.dll") : "customercapital.dll", "serve", "--url", url, "--database", database);
                servers.Add((name, url, process, []));
                await process.WaitForAsync("Serving");
                await StreamLoad.OneAsync(url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
            }

            var makers = 0;
            PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var (_, url, process, streamed) in round % 2 == 0 ? servers : servers.AsEnumerable().Reverse())
                {
                    if (round == 1) streamed.Clear();
                    streamed.Add(await Measurement.OfAsync(cluster, process.Id, () => StreamLoad.RunAsync(url, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker())])));
                }
            }

            var comparison = new ComparisonTable(table);
            comparison.Begin($"bought: medians of {options.Rounds} rounds, {customers:N0} customers, {Streams} streams");
            foreach (var (name, _, process, streamed) in servers) comparison.Add(Described(name), streamed, ProcessFile.PeakMegabytes(process.Id));
            var plain = servers[1].Streamed;
            table.Add("bought: processor time of server and PostgreSQL, kept / not kept", $"{Measurement.Ratio(servers[0].Streamed, plain, one => one.Cost):0.00}");
            table.Add("bought: purchases/s, kept / not kept", $"{Measurement.Ratio(servers[0].Streamed, plain, one => one.PerSecond):0.00}");
            if (servers.Count <= 2) return;
            table.Add("bought: processor time of server and PostgreSQL, not kept / the other build", $"{Measurement.Ratio(plain, servers[2].Streamed, one => one.Cost):0.00}", "at most 1.03");
            table.Add("bought: purchases/s, not kept / the other build", $"{Measurement.Ratio(plain, servers[2].Streamed, one => one.PerSecond):0.00}");
        }
        finally
        {
            foreach (var server in servers) server.Process.Dispose();
        }
    }

    private static string Described(string name) => name switch { "keeping" => "what was bought is kept", "plain" => "not kept", _ => "the other build" };
}
