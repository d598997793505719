using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>A database is added while two processes append and others read.</summary>
public sealed class GrowthTests : IAsyncDisposable
{
    private const int Customers = 240;

    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly List<ILedger> _opened = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }

    /// <remarks>From one database to two and to three, and to four, where that of the first half is split a second time.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task GrowAsync_loses_and_doubles_nothing_while_others_append_and_movers_are_stopped(int seed)
    {
        var databases = await DatabasesAsync(4);
        var scribes = Enumerable.Range(0, Customers).Select(at => new Scribe($"c{at}")).ToList();
        var alone = Open(databases[0]);
        await alone.MigrateAsync();
        foreach (var scribe in scribes.Take(Customers / 2)) await alone.AppendAsync(scribe.Write(Purchase("first")));
        var feed = new Follower();
        await feed.FollowAsync(alone, 3);

        for (var count = 2; count <= 4; count++)
        {
            var processes = new[] { await OpenAsync(databases[..count], isKept: false), await OpenAsync(databases[..count], isKept: false) };
            using var stop = new CancellationTokenSource();
            var work = processes.Select((ledger, at) => Task.Run(() => AppendAsync(ledger, [.. scribes.Where((_, of) => of % 2 == at)], new(seed + at), stop.Token))).ToList();
            work.Add(Task.Run(() => feed.FollowAsync(processes[0], stop.Token)));
            work.Add(Task.Run(() => ListAsync(processes[1], stop.Token)));
            var random = new Random(seed);
            while (true)
            {
                using var killed = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(5, 150)));
                await using var mover = await OpenAsync(databases[..count], isKept: false);
                try
                {
                    await mover.GrowAsync(10, (_, _) => { }, random.Next(5) == 0 ? Never : killed.Token);
                    break;
                }
                catch (OperationCanceledException)
                {
                    // Another goes on.
                }
            }

            await stop.CancelAsync();
            await Task.WhenAll(work);
            await feed.FollowAsync(processes[0], 10_000);
            await AssertHoldsAsync(processes[1], scribes);
            feed.AssertHas(scribes);
            foreach (var ledger in processes) await ledger.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_mover_that_was_stopped_in_the_middle_of_a_bucket_keeps_nobody_waiting()
    {
        var databases = await DatabasesAsync(2);
        var scribes = Enumerable.Range(0, 20).Select(at => new Scribe($"c{at}")).ToList();
        var ledger = await GivenAsync(databases, scribes);
        var source = Open(databases[0]);
        await new Growth(ledger.Partitions, _ => Task.FromResult(new PartitionMap(1, [(null, 0), (null, 0)])), TimeProvider.System).BeginAsync(100, [null, "b"], Never);
        var movers = scribes.Where(scribe => Routing.HashOf(scribe.Actor) % 2 == 1).ToList();
        var keys = (await source.ReadActorKeysAsync(0, 100)).Where(actor => Routing.HashOf(actor.Value) % 2 == 1).Select(actor => actor.Key).ToList();
        // As the mover left it: the bucket is said to be moving, and copied.
        await source.WriteAloneAsync(Split.Name, (new Split(1, 1, 0) { Moving = keys }).ToJson(), 1, []);
        await Open(databases[1]).ReceiveAsync(2, keys, source);

        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(Purchase("later")));

        Assert.Empty(await Open(databases[1]).ReadActorKeysAsync(0, 100));
        await AssertHoldsAsync(ledger, scribes);
        await ledger.GrowAsync(100, (_, _) => { });
        Assert.Equal(movers.Count, (await Open(databases[1]).ReadActorKeysAsync(0, 100)).Count);
        await AssertHoldsAsync(ledger, scribes);
    }

    [Fact]
    public async Task A_process_that_does_not_know_the_database_that_was_added_is_told_to_name_it()
    {
        var databases = await DatabasesAsync(2);
        var scribes = Enumerable.Range(0, 20).Select(at => new Scribe($"c{at}")).ToList();
        var ledger = await GivenAsync(databases, scribes);
        var alone = Open(databases[0]);
        await ledger.GrowAsync(100, (_, _) => { });

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => alone.AppendAsync(new Scribe("new").Write(Purchase("p"))));
        Assert.Equal("A database was added to this ledger, and actors have moved there: name all of its databases, in their order.", refused.Message);
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.RefusePartitionAsync(alone));
    }

    private static async Task AppendAsync(PartitionedLedger ledger, List<Scribe> scribes, Random random, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var chosen = scribes.OrderBy(_ => random.Next()).Take(8).ToList();
            await Task.WhenAll(chosen.Select(async scribe =>
            {
                await ledger.AppendAsync(scribe.Write(Purchase($"{scribe.State.Sequence}-{number}")));
                if (random.Next(4) > 0) return;
                var recalled = await ledger.RecallAsync(scribe.Recall(scribe.Entries[0].NaturalId!));
                Assert.Equal(scribe.State.Sequence, recalled.Row?.State.Sequence);
                Assert.Single(recalled.Entries);
                Assert.Equal(scribe.Entries.Count, (await ReadAllAsync(ledger, scribe.Actor)).Count);
            }));
        }
    }

    private static async Task ListAsync(PartitionedLedger ledger, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var page = await ledger.ReadCustomersAsync(Segment.Everyone, null, Customers, Never);
            Assert.Equal(page.Lines.Count, page.Lines.DistinctBy(line => line.CustomerId).Count());
            Assert.InRange(page.Lines.Count, Customers / 2, Customers);
        }
    }

    private static async Task<IReadOnlyList<Entry>> ReadAllAsync(PartitionedLedger ledger, ActorId actor)
    {
        var entries = new List<Entry>();
        while (await ledger.ReadEntriesAsync(actor, entries.Count, 1_000) is { Count: > 0 } page) entries.AddRange(page);
        return entries;
    }

    private static async Task AssertHoldsAsync(PartitionedLedger ledger, List<Scribe> scribes)
    {
        var written = scribes.Where(scribe => scribe.Entries.Count > 0).ToList();
        var histories = await ledger.ReadHistoriesAsync(written.ConvertAll(scribe => scribe.Actor), _ => new List<Entry>(), (list, entry) => list.Add(entry));
        foreach (var scribe in written) Same.Entries(scribe.Entries, histories[scribe.Actor]);
        Assert.Equal(written.Select(scribe => scribe.CustomerId).Order(StringComparer.Ordinal), (await ledger.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines.Select(line => line.CustomerId));
        Assert.Equal(written.Count, await ledger.CountCustomersAsync(Segment.Everyone));
        var sum = new Counters();
        foreach (var scribe in written) sum.Add(scribe.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
    }

    private static async Task<string[]> DatabasesAsync(int count)
    {
        var databases = new string[count];
        for (var at = 0; at < count; at++) databases[at] = await PostgreSqlCluster.NewSchemaInOwnDatabaseAsync();
        return databases;
    }

    private async Task<PartitionedLedger> GivenAsync(string[] databases, List<Scribe> scribes)
    {
        var alone = Open(databases[0]);
        await alone.MigrateAsync();
        foreach (var scribe in scribes) await alone.AppendAsync(scribe.Write(Purchase("first")));
        return await OpenAsync(databases);
    }

    private PostgreSqlLedger Open(string database)
    {
        var ledger = PostgreSqlLedger.Open(database);
        _opened.Add(ledger);
        return ledger;
    }

    private async Task<PartitionedLedger> OpenAsync(string[] databases, bool isKept = true)
    {
        var ledger = new PartitionedLedger([.. databases.Select(database => new Partition(PostgreSqlLedger.NameOf(database), PostgreSqlLedger.Open(database)))], "set");
        if (isKept) _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    /// <summary>Follows the feed, and holds that every entry comes once, after those before it of the same actor.</summary>
    private sealed class Follower
    {
        private readonly Dictionary<ActorId, List<Entry>> _read = [];
        private FeedPlace _place = FeedPlace.Start;

        public async Task FollowAsync(ILedger ledger, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested) await ReadAsync(ledger);
        }

        public async Task FollowAsync(ILedger ledger, int pages)
        {
            for (var empty = 0; empty < 2 && pages > 0; pages--) empty += await ReadAsync(ledger) == 0 ? 1 : 0;
        }

        public void AssertHas(List<Scribe> scribes)
        {
            foreach (var scribe in scribes.Where(scribe => scribe.Entries.Count > 0)) Same.Entries(scribe.Entries, _read[scribe.Actor]);
        }

        private async Task<int> ReadAsync(ILedger ledger)
        {
            var page = await ledger.ReadFeedAsync(_place, 50);
            _place = page.Next;
            foreach (var entry in page.Entries)
            {
                if (!_read.TryGetValue(entry.Actor, out var read)) _read.Add(entry.Actor, read = []);
                Assert.Equal(read.Count + 1, entry.Sequence);
                read.Add(entry);
            }

            return page.Entries.Count;
        }
    }
}
