using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Faults.Tests.Loads;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>
/// kill -9 of the engine, and the end of the receiver of webhooks or of the mail server, many times at random moments while webhooks and mails go out. Some webhooks are answered
/// with 500. What was ended is started again at once.
/// </summary>
internal static partial class MessagesKilled
{
    private const string From = "news@shop.example";
    private const int PurchasesOfCustomer = 10;
    private const int MailsOfCustomer = 4;

    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => OfEngineAsync(run, "sqlite:" + run.File("ledger.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) => await OfEngineAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("messages_killed"));

    private static Task<FaultOutcome> OfEngineAsync(FaultRun run, string database) => RunAsync(run, database, "engine", async (settings, hear) =>
    {
        var engine = await run.StartEngineAsync(database, "", hear, settings);
        return new(_ => engine.KillAsync(), async _ =>
        {
            if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
        });
    });

    /// <summary>Ends what sends and what is sent to, until everything has arrived.</summary>
    /// <param name="run">The run.</param>
    /// <param name="database">As the command line names it.</param>
    /// <param name="what">What sends, in a word.</param>
    /// <param name="startAsync">Starts what sends with these settings, to be driven by the load; what is told every line that it writes.</param>
    public static async Task<FaultOutcome> RunAsync(FaultRun run, string database, string what, Func<IReadOnlyList<string>, Action<string>, Task<Killable>> startAsync)
    {
        var (times, chance) = (run.Options.Times, new Random(run.Options.Seed));
        await using var mails = new MailSink();
        mails.Start();
        await using var receiver = new WebhookReceiver(run.Options.Seed);
        await receiver.StartAsync();
        var named = new ConcurrentQueue<(string CustomerId, string MessageId)>();
        var engine = await startAsync(
            [
                "--smtp-host", "127.0.0.1", "--smtp-port", mails.Port.ToString(CultureInfo.InvariantCulture), "--smtp-security", "none", "--mail-from", From, "--public-url", "http://127.0.0.1:1",
                "--smtp-connections", "8",
            ],
            line =>
            {
                if (MayGoTwice().Match(line) is { Success: true } match) named.Enqueue((match.Groups[2].Value, match.Groups[1].Value));
            });
        await run.SendAsync(HttpMethod.Put, "v1/subscriptions/shop", new JsonObject { ["rules"] = new JsonObject { ["url"] = receiver.Url } });
        await run.SendAsync(HttpMethod.Put, "v1/templates/receipt", JsonNode.Parse("""{"purpose":"service","variants":[{"language":"en","subject":"Thank you","text":"Thank you, {{ customer.id }}."}]}"""));
        var planned = new HashSet<string>();
        var loading = run.StreamAsync([.. IntentsOf(run, planned)]);
        var (kills, engines, receivers, servers) = (0, 0, 0, 0);
        var isOver = false;
        for (; kills < times && !isOver; kills++)
        {
            // So that kills are spread over all the mails, which take longest.
            var next = mails.Count + chance.Next(2 * planned.Count / times);
            await WebhooksKilled.UntilAsync(() => mails.Count >= next || mails.Came.Count == planned.Count, Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(50)));
            var (before, since) = ((receiver.Count, mails.Count), Stopwatch.GetTimestamp());
            switch (chance.Next(8))
            {
                case 0 or 1:
                    await receiver.StopAsync();
                    await receiver.StartAsync();
                    receivers++;
                    break;
                case 2:
                    await mails.StopAsync();
                    mails.Kills++;
                    mails.Start();
                    servers++;
                    break;
                default:
                    await engine.KillAsync(engines);
                    // What had been said to the mail server by then comes before the next life.
                    await Task.Delay(TimeSpan.FromMilliseconds(250));
                    mails.Kills++;
                    await engine.StartAsync(engines++);
                    break;
            }

            isOver = loading.IsCompleted && mails.Came.Count == planned.Count && await WebhooksKilled.IsWholeAsync(run, receiver);
            // Both go on before the next, so that each kill is one in the middle of both.
            if (isOver || !await WebhooksKilled.UntilAsync(() => receiver.Count > before.Item1 && (mails.Count > before.Item2 || mails.Came.Count == planned.Count), since)) continue;
            var service = Stopwatch.GetElapsedTime(since);
            run.Served(service);
            run.Say(string.Create(CultureInfo.InvariantCulture, $"kill {kills + 1}: messages go on after {service.TotalSeconds:0.00} s, {receiver.Count:N0} webhooks and {mails.Count:N0} mails received"));
        }

        await loading;
        receiver.Fails = false;
        var entries = await WebhooksKilled.EntriesAsync(run);
        // A mail that has come is an event a little later. So it is over once nothing has been added for two seconds.
        for (var (begun, before) = (Stopwatch.GetTimestamp(), 0); entries.Count > before || mails.Came.Count < planned.Count || !entries.TrueForAll(receiver.First.ContainsKey);)
        {
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(10)) break;
            before = entries.Count;
            await Task.Delay(TimeSpan.FromSeconds(2));
            entries = await WebhooksKilled.EntriesAsync(run);
        }

        var missing = entries.Count(entry => !receiver.First.ContainsKey(entry)) + planned.Count(id => !mails.Came.ContainsKey(id));
        var broken = receiver.Faults.ToList();
        if (missing > 0) broken.Add($"{missing} of {entries.Count} events and {planned.Count} mails did not arrive");
        foreach (var actor in receiver.Order.Where(actor => !actor.Value.SequenceEqual(actor.Value.Order()))) broken.Add($"{actor.Key} came in the order {string.Join(' ', actor.Value)}");
        if (!receiver.Refused.IsEmpty) broken.Add($"{receiver.Refused.Count} webhooks were answered with 500 and never came again");
        broken.AddRange(Doubled(mails, planned, [.. named]));
        var twice = mails.Count - mails.Came.Count;
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{entries.Count:N0} events, {receiver.Count:N0} webhooks of which {receiver.Count - receiver.First.Count - receiver.Failed:N0} came again under their ids and bodies, {receiver.Failed:N0} were answered with 500 and {receiver.TakenLater:N0} taken later"));
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{planned.Count:N0} mails, of which {twice} came twice; the log named {named.Count}"));
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{kills} kills: {engines} of the {what}, {receivers} of the receiver, {servers} of the mail server; seed {run.Options.Seed}"));
        var (exit, said) = await EngineProcess.RunAsync("verify", "--database", database);
        if (exit != 0) broken.Add($"verify: {said}");
        return run.RowOf(missing, 0, exit == 0 ? "clean" : "not clean", broken);
    }

    /// <summary>What is wrong with the mails that came twice: more than one at a kill, one that the log does not name, or one that nobody planned.</summary>
    private static IEnumerable<string> Doubled(MailSink mails, HashSet<string> planned, List<(string CustomerId, string MessageId)> named)
    {
        foreach (var (id, _) in mails.Came.Where(came => !planned.Contains(came.Key))) yield return $"a mail came that nobody planned: {id}";
        foreach (var kill in mails.Came.SelectMany(came => came.Value.SkipLast(1)).GroupBy(kill => kill).Where(kill => kill.Count() > 1))
            yield return $"{kill.Count()} mails went out twice around kill {kill.Key + 1}";
        foreach (var (id, times) in mails.Came.Where(came => came.Value.Count > 1))
        {
            var said = named.Count(one => MailIds.Of(one.CustomerId, one.MessageId, From) == id);
            if (said < times.Count - 1) yield return $"{id} came {times.Count} times, and the log named it {said} times";
        }
    }

    /// <summary>Customers are registered, buy and are written to, in turn.</summary>
    private static IEnumerable<Intent> IntentsOf(FaultRun run, HashSet<string> planned)
    {
        for (var i = 0; i < run.Options.Members; i++)
        {
            var (customer, number) = (string.Create(CultureInfo.InvariantCulture, $"w{i / PurchasesOfCustomer}"), i % PurchasesOfCustomer);
            if (number == 0) yield return run.Journal.Add(new(customer, "registration", null, $"\"email\":\"{customer}@example.org\""));
            yield return run.Journal.Add(new(customer, "purchase", $"purchase:p{number}", $"\"purchaseId\":\"p{number}\",\"amount\":\"1.00\"", Orders: 1, Cents: 100));
            if (number >= MailsOfCustomer) continue;
            planned.Add(MailIds.Of(customer, $"m{number}", From));
            yield return run.Journal.Add(new(customer, "message", $"message:m{number}", $"\"messageId\":\"m{number}\",\"template\":\"receipt\""));
        }
    }

    /// <summary>What can be ended as by kill -9, and started again.</summary>
    /// <param name="KillAsync">Ends it, given how often it was ended before.</param>
    /// <param name="StartAsync">Starts again what was ended last.</param>
    internal sealed record Killable(Func<int, Task> KillAsync, Func<int, Task> StartAsync);

    [GeneratedRegex("Message (\\S+) to customer (\\S+) was in hand when sending was cut off")]
    private static partial Regex MayGoTwice();
}
