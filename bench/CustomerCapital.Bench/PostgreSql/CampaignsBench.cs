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
        await engine.WaitForAsync("Serving");
        await CampaignLoad.FillAsync(url, customers);
        using var client = new HttpClient { BaseAddress = new(url) };
        var bare = await BareGroups.CreateAsync(cluster);
        var (granted, written, taken) = (new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            if (round == 1) foreach (var warm in new[] { granted, written, taken }) warm.Clear();
            await bare.BeginAsync();
            granted.Add(await Measurement.OfAsync(cluster, engine.Id, () => CampaignLoad.RunAsync(client, string.Create(CultureInfo.InvariantCulture, $"all-{round}"), customers)));
            await using var work = await bare.ReadAsync();
            written.Add(await Measurement.OfAsync(cluster, null, work.RunAsync));
            taken.Add(await Measurement.OfAsync(cluster, engine.Id, () => CampaignLoad.RunAsync(client, string.Create(CultureInfo.InvariantCulture, $"taken-{round}"), customers, isTakenAtLaunch: true)));
        }

        var (grants, loop) = (Measurement.Median(granted), Measurement.Median(written));
        table.Add($"campaigns: medians of {options.Rounds} runs for {customers:N0} customers, grants/s", $"{grants.PerSecond:N0}", "at least 10,000, or 0.3 of the bare loop");
        table.Add("campaigns: a bare loop, the rows and groups of the same runs, grants/s", $"{loop.PerSecond:N0}");
        table.Add("campaigns: ratio, grants/s of engine and bare loop", $"{Measurement.Ratio(granted, written, one => one.PerSecond):0.00}", "at least 0.3");
        table.Add("campaigns: grants/s, audience taken at launch / each member judged at the turn", $"{Measurement.Ratio(taken, granted, one => one.PerSecond):0.00}");
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
                await servers[^1].Process.WaitForAsync("Serving");
                await CampaignLoad.FillAsync(url, customers);
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

            if (await CampaignLoad.DoneAsync(client, "thanks") - before is var answered && answered != purchases)
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

    /// <summary>Puts a campaign in force that every purchase triggers, and waits until one has.</summary>
    /// <returns>How many have.</returns>
    private static async Task<long> PutInForceAsync(HttpClient client)
    {
        // The purchases of the load lie in the past.
        await CampaignLoad.ScheduleAsync(client, "thanks", new() { ["trigger"] = new JsonObject { ["on"] = "purchase", ["from"] = "2000-01-01T00:00:00Z" } });
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var purchase = new JsonObject { ["purchaseId"] = string.Create(CultureInfo.InvariantCulture, $"in-force-{attempt}"), ["amount"] = "1.00" };
            (await client.PostAsJsonAsync("v1/customers/c0/purchases", purchase)).EnsureSuccessStatusCode();
            if (await CampaignLoad.DoneAsync(client, "thanks") is > 0 and var done) return done;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new InvalidOperationException("The campaign did not come into force.");
    }
}
