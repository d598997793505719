using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What campaigns cost: grants of credit to every customer, beside a bare loop that writes the same rows; and purchases that trigger a campaign, beside purchases without one.</summary>
internal static class CampaignsBench
{
    private const int Streams = 4;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        if (!PostgreSqlCluster.IsInstalled())
        {
            table.Add("campaigns: left out, PostgreSQL is not installed here", "");
            return;
        }

        var customers = options.Customers ?? options.Size(20_000, 50);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "triggered", "without");
        await GrantAsync(options, table, cluster, customers);
        await TriggerAsync(options, table, cluster, customers);
    }

    /// <summary>A campaign for everybody in each round, and its rows written again by the bare loop.</summary>
    private static async Task GrantAsync(BenchOptions options, ResultTable table, PostgreSqlCluster cluster, int customers)
    {
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionString);
        await FillAsync(engine, url, customers);
        using var client = new HttpClient { BaseAddress = new(url) };
        var bare = await BareGroups.CreateAsync(cluster);
        var (granted, written) = (new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            if (round == 1) foreach (var warm in new[] { granted, written }) warm.Clear();
            await bare.BeginAsync();
            granted.Add(await Measurement.OfAsync(cluster, engine.Id, () => RunCampaignAsync(client, string.Create(CultureInfo.InvariantCulture, $"all-{round}"), customers)));
            await using var work = await bare.ReadAsync();
            written.Add(await Measurement.OfAsync(cluster, null, work.RunAsync));
        }

        var (grants, loop) = (Measurement.Median(granted), Measurement.Median(written));
        table.Add($"campaigns: medians of {options.Rounds} runs for {customers:N0} customers, grants/s", $"{grants.PerSecond:N0}", "at least 10,000, or 0.3 of the bare loop");
        table.Add("campaigns: a bare loop, the rows and groups of the same runs, grants/s", $"{loop.PerSecond:N0}");
        table.Add("campaigns: ratio, grants/s of engine and bare loop", $"{Measurement.Ratio(granted, written, one => one.PerSecond):0.00}", "at least 0.3");
        table.Add("campaigns: processor time of a grant, server and PostgreSQL, µs", $"{grants.Server:0} + {grants.PostgreSql:0}");
        table.Add("campaigns: peak memory of the server, MB", $"{ProcessFile.PeakMegabytes(engine.Id):0}");
    }

    /// <summary>Purchases into two servers of this build in turn, one of which has a campaign in force that every purchase triggers.</summary>
    private static async Task TriggerAsync(BenchOptions options, ResultTable table, PostgreSqlCluster cluster, int customers)
    {
        var servers = new List<(string Name, string Url, ServerProcess Process, List<Measurement> Rounds)>();
        try
        {
            foreach (var name in (string[])["triggered", "without"])
            {
                var url = ServerProcess.FreeUrl();
                servers.Add((name, url, ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionStringOf(name)), []));
                await FillAsync(servers[^1].Process, url, customers);
            }

            var (triggered, without) = (servers[0], servers[1]);
            using var client = new HttpClient { BaseAddress = new(triggered.Url) };
            var before = await PutInForceAsync(client);
            var (makers, purchases) = (0, 0L);
            PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var (name, url, process, rounds) in round % 2 == 0 ? servers : servers.AsEnumerable().Reverse())
                {
                    if (round == 1) rounds.Clear();
                    rounds.Add(await Measurement.OfAsync(cluster, process.Id, async () =>
                    {
                        var load = await StreamLoad.RunAsync(url, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker())]);
                        if (name == triggered.Name) purchases += load.Purchases;
                        return load;
                    }));
                }
            }

            if (await DoneAsync(client, "thanks") - before is var answered && answered != purchases)
                throw new InvalidOperationException($"{purchases} purchases were accepted while the campaign was in force, and it answered {answered}.");
            var comparison = new ComparisonTable(table);
            comparison.Begin($"campaigns: medians of {options.Rounds} rounds, {customers:N0} customers");
            comparison.Add($"purchases that trigger a campaign, {Streams} streams", triggered.Rounds, ProcessFile.PeakMegabytes(triggered.Process.Id));
            comparison.Add($"purchases without a campaign, {Streams} streams", without.Rounds, ProcessFile.PeakMegabytes(without.Process.Id));
            table.Add("campaigns: processor time, purchases that trigger / without a campaign", $"{Measurement.Ratio(triggered.Rounds, without.Rounds, one => one.Cost):0.00}", "at most 1.15");
        }
        finally
        {
            foreach (var server in servers) server.Process.Dispose();
        }
    }

    /// <summary>A wallet that nothing but the reward fills, and customers of one purchase each.</summary>
    private static async Task FillAsync(ServerProcess server, string url, int customers)
    {
        await server.WaitForAsync("Serving");
        using var client = new HttpClient { BaseAddress = new(url) };
        var policy = (await client.GetFromJsonAsync<JsonNode>("v1/policy"))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","worth":"0.01"}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"bonus","cost":"0.50","credit":{"wallet":"points","amount":50}}]""");
        (await client.PutAsJsonAsync("v1/policy", policy)).EnsureSuccessStatusCode();
        await StreamLoad.OneAsync(url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
    }

    /// <summary>Runs a campaign for everybody.</summary>
    /// <returns>A grant to each, from the run's begin to its end by the server's own account; the time of each grant by itself is not known.</returns>
    private static async Task<Load> RunCampaignAsync(HttpClient client, string campaign, int customers)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(5);
        await ScheduleAsync(client, campaign, new() { ["schedule"] = new JsonObject { ["at"] = at.ToString("O", CultureInfo.InvariantCulture) } });
        while (true)
        {
            var run = (await client.GetFromJsonAsync<JsonNode>($"v1/campaigns/{campaign}/runs"))!["runs"]!.AsArray().FirstOrDefault();
            if ((string?)run?["status"] is "finished")
            {
                var granted = (long)run["outcomes"]!.AsArray().Single()!["customers"]!;
                if (granted != customers) throw new InvalidOperationException($"Not everybody got it: {run}");
                var elapsed = (DateTimeOffset)run["endedAt"]! - (DateTimeOffset)run["begunAt"]!;
                return new(granted, elapsed, [elapsed.TotalMilliseconds]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Puts a campaign in force that every purchase triggers, and waits until one has.</summary>
    /// <returns>How many have.</returns>
    private static async Task<long> PutInForceAsync(HttpClient client)
    {
        // The purchases of the load lie in the past.
        await ScheduleAsync(client, "thanks", new() { ["trigger"] = new JsonObject { ["on"] = "purchase", ["from"] = "2000-01-01T00:00:00Z" } });
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var purchase = new JsonObject { ["purchaseId"] = string.Create(CultureInfo.InvariantCulture, $"in-force-{attempt}"), ["amount"] = "1.00" };
            (await client.PostAsJsonAsync("v1/customers/c0/purchases", purchase)).EnsureSuccessStatusCode();
            if (await DoneAsync(client, "thanks") is > 0 and var done) return done;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new InvalidOperationException("The campaign did not come into force.");
    }

    private static async Task ScheduleAsync(HttpClient client, string campaign, JsonObject terms)
    {
        terms["reward"] = "bonus";
        (await client.PutAsJsonAsync("v1/campaigns/" + campaign, new JsonObject { ["terms"] = terms })).EnsureSuccessStatusCode();
        (await client.PostAsJsonAsync($"v1/campaigns/{campaign}/schedule", new JsonObject())).EnsureSuccessStatusCode();
    }

    private static async Task<long> DoneAsync(HttpClient client, string campaign) =>
        (await client.GetFromJsonAsync<JsonNode>($"v1/campaigns/{campaign}/runs"))!["runs"]!.AsArray().Sum(run => (long)run!["done"]!);
}
