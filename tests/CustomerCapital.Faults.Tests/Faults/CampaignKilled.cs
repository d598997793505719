using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CustomerCapital.Faults.Tests.Proofs;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>kill -9 of the engine while two campaigns give their rewards to the same customers, several times; it is started again at once.</summary>
internal static class CampaignKilled
{
    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => RunAsync(run, "sqlite:" + run.File("ledger.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) => await RunAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("campaign_killed"));

    private static async Task<FaultOutcome> RunAsync(FaultRun run, string database)
    {
        var (members, times, chance) = (run.Options.Members, run.Options.Times, new Random(run.Options.Seed));
        var engine = await run.StartEngineAsync(database);
        await AddCustomersAsync(run, members);
        await ScheduleAsync(run, members);

        var (kills, done) = (0, 0L);
        for (var isOver = false; !isOver && kills < times;)
        {
            // A share of what is left, so that as many kills as are asked for find the campaigns at work.
            var goal = done + 1 + (long)(chance.NextDouble() * 2 * ((2L * members) - done) / (times - kills + 1));
            (done, isOver) = await UntilAsync(run, Math.Min(goal, 2L * members));
            if (isOver) break;
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(60)));
            var since = Stopwatch.GetTimestamp();
            await engine.KillAsync();
            kills++;
            if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
            (done, _) = await UntilAsync(run, done + 1);
            var service = Stopwatch.GetElapsedTime(since);
            run.Served(service);
            run.Say(string.Create(CultureInfo.InvariantCulture, $"kill {kills}: decisions go on after {service.TotalSeconds:0.00} s, {done:N0} of {2 * members:N0}"));
        }

        await UntilAsync(run, long.MaxValue);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{members:N0} members of two campaigns, killed {kills} times of {times}, seed {run.Options.Seed}"));
        var proof = await CampaignProof.OfAsync(run, database, members);
        if (kills == 0) proof.Break("no kill found the campaigns at work");
        foreach (var note in proof.Notes) run.Note(note);
        return run.RowOf(proof.Missing, proof.Doubled, proof.Verified, proof.Broken);
    }

    private static async Task AddCustomersAsync(FaultRun run, int members)
    {
        var policy = (await run.SendAsync(HttpMethod.Get, "v1/policy", null))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","decimals":2,"worth":"0.01"}]""");
        policy["rewards"] = JsonNode.Parse($$$"""[{"name":"bonus","cost":"0.50","credit":{"wallet":"points","amount":{{{CampaignProof.Points}}}}}]""");
        await run.SendAsync(HttpMethod.Put, "v1/policy", policy);
        await run.StreamAsync([.. Enumerable.Range(0, members).Select(i =>
            run.Journal.Add(new(CampaignProof.CustomerOf(i), "purchase", "purchase:p", "\"purchaseId\":\"p\",\"amount\":\"1.00\"", Orders: 1, Cents: 100)))]);
    }

    private static async Task ScheduleAsync(FaultRun run, int members)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(2);
        JsonObject Terms() => new() { ["reward"] = "bonus", ["schedule"] = new JsonObject { ["at"] = at.ToString("O", CultureInfo.InvariantCulture) } };
        var (all, few) = (Terms(), Terms());
        all["holdoutPercent"] = CampaignProof.HoldoutPercent;
        few["budget"] = new JsonObject { ["grants"] = members / 3 };
        foreach (var (campaign, terms) in new[] { (CampaignProof.All, all), (CampaignProof.Few, few) })
        {
            await run.SendAsync(HttpMethod.Put, "v1/campaigns/" + campaign, new JsonObject { ["terms"] = terms });
            await run.SendAsync(HttpMethod.Post, $"v1/campaigns/{campaign}/schedule", new JsonObject());
        }
    }

    /// <summary>Waits until so many decisions are in the ledger, or both campaigns are finished.</summary>
    private static async Task<(long Done, bool IsOver)> UntilAsync(FaultRun run, long goal)
    {
        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(10)))
        {
            var (done, finished) = (0L, 0);
            foreach (var campaign in (string[])[CampaignProof.All, CampaignProof.Few])
            {
                foreach (var one in (await run.GetAsync($"v1/campaigns/{campaign}/runs")).GetProperty("runs").EnumerateArray()) done += one.GetProperty("done").GetInt64();
                if ((await run.GetAsync("v1/campaigns/" + campaign)).GetProperty("status").GetString() == "finished") finished++;
            }

            if (finished == 2 || done >= goal) return (done, finished == 2);
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"Within three minutes the campaigns came to {done} decisions and {finished} of them are finished.");
        }
    }
}
