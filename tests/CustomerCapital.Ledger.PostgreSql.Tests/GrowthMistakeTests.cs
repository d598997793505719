using System.Reflection;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>What can go wrong around adding a database: other databases than were meant, processes that know less or later, movers that lose their claim or stand still.</summary>
public sealed class GrowthMistakeTests : IAsyncDisposable
{
    private readonly List<ILedger> _opened = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_database_in_the_place_of_the_one_that_was_added_is_refused(bool isStopped)
    {
        var databases = await DatabasesAsync(3);
        var scribes = await GivenAsync(databases[0], 40);
        var waiting = await OpenAsync("first", databases[0], databases[1]);
        var ledger = await OpenAsync("second", databases[0], databases[2]);
        using var stop = new CancellationTokenSource();
        var growing = ledger.GrowAsync(5, (moved, _) =>
        {
            if (isStopped && moved == 2) stop.Cancel();
        }, stop.Token);
        if (isStopped) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => growing);
        else await growing;

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => OpenAsync("third", databases[0], databases[1]));
        Assert.Contains("is not the database that was added to this ledger as number 2", refused.Message, StringComparison.Ordinal);
        // Who has named it before is told with the next append or feed page.
        await Assert.ThrowsAsync<LedgerSchemaException>(() => waiting.AppendAsync(scribes[0].Write(Purchase("later"))));
        await Assert.ThrowsAsync<LedgerSchemaException>(() => waiting.ReadFeedAsync(FeedPlace.Start, 10));
        await Assert.ThrowsAsync<LedgerSchemaException>(() => waiting.GrowAsync(5, (_, _) => { }));
    }

    [Theory]
    [InlineData("UPDATE actors SET kind = 3")]
    [InlineData("DELETE FROM actors; INSERT INTO outbox (topic, recipient, body) VALUES (1, 'bob', '{}')")]
    [InlineData("DELETE FROM actors; INSERT INTO control_states (name, version, state) VALUES ('policy-fence', 7, '{}')")]
    public async Task A_database_that_was_used_before_is_not_added(string used)
    {
        var databases = await DatabasesAsync(2);
        await GivenAsync(databases[0], 4);
        var other = Open(databases[1]);
        await other.MigrateAsync();
        await other.AppendAsync(new Scribe("ada").Write(Purchase("p")));
        await PostgreSqlCluster.RunAsync(databases[1], used);
        var ledger = await OpenAsync("set", databases);

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.GrowAsync(5, (_, _) => { }));

        Assert.Contains("was used for another ledger before: name a database that is new", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, await ledger.CountCustomersAsync(Segment.Everyone));
    }

    [Fact]
    public async Task Databases_that_hold_nobody_need_not_grow_and_are_left_alone()
    {
        var databases = await DatabasesAsync(2);
        await using var ledger = Of("set", databases);

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.CheckGrowthAsync());

        Assert.Contains("None of these databases holds customers", refused.Message, StringComparison.Ordinal);
        Assert.False(await Open(databases[0]).IsMadeAsync());
    }

    /// <remarks>The reader knows where everyone is; before its reading arrives, everyone has moved.</remarks>
    [Fact]
    public async Task A_feed_that_is_read_while_a_split_begins_lacks_nobody()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 20);
        var mover = await OpenAsync("set", databases);
        var late = DispatchProxy.Create<ISplittable, Delayed>();
        ((Delayed)(object)late).Inner = Open(databases[0]);
        ((Delayed)(object)late).BeforeFeed = () => mover.GrowAsync(100, (_, _) => { });
        await using var reader = new PartitionedLedger([new("first", late), new("second", Open(databases[1]))], "set");
        await reader.MigrateAsync();

        var (place, read) = (FeedPlace.Start, new List<Entry>());
        for (var page = 0; page < 20; page++)
        {
            var next = await reader.ReadFeedAsync(place, 50);
            read.AddRange(next.Entries);
            place = next.Next;
        }

        foreach (var scribe in scribes) Same.Entries(scribe.Entries, read.Where(entry => entry.Actor == scribe.Actor));
    }

    [Fact]
    public async Task The_end_of_the_feed_is_found_after_all_that_moved_and_came_since()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 20);
        var ledger = await OpenAsync("set", databases);
        await ledger.GrowAsync(5, (_, _) => { });
        foreach (var scribe in scribes.Where(scribe => !Moves(scribe))) await ledger.AppendAsync(scribe.Write(Purchase("later")));

        var place = await ledger.FindFeedPlaceAsync(DateTimeOffset.MaxValue);

        Assert.Empty((await ledger.ReadFeedAsync(place, 100)).Entries);
        var newest = scribes.First(Moves);
        await ledger.AppendAsync(newest.Write(Purchase("newest")));
        var entries = (await ledger.ReadFeedAsync(place, 100)).Entries;
        Assert.All(entries, entry => Assert.Equal(newest.Actor, entry.Actor));
        Assert.Equal("purchase:newest", entries[0].NaturalId);
    }

    [Fact]
    public async Task A_mover_whose_claim_is_lost_and_who_is_overtaken_ends_as_if_it_had_moved_all()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 40);
        var (one, other) = (await OpenAsync("set", databases), await OpenAsync("set", databases));
        var isFirst = true;

        await one.GrowAsync(5, (_, _) =>
        {
            if (!isFirst) return;
            isFirst = false;
            PostgreSqlCluster.RunAsync(databases[1], "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1131770695").GetAwaiter().GetResult();
            Task.Run(() => other.GrowAsync(5, (_, _) => { })).GetAwaiter().GetResult();
        });

        Assert.Equal(40, await one.CountCustomersAsync(Segment.Everyone));
        Assert.Equal(scribes.Count(Moves), (await Open(databases[1]).ReadActorKeysAsync(0, 100)).Count);
        await Assert.ThrowsAsync<LedgerSchemaException>(() => one.GrowAsync(5, (_, _) => { }));
    }

    [Fact]
    public async Task Lists_and_counts_are_right_once_somebody_has_read_them_where_a_mover_was_stopped()
    {
        var databases = await DatabasesAsync(2);
        await GivenAsync(databases[0], 20);
        var ledger = await GivenStoppedMoverAsync(databases);

        Assert.Equal(20, (await ledger.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines.Count);
        Assert.Equal(20, await ledger.CountCustomersAsync(Segment.Everyone));
        Assert.Empty(await Open(databases[1]).ReadActorKeysAsync(0, 100));
    }

    /// <remarks>The copies stay until somebody goes on who may delete rows; those who were to move are served from where they were.</remarks>
    [Fact]
    public async Task A_server_that_may_not_delete_rows_takes_back_what_a_mover_has_begun_that_was_stopped()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 20);
        var owner = await GivenStoppedMoverAsync(databases);
        await PostgreSqlCluster.RunAsync(databases[0], "DROP ROLE IF EXISTS serving_grown; CREATE ROLE serving_grown LOGIN");
        foreach (var database in databases) await Open(database).GrantAsync("serving_grown");
        var serving = await OpenAsync("set", [.. databases.Select(database => database.Replace("Username=customercapital", "Username=serving_grown", StringComparison.Ordinal))]);

        foreach (var scribe in scribes) await serving.AppendAsync(scribe.Write(Purchase("later")));

        Assert.Equal(2, (await serving.ReadEntriesAsync(scribes.First(Moves).Actor, 0, 10)).Count(entry => entry.NaturalId is not null));
        await owner.GrowAsync(100, (_, _) => { });
        Assert.Equal(20, await serving.CountCustomersAsync(Segment.Everyone));
        foreach (var scribe in scribes) Same.Entries(scribe.Entries, await serving.ReadEntriesAsync(scribe.Actor, 0, 10));
    }

    [Fact]
    public async Task A_replica_finds_those_who_move()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 20);
        var ledger = await OpenAsync("set", databases);
        await using var replica = await PartitionedLedger.OfReadersAsync([.. databases.Select(database => new Partition(database, PostgreSqlLedger.OpenReplica(database)))], isOfOneMoment: false);
        await ledger.GrowAsync(2, (_, _) => { });

        Assert.Equal(20, (await replica.ReadIndexedAsync(scribes.ConvertAll(scribe => scribe.CustomerId))).Count);
        Assert.NotNull((await replica.RecallAsync(scribes.First(Moves).Recall())).Row);
        Assert.Equal(20, await replica.CountCustomersAsync(Segment.Everyone));
    }

    /// <remarks>Its reads, too, and the feed: places in it are kept, and would have passed those who have moved.</remarks>
    [Fact]
    public async Task A_process_that_knows_one_database_alone_is_told_when_it_reads()
    {
        var databases = await DatabasesAsync(2);
        var scribes = await GivenAsync(databases[0], 20);
        var (recalling, following) = (Open(databases[0]), Open(databases[0]));
        await (await OpenAsync("set", databases)).GrowAsync(5, (_, _) => { });

        await Assert.ThrowsAsync<LedgerSchemaException>(() => recalling.RecallAsync(scribes.First(Moves).Recall()));
        await Assert.ThrowsAsync<LedgerSchemaException>(() => recalling.ReadEntriesAsync(scribes[0].Actor, 0, 10));
        await Assert.ThrowsAsync<LedgerSchemaException>(() => following.ReadFeedAsync(FeedPlace.Start, 10));
    }

    [Fact]
    public async Task Processes_that_were_given_a_number_of_counters_are_counted_as_those_that_claim_one()
    {
        var database = await PostgreSqlCluster.NewSchemaInOwnDatabaseAsync();
        foreach (var number in (short?[])[null, 500]) _opened.Add(await PostgreSqlLedger.OpenAsWriterAsync(database, number));

        Assert.Equal(2, await Open(database).CountWritersAsync());
    }

    private static bool Moves(Scribe scribe) => Routing.HashOf(scribe.Actor) % 2 == 1;

    private static async Task<string[]> DatabasesAsync(int count)
    {
        var databases = new string[count];
        for (var at = 0; at < count; at++) databases[at] = await PostgreSqlCluster.NewSchemaInOwnDatabaseAsync();
        return databases;
    }

    private static PartitionedLedger Of(string newSet, params string[] databases) =>
        new([.. databases.Select(database => new Partition(PostgreSqlLedger.NameOf(database), PostgreSqlLedger.Open(database)))], newSet);

    private async Task<List<Scribe>> GivenAsync(string database, int customers)
    {
        var scribes = Enumerable.Range(0, customers).Select(at => new Scribe($"c{at}")).ToList();
        var alone = Open(database);
        await alone.MigrateAsync();
        foreach (var scribe in scribes) await alone.AppendAsync(scribe.Write(Purchase("first")));
        return scribes;
    }

    /// <summary>Two databases as a mover leaves them that was stopped in the middle of the one bucket: it is said to be moving, and is copied.</summary>
    private async Task<PartitionedLedger> GivenStoppedMoverAsync(string[] databases)
    {
        var ledger = await OpenAsync("set", databases);
        await new Growth(ledger.Partitions, _ => Task.FromResult(new PartitionMap(1, [(null, 0), (null, 0)])), TimeProvider.System).BeginAsync(100, [null, "set"], CancellationToken.None);
        var source = Open(databases[0]);
        var keys = (await source.ReadActorKeysAsync(0, 100)).Where(actor => Routing.HashOf(actor.Value) % 2 == 1).Select(actor => actor.Key).ToList();
        await source.WriteAloneAsync(Split.Name, (new Split(1, 1, 0) { Moving = keys }).ToJson(), 1, []);
        await Open(databases[1]).ReceiveAsync(2, keys, source);
        return ledger;
    }

    private PostgreSqlLedger Open(string database)
    {
        var ledger = PostgreSqlLedger.Open(database);
        _opened.Add(ledger);
        return ledger;
    }

    private async Task<PartitionedLedger> OpenAsync(string newSet, params string[] databases)
    {
        var ledger = Of(newSet, databases);
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    /// <summary>A partition of which something is done before a page of the feed is read.</summary>
    public class Delayed : DispatchProxy
    {
        public ISplittable Inner { get; set; } = null!;

        public Func<Task>? BeforeFeed { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ILedger.ReadFeedAsync) && BeforeFeed is { } before)
            {
                BeforeFeed = null;
                before().GetAwaiter().GetResult();
            }

            try
            {
                return targetMethod.Invoke(Inner, args);
            }
            catch (TargetInvocationException failed)
            {
                throw failed.InnerException!;
            }
        }
    }
}
