using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What wallets cost: purchases that earn beside purchases that do not, of this build and of another, in turn on one server; previews; the liability.</summary>
internal static class RewardsBench
{
    private const int Connections = 64;
    private const int Streams = 4;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(10_000, 50);
        string[] databases = ["earning", "plain", "other"];
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, databases);
        var servers = new List<(string Name, string Url, ServerProcess Process, List<Measurement> Streamed, List<Measurement> Posted)>();
        try
        {
            foreach (var name in databases.Where(name => name != "other" || options.Beside is not null))
            {
                var url = ServerProcess.FreeUrl();
                var program = name == "other" ? Path.Combine(options.Beside!, "customercapital.dll") : "customercapital.dll";
                var process = ServerProcess.StartProgram(program, "serve", "--url", url, "--database", "postgres:" + cluster.ConnectionStringOf(name));
                servers.Add((name, url, process, [], []));
                await process.WaitForAsync("Serving");
                if (name == "earning") await PutWalletAsync(url);
                await StreamLoad.OneAsync(url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
            }

            var makers = 0;
            PurchaseMaker Maker(bool previews = false) => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"), previews: previews);
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var (_, url, process, streamed, posted) in round % 2 == 0 ? servers : servers.AsEnumerable().Reverse())
                {
                    if (round == 1) streamed.Clear();
                    if (round == 1) posted.Clear();
                    streamed.Add(await Measurement.OfAsync(cluster, process.Id, () => StreamLoad.RunAsync(url, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker())])));
                    posted.Add(await Measurement.OfAsync(cluster, process.Id, () => Task.Run(() => PostLoad.Run(url, Connections, options.Duration, Maker()))));
                }
            }

            var (earning, plain) = (servers[0], servers[1]);
            var previews = new List<Measurement>();
            for (var round = 0; round < options.Rounds; round++)
                previews.Add(await Measurement.OfAsync(cluster, earning.Process.Id, () => Task.Run(() => PostLoad.Run(earning.Url, Connections, options.Duration, Maker(previews: true)))));
            var comparison = new ComparisonTable(table);
            comparison.Begin($"rewards: medians of {options.Rounds} rounds, {customers:N0} customers");
            foreach (var (name, _, process, streamed, posted) in servers)
            {
                comparison.Add($"{Described(name)}, {Streams} streams", streamed, ProcessFile.PeakMegabytes(process.Id));
                comparison.Add($"{Described(name)}, single posts, {Connections} connections", posted, null);
            }

            comparison.Add($"previews, {Connections} connections", previews, null);
            table.Add("rewards: processor time, purchases that earn / that do not, streams", $"{Measurement.Ratio(earning.Streamed, plain.Streamed, one => one.Cost):0.00}");
            table.Add("rewards: processor time, purchases that earn / that do not, single posts", $"{Measurement.Ratio(earning.Posted, plain.Posted, one => one.Cost):0.00}");
            if (servers.Count > 2)
            {
                table.Add("rewards: processor time, purchases that earn / of the other build, streams", $"{Measurement.Ratio(earning.Streamed, servers[2].Streamed, one => one.Cost):0.00}", "at most 1.10");
                table.Add("rewards: processor time, purchases that earn / of the other build, posts", $"{Measurement.Ratio(earning.Posted, servers[2].Posted, one => one.Cost):0.00}", "at most 1.10");
            }

            table.Add("rewards: previews/s", $"{Measurement.Median(previews).PerSecond:N0}", "at least 10,000");
            table.Add("rewards: liability, p50 of 50 reads, ms", $"{await LiabilityAsync(earning.Url):0.0}", "under 20");
        }
        finally
        {
            foreach (var server in servers) server.Process.Dispose();
        }
    }

    private static string Described(string name) => name switch { "earning" => "purchases that earn", "plain" => "purchases that do not", _ => "the other build" };

    /// <summary>A point for each euro, doubled for two categories, until the end of the quarter twelve months later.</summary>
    public static async Task PutWalletAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new(url) };
        var policy = (await client.GetFromJsonAsync<JsonNode>("v1/policy"))!;
        policy["wallets"] = JsonNode.Parse("""
            [{"name":"points","worth":"0.01","life":{"months":12,"until":"quarter"},"earn":[{"rate":1}],"multipliers":[{"factor":2,"categories":["garden","toys"]}],"excludedCategories":["paper"]}]
            """);
        (await client.PutAsJsonAsync("v1/policy", policy)).EnsureSuccessStatusCode();
    }

    private static async Task<double> LiabilityAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new(url) };
        var milliseconds = new List<double>();
        for (var read = 0; read < 50; read++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await client.GetStringAsync("v1/liability");
            milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        }

        return milliseconds.Order().ElementAt(25);
    }
}
