using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.Sqlite;
using static CustomerCapital.Ledger.Conformance.Scribe;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>The writing connection itself: how it is set, and what it does when no page is left.</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private static readonly SqliteDialect Dialect = new("ledger.db");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_connection_is_in_wal_mode_with_synchronous_full()
    {
        await using var ledger = SqliteLedger.Open(_folder.Path("ledger.db"));
        await ledger.MigrateAsync();

        using var writing = SqliteLedger.Connect(_folder.Path("ledger.db"), toWrite: true);
        using var reading = SqliteLedger.Connect(_folder.Path("ledger.db"), toWrite: false);

        Assert.Equal(("wal", 2L, 0L), (writing.Run("PRAGMA journal_mode"), writing.Run("PRAGMA synchronous"), writing.Run("PRAGMA query_only")));
        Assert.Equal(("wal", 2L, 1L), (reading.Run("PRAGMA journal_mode"), reading.Run("PRAGMA synchronous"), reading.Run("PRAGMA query_only")));
    }

    [Fact]
    public async Task Write_when_no_page_is_left_writes_nothing_and_works_once_there_is_room()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        var connection = _folder.Connect("ledger.db");
        await using var sessions = Over(connection);
        var writer = new SqlWriter(Dialect, sessions, [0]);
        connection.Run($"PRAGMA max_page_count = {connection.Run("PRAGMA page_count")}");
        var group = Enumerable.Range(0, 200).Select(i => new Scribe($"c{i}").Write(Purchase("p"))).ToList();

        var full = await Assert.ThrowsAsync<SqliteException>(async () => await writer.WriteAsync(group));
        Assert.Equal(SQLITE_FULL, full.SqliteErrorCode);
        Assert.IsType<LedgerUnavailableException>(Dialect.ToLedger(full));
        Assert.Equal(0L, connection.Run("SELECT count(*) FROM actors"));
        connection.Run("PRAGMA max_page_count = 100000");

        Assert.Equal(Enumerable.Repeat(AppendResult.Committed, 200), await writer.WriteAsync(group));
        Assert.Equal(200L, connection.Run("SELECT count(*) FROM actors"));
    }

    [Fact]
    public async Task Write_of_a_group_with_bad_ones_answers_each_for_itself()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db")))
        {
            await ledger.MigrateAsync();
            await ledger.FenceAsync(2);
        }

        var connection = _folder.Connect("ledger.db");
        await using var sessions = Over(connection);
        var writer = new SqlWriter(Dialect, sessions, [0]);
        var late = new Scribe("late");
        late.Write(Purchase("p1"));
        var most = new Domain.Cohorts.Counters();
        most.Add(new(Domain.Purchases.PurchasesCapability.Cell, 1), new(Orders: long.MaxValue));
        Append Most(string id) => Like(new Scribe(id).Write(Purchase("p")), most, [], [], policyVersion: 2);

        var results = await writer.WriteAsync(
        [
            Under(2, new Scribe("good").Write(Purchase("p"))),
            Under(2, late.Write(Purchase("p2"))),
            Under(2, new Scribe("twice").Write(Purchase("p"), Purchase("p", 11))),
            Under(1, new Scribe("old").Write(Purchase("p"))),
            Most("most"),
            Most("more"),
            Under(3, new Scribe("better").Write(Purchase("p"))),
        ]);

        Assert.Equal(
            [
                AppendResult.Committed, AppendResult.VersionConflict, AppendResult.NaturalIdTaken, AppendResult.PolicyOutdated,
                AppendResult.Committed, AppendResult.Rejected, AppendResult.Committed,
            ],
            results);
        Assert.Equal("better,good,most", connection.Run("SELECT group_concat(actor_id) FROM (SELECT actor_id FROM actors ORDER BY actor_id)"));
    }

    private static SqliteSessions Over(SqliteConnection connection) => new(() => new(connection, Dialect), limit: 1);
}
