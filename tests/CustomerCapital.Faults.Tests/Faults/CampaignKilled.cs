using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>
/// kill -9 of the engine at random moments while two campaigns run for the same members: one holds a tenth out, one has a budget for a third. In the end every member has had one turn in
/// each, nobody but those held out lacks the first, and the budget is used up to the unit.
/// </summary>
/// <remarks>For each second of the suite's option there are a thousand members. It is killed until both campaigns are finished.</remarks>
internal static class CampaignKilled
{
    private const int MembersPerSecond = 1_000;
    private const int HoldoutPercent = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => RunAsync(run, "campaign-killed-sqlite", "sqlite:" + run.File("campaign.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) =>
        await RunAsync(run, "campaign-killed-postgresql", "postgres:" + (await servers.PostgreSqlAsync()).Ledger("campaign_killed"));

    private static async Task<FaultOutcome> RunAsync(FaultRun run, string name, string database)
    {
        var (random, members) = (new Random(run.Options.Seed), (int)(run.Options.Seconds * MembersPerSecond));
        var engine = await run.StartEngineAsync(database);
        using var client = new GatewayClient(new(engine.Url), 8);
        await SetUpAsync(engine.Url, client, members);
        var launch = DateTimeOffset.UtcNow.AddSeconds(2);
        var terms = new CampaignTerms("bonus") { Schedule = new(launch) };
        await ScheduleAsync(client, "all", terms with { HoldoutPercent = HoldoutPercent });
        await ScheduleAsync(client, "some", terms with { Budget = new(Grants: members / 3) });
        await Task.Delay(launch - DateTimeOffset.UtcNow);
        var (kills, watch, longest) = (0, Stopwatch.StartNew(), TimeSpan.Zero);
        while (!await AreFinishedAsync(client))
        {
            if (watch.Elapsed > Patience) throw new InvalidOperationException($"The campaigns were not finished within {Patience.TotalMinutes} minutes. {string.Join('\n', engine.Said)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50 + random.Next(900)));
            var since = Stopwatch.GetTimestamp();
            await engine.KillAsync();
            kills++;
            if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
            if (Stopwatch.GetElapsedTime(since) is var away && away > longest) longest = away;
            // Every other time it is left alone for longer than its timer, so that the end comes.
            if (kills % 2 == 0) await Task.Delay(TimeSpan.FromSeconds(2));
        }

        run.Note(string.Create(CultureInfo.InvariantCulture, $"killed {kills} times during two campaigns of {members:N0} members, seed {run.Options.Seed}"));
        return await ProveAsync(run, name, database, engine, client, members, members / watch.Elapsed.TotalSeconds, longest);
    }

    private static async Task<FaultOutcome> ProveAsync(FaultRun run, string name, string database, EngineProcess engine, GatewayClient client, int members, double perSecond, TimeSpan longest)
    {
        var broken = new List<string>();
        var heldOut = Enumerable.Range(0, members).Count(i => Holdout.Has("all", IdOf(i), HoldoutPercent));
        var decided = 0;
        foreach (var (id, expected) in ((string, Dictionary<OfferOutcome, int>)[])
                 [
                     ("all", new() { [OfferOutcome.Granted] = members - heldOut, [OfferOutcome.HeldOut] = heldOut }),
                     ("some", new() { [OfferOutcome.Granted] = members / 3, [OfferOutcome.BudgetUsedUp] = members - members / 3 }),
                 ])
        {
            var runs = (await client.ListCampaignRunsAsync(id))!;
            var listed = new List<CampaignMember>();
            await client.ListCampaignMembersAsync(id, runs.Single().RunId, null, listed.Add);
            decided += listed.Count;
            var counted = listed.CountBy(member => member.Outcome).ToDictionary();
            if (listed.Select(member => member.CustomerId).Distinct().Count() != members) broken.Add($"Campaign {id}: {listed.Count} members had a turn, of {members}.");
            foreach (var (outcome, count) in expected)
            {
                if (counted.GetValueOrDefault(outcome) != count) broken.Add($"Campaign {id}: {counted.GetValueOrDefault(outcome)} {outcome} by their own entries, and not {count}.");
                if (runs.Single().Outcomes.FirstOrDefault(one => one.Outcome == outcome)?.Customers != count) broken.Add($"Campaign {id}: the report has another number of {outcome} than {count}.");
            }
        }

        // A grant that was paid twice would be one more there.
        var granted = (await client.GetRewardsAsync()).Rewards.Single(reward => reward.Reward == "bonus").Granted;
        var doubled = (int)granted - (members - heldOut + members / 3);
        if (doubled != 0) broken.Add($"{granted} rewards were granted, {doubled} too many.");
        if (await engine.TerminateAsync() != 0) broken.Add("The engine did not end in order.");
        var (code, said) = await EngineProcess.RunAsync("verify", "--database", database);
        if (code != 0) broken.Add($"verify ended with {code}: {said}");
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{granted:N0} grants, {heldOut:N0} held out"));
        return new FaultRow(name, perSecond, decided, 0, 2 * members - decided, doubled, code == 0 ? "clean" : "DIFFERENT", longest, [.. run.Notes], broken);
    }

    private static async Task SetUpAsync(string url, GatewayClient client, int members)
    {
        using var http = new HttpClient { BaseAddress = new(url) };
        var policy = JsonNode.Parse(await http.GetStringAsync(new Uri("v1/policy", UriKind.Relative)))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points"}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"bonus","credit":{"wallet":"points","amount":1}}]""");
        using var body = new StringContent(policy.ToJsonString(), Encoding.UTF8, "application/json");
        (await http.PutAsync(new Uri("v1/policy", UriKind.Relative), body)).EnsureSuccessStatusCode();
        foreach (var chunk in Enumerable.Range(0, members).Chunk(1_000))
        {
            var lines = string.Concat(chunk.Select(i => $"{{\"customerId\":\"{IdOf(i)}\",\"command\":{{\"type\":\"purchase\",\"purchaseId\":\"p\",\"amount\":\"10.00\"}}}}\n"));
            var results = new List<LineResult>();
            await client.SendAsync(Encoding.UTF8.GetBytes(lines), results.Add);
            if (results.Count(result => result.Outcome == OutcomeStatus.Accepted) != chunk.Length) throw new InvalidOperationException($"Not all purchases were accepted: {results.Find(result => result.Outcome != OutcomeStatus.Accepted)}");
        }
    }

    private static async Task ScheduleAsync(GatewayClient client, string id, CampaignTerms terms)
    {
        await client.PutCampaignAsync(id, new(terms));
        await client.ScheduleCampaignAsync(id, new());
    }

    private static async Task<bool> AreFinishedAsync(GatewayClient client) =>
        (await client.ListCampaignsAsync()).All(campaign => campaign.Status == CampaignStatus.Finished);

    private static string IdOf(int i) => string.Create(CultureInfo.InvariantCulture, $"m{i:000000}");
}
