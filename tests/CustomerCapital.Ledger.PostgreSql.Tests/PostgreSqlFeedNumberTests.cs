using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Reading;
using Npgsql;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>The feed over numbers that are drawn before entries are committed, by several processes side by side.</summary>
public sealed class PostgreSqlFeedNumberTests : IAsyncLifetime
{
    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaInOwnDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <remarks>Ada's number is drawn first and committed last: who goes by numbers alone reads Bob's, and never Ada's.</remarks>
    [Fact]
    public async Task ReadFeedAsync_waits_for_a_group_of_another_process_that_has_drawn_its_numbers()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        await one.AppendAsync(ada.Write(Purchase("p1")));
        var place = (await another.ReadFeedAsync(FeedPlace.Start, 10)).Next;
        await using var row = new NpgsqlConnection($"{_database};Pooling=false;Application Name=other");
        await row.OpenAsync();
        await using var held = await row.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM counters FOR UPDATE", row, held)) await hold.ExecuteNonQueryAsync();
        var append = one.AppendAsync(ada.Write(Purchase("p2")));
        await UntilAtLockAsync(append, "locktype = 'transactionid' AND NOT granted");
        await another.AppendAsync(bob.Write(Purchase("p1")));

        var reading = another.ReadFeedAsync(place, 10);
        await UntilAtLockAsync(reading, "locktype = 'advisory' AND objid = 3 AND mode = 'ExclusiveLock' AND NOT granted");
        Assert.False(reading.IsCompleted || append.IsCompleted);
        await held.RollbackAsync();
        await append;

        Same.Entries([.. ada.Entries.Skip((int)place.Keys[0]), .. bob.Entries], (await reading).Entries);
    }

    /// <remarks>The numbers of what was taken back are nobody's, and are waited for once.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task ReadFeedAsync_passes_numbers_that_nobody_has(int limit)
    {
        await using var ledger = await OpenAsync();
        var ada = new Scribe("ada");
        await ledger.AppendAsync(ada.Write(Purchase("p1")));
        foreach (var next in (int[])[1_000, 100_000_000])
        {
            await RunAsync($"ALTER SEQUENCE entries_entry_key_seq RESTART WITH {next}");
            await ledger.AppendAsync(ada.Write(Purchase($"p{next}")));
        }

        Same.Entries(ada.Entries, await ReadToEndAsync(ledger, limit));
        await RunAsync("SELECT nextval('entries_entry_key_seq') FROM generate_series(1, 100)");
        Same.Entries(ada.Entries, await ReadToEndAsync(ledger, limit));
        await using var held = new NpgsqlConnection($"{_database};Pooling=false;Application Name=other");
        await held.OpenAsync();
        await using var writing = await held.BeginTransactionAsync();
        await using (var share = new NpgsqlCommand("SELECT pg_advisory_xact_lock_shared(1131770691, 3)", held, writing)) await share.ExecuteNonQueryAsync();
        Same.Entries(ada.Entries, await ReadToEndAsync(ledger, limit));
    }

    [Fact]
    public async Task MigrateAsync_numbers_what_is_there_by_when_it_was_recorded_and_each_history_in_its_order()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        await using (var ledger = await OpenAsync())
        {
            foreach (var i in Enumerable.Range(0, 3)) foreach (var scribe in (Scribe[])[bob, ada]) await ledger.AppendAsync(scribe.Write(Purchase($"p{i}")));
        }

        // As script 006 left it; Bob's clock was set back before his last entry.
        await RunAsync("""
            UPDATE entries SET recorded_at = to_timestamp(CASE WHEN sequence = (SELECT version FROM actors WHERE actor_key = entries.actor_key) THEN 5 ELSE 10 END + sequence)
            WHERE actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'bob');
            UPDATE entries SET recorded_at = to_timestamp(100 + sequence) WHERE actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'ada');
            ALTER TABLE entries DROP COLUMN entry_key; DELETE FROM schema_scripts WHERE name = '007-feed'
            """);
        await using var again = PostgreSqlLedger.Open(_database);
        Assert.Equal(["007-feed"], await again.MigrateAsync());
        var late = ada.Write(Purchase("late"));
        await again.AppendAsync(late);

        var read = await ReadToEndAsync(again, 1_000);

        Assert.Equal([.. bob.Entries, .. ada.Entries], read.Select(entry => (entry.Actor == bob.Actor ? bob : ada).Entries[(int)entry.Sequence - 1]));
        Assert.Equal(read.Count, (long)(await RunAsync("SELECT max(entry_key) FROM entries"))!);
    }

    [Fact]
    public async Task SelectFeed_finds_its_stretch_of_the_table_by_the_index()
    {
        await using (await OpenAsync())
        {
            await using var connection = new NpgsqlConnection($"{_database};Pooling=false;Options='-c enable_seqscan=off'");
            await connection.OpenAsync();
            await using var explain = new NpgsqlCommand("EXPLAIN (COSTS OFF) " + PostgreSqlDialect.Text.Of("SelectFeed"), connection)
            {
                Parameters = { new("after", 10L), new("through", 20L), new("limit", 10L), new("size_limit", 1_000_000L) },
            };
            var plan = new List<string>();
            await using (var rows = await explain.ExecuteReaderAsync()) while (await rows.ReadAsync()) plan.Add(rows.GetString(0));

            Assert.Contains(plan, line => line.Contains("Bitmap Index Scan on entries_by_entry_key", StringComparison.Ordinal));
        }
    }

    private static async Task<IReadOnlyList<Entry>> ReadToEndAsync(PostgreSqlLedger ledger, int limit)
    {
        var (read, place) = (new List<Entry>(), FeedPlace.Start);
        for (; await ledger.ReadFeedAsync(place, limit) is { Entries.Count: > 0 } page; place = page.Next) read.AddRange(page.Entries);
        return read;
    }

    private async Task<PostgreSqlLedger> OpenAsync(short writer = 0)
    {
        // With one committer the second group of an actor waits for the rows of counters that the first has written.
        var ledger = PostgreSqlLedger.Open(_database, new() { Writer = writer, Committers = 1 });
        await ledger.MigrateAsync();
        return ledger;
    }

    private Task UntilAtLockAsync(Task work, string condition) => PostgreSqlCluster.UntilAtLockAsync(_database, work, condition);

    private Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(_database, sql);
}
