using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CustomerCapital.Faults.Tests.Loads;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>kill -9 of the engine, and the end of the receiver, several times while webhooks go out; some are answered with 500. Both are started again at once.</summary>
internal static class WebhooksKilled
{
    private const int PurchasesOfCustomer = 10;

    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => RunAsync(run, "sqlite:" + run.File("ledger.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) => await RunAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("webhooks_killed"));

    private static async Task<FaultOutcome> RunAsync(FaultRun run, string database)
    {
        var (times, chance) = (run.Options.Times, new Random(run.Options.Seed));
        var engine = await run.StartEngineAsync(database);
        await using var receiver = new WebhookReceiver(run.Options.Seed);
        await receiver.StartAsync();
        await run.SendAsync(HttpMethod.Put, "v1/subscriptions/shop", new JsonObject { ["rules"] = new JsonObject { ["url"] = receiver.Url } });
        var loading = run.StreamAsync([.. Enumerable.Range(0, run.Options.Members).Select(i => IntentOf(run, i))]);
        var kills = 0;
        for (var isOver = false; kills < times && !isOver;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50 + chance.Next(300)));
            var (before, since) = (receiver.Count, Stopwatch.GetTimestamp());
            if (chance.Next(4) == 0)
            {
                await receiver.StopAsync();
                await receiver.StartAsync();
            }
            else
            {
                await engine.KillAsync();
                if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
            }

            kills++;
            isOver = loading.IsCompleted && await IsWholeAsync(run, receiver);
            if (isOver || !await UntilAsync(() => receiver.Count > before, since)) continue;
            var service = Stopwatch.GetElapsedTime(since);
            run.Served(service);
            run.Say(string.Create(CultureInfo.InvariantCulture, $"kill {kills}: webhooks go on after {service.TotalSeconds:0.00} s, {receiver.Count:N0} received"));
        }

        await loading;
        receiver.Fails = false;
        for (var begun = Stopwatch.GetTimestamp(); !await IsWholeAsync(run, receiver); await Task.Delay(TimeSpan.FromMilliseconds(200)))
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(5)) break;
        var entries = await EntriesAsync(run);
        var missing = entries.Count(entry => !receiver.First.ContainsKey(entry));
        var broken = receiver.Faults.ToList();
        if (missing > 0) broken.Add($"{missing} of {entries.Count} events did not arrive");
        foreach (var actor in receiver.Order.Where(actor => !actor.Value.SequenceEqual(actor.Value.Order()))) broken.Add($"{actor.Key} came in the order {string.Join(' ', actor.Value)}");
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{entries.Count:N0} events, {receiver.Count:N0} webhooks of which {receiver.Count - receiver.First.Count:N0} came again under their ids and {receiver.Failed:N0} were answered with 500, {kills} kills, seed {run.Options.Seed}"));
        var (exit, said) = await EngineProcess.RunAsync("verify", "--database", database);
        if (exit != 0) broken.Add($"verify: {said}");
        return run.RowOf(missing, 0, exit == 0 ? "clean" : "not clean", broken);
    }

    private static Intent IntentOf(FaultRun run, int i)
    {
        var (customer, purchase) = (string.Create(CultureInfo.InvariantCulture, $"w{i / PurchasesOfCustomer}"), string.Create(CultureInfo.InvariantCulture, $"p{i % PurchasesOfCustomer}"));
        return run.Journal.Add(new(customer, "purchase", "purchase:" + purchase, $"\"purchaseId\":\"{purchase}\",\"amount\":\"1.00\"", Orders: 1, Cents: 100));
    }

    /// <summary>Waits until something is reached, for a minute after a moment at most.</summary>
    internal static async Task<bool> UntilAsync(Func<bool> reached, long since)
    {
        while (!reached())
        {
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        return true;
    }

    /// <summary>Whether everything that the feed has came to the receiver.</summary>
    internal static async Task<bool> IsWholeAsync(FaultRun run, WebhookReceiver receiver) => (await EntriesAsync(run)).All(receiver.First.ContainsKey);

    /// <summary>What the feed has, without what happens to the subscription itself.</summary>
    internal static async Task<List<(string Key, long Sequence)>> EntriesAsync(FaultRun run)
    {
        var entries = new List<(string, long)>();
        for (var after = ""; ;)
        {
            var page = await run.GetAsync($"v1/entries?limit=1000{after}");
            var before = entries.Count;
            var read = page.GetProperty("entries").EnumerateArray().ToList();
            foreach (var entry in read)
            {
                var actor = entry.GetProperty("actor");
                if (actor.GetProperty("kind").GetString() != "subscription") entries.Add((actor.GetProperty("key").GetString()!, entry.GetProperty("sequence").GetInt64()));
            }

            if (read.Count == 0) return entries;
            after = "&after=" + page.GetProperty("nextAfter").GetString();
        }
    }
}
