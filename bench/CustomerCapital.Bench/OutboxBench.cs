using System.Diagnostics;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Bench;

/// <summary>How many messages a minute one process delivers from the outbox: each to a customer who is not in memory, decided and committed, then removed. On SQLite.</summary>
internal static class OutboxBench
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var messages = options.Size(60_000, 200);
        var ledger = SqliteLedger.Open(folder.File("outbox.db"));
        await using var engine = await InProcessHost.StartAsync(ledger, new(), TimeProvider.System);
        var sender = ActorState.New("sender");
        foreach (var chunk in Enumerable.Range(0, messages).Chunk(1_000))
        {
            var entry = new Entry("sender", sender.Sequence + 1, Start, Start, new ConversionCounted("friend", true, Start));
            var after = sender with { Sequence = entry.Sequence, AsOf = Start, KnownSince = Start };
            await ledger.AppendAsync(new(sender, [entry], after, new(), [.. chunk.Select(MessageOf)], []) { PolicyVersion = engine.Policy.InForce.Version });
            sender = after;
        }

        var watch = Stopwatch.StartNew();
        var delivered = await engine.Courier.DeliverAsync();
        table.Add($"outbox: messages a minute, of {delivered:N0} to as many customers", $"{delivered / watch.Elapsed.TotalMinutes:N0}", "at least 100,000");
    }

    private static OutgoingMessage MessageOf(int number) =>
        OutgoingMessage.Of(new($"c{number}", new CountConversion { ReferredCustomerId = $"friend{number}", Change = 1, ConvertedAt = Start, OccurredAt = Start }));
}
