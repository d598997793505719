using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CustomerCapital.Faults.Tests.Proofs;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>kill -9 of the engine while purchases trigger a campaign with a budget, and while two others give their rewards to the same customers, several times; it is started again at once.</summary>
internal static class CampaignKilled
{
    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => RunAsync(run, "sqlite:" + run.File("ledger.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) => await RunAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("campaign_killed"));

    private static async Task<FaultOutcome> RunAsync(FaultRun run, string database)
    {
        var (members, times, chance) = (run.Options.Members, run.Options.Times, new Random(run.Options.Seed));
        var engine = await run.StartEngineAsync(database);
        await PutInForceAsync(run, members);
        var (kills, done) = (0, 0L);
        var loading = AddCustomersAsync(run, members);
        while (!loading.IsCompleted && kills < (times + 1) / 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300 + chance.Next(1_500)));
            if (!loading.IsCompleted) await KillAsync();
        }

        await loading;
        var killsOfLoad = kills;
        await ScheduleAsync(run, members);

        for (var isOver = false; !isOver && kills - killsOfLoad < times;)
        {
            // A share of what is left, so that as many kills as are asked for find the campaigns at work.
            var goal = done + 1 + (long)(chance.NextDouble() * 2 * ((2L * members) - done) / (times - (kills - killsOfLoad) + 1));
            (done, isOver) = await UntilAsync(run, Math.Min(goal, 2L * members));
            if (isOver) break;
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(60)));
            var since = Stopwatch.GetTimestamp();
            await KillAsync();
            (done, _) = await UntilAsync(run, done + 1);
            var service = Stopwatch.GetElapsedTime(since);
            run.Served(service);
            run.Say(string.Create(CultureInfo.InvariantCulture, $"kill {kills}: decisions go on after {service.TotalSeconds:0.00} s, {done:N0} of {2 * members:N0}"));
        }

        await UntilAsync(run, long.MaxValue);
        await UntilAnsweredAsync(run, members);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{members:N0} members of three campaigns, killed {killsOfLoad} times while purchases triggered one, and {kills - killsOfLoad} times of {times} after that, seed {run.Options.Seed}"));
        var proof = await CampaignProof.OfAsync(run, database, members);
        if (kills == killsOfLoad) proof.Break("no kill found the campaigns at work");
        foreach (var note in proof.Notes) run.Note(note);
        return run.RowOf(proof.Missing, proof.Doubled, proof.Verified, proof.Broken);

        async Task KillAsync()
        {
            await engine.KillAsync();
            kills++;
            if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
        }
    }

    /// <summary>A wallet, what campaigns give, and the campaign that purchases trigger.</summary>
    private static async Task PutInForceAsync(FaultRun run, int members)
    {
        var policy = (await run.SendAsync(HttpMethod.Get, "v1/policy", null))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","decimals":2,"worth":"0.01"}]""");
        policy["rewards"] = JsonNode.Parse($$$"""[{"name":"bonus","cost":"0.50","credit":{"wallet":"points","amount":{{{CampaignProof.Points}}}}}]""");
        await run.SendAsync(HttpMethod.Put, "v1/policy", policy);
        await PutAsync(run, CampaignProof.Triggered, new()
        {
            ["reward"] = "bonus", ["trigger"] = new JsonObject { ["on"] = "purchase" }, ["budget"] = new JsonObject { ["grants"] = members / 4 },
        });
    }

    private static async Task PutAsync(FaultRun run, string campaign, JsonObject terms)
    {
        await run.SendAsync(HttpMethod.Put, "v1/campaigns/" + campaign, new JsonObject { ["terms"] = terms });
        await run.SendAsync(HttpMethod.Post, $"v1/campaigns/{campaign}/schedule", new JsonObject());
    }

    private static Task AddCustomersAsync(FaultRun run, int members) =>
        run.StreamAsync([.. Enumerable.Range(0, members).Select(i =>
            run.Journal.Add(new(CampaignProof.CustomerOf(i), "purchase", "purchase:p", "\"purchaseId\":\"p\",\"amount\":\"1.00\"", Orders: 1, Cents: 100)))]);

    private static async Task ScheduleAsync(FaultRun run, int members)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(8);
        JsonObject Terms() => new() { ["reward"] = "bonus", ["schedule"] = new JsonObject { ["at"] = at.ToString("O", CultureInfo.InvariantCulture) } };
        var (all, few) = (Terms(), Terms());
        all["holdoutPercent"] = CampaignProof.HoldoutPercent;
        few["budget"] = new JsonObject { ["grants"] = members / 3 };
        await PutAsync(run, CampaignProof.All, all);
        await PutAsync(run, CampaignProof.Few, few);
    }

    /// <summary>Waits until everybody who has triggered a campaign has its answer.</summary>
    private static async Task UntilAnsweredAsync(FaultRun run, int members)
    {
        for (var begun = Stopwatch.GetTimestamp(); await DoneAsync(run, CampaignProof.Triggered) < members; await Task.Delay(TimeSpan.FromMilliseconds(50)))
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"Within three minutes {CampaignProof.Triggered} came to {await DoneAsync(run, CampaignProof.Triggered)} answers.");
    }

    private static async Task<long> DoneAsync(FaultRun run, string campaign) =>
        (await run.GetAsync($"v1/campaigns/{campaign}/runs")).GetProperty("runs").EnumerateArray().Sum(one => one.GetProperty("done").GetInt64());

    /// <summary>Waits until so many decisions are in the ledger, or both campaigns are finished.</summary>
    private static async Task<(long Done, bool IsOver)> UntilAsync(FaultRun run, long goal)
    {
        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(10)))
        {
            var (done, finished) = (0L, 0);
            foreach (var campaign in (string[])[CampaignProof.All, CampaignProof.Few])
            {
                done += await DoneAsync(run, campaign);
                if ((await run.GetAsync("v1/campaigns/" + campaign)).GetProperty("status").GetString() == "finished") finished++;
            }

            if (finished == 2 || done >= goal) return (done, finished == 2);
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"Within three minutes the campaigns came to {done} decisions and {finished} of them are finished.");
        }
    }
}
