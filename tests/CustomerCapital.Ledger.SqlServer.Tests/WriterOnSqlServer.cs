using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Sql;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Whole groups: each of its appends is answered for itself.</summary>
public sealed class WriterOnSqlServer : IAsyncLifetime
{
    private static readonly SqlServerDialect Dialect = new("sqlserver:");

    private ServerDatabase _database = null!;
    private SqlServerLedger _ledger = null!;
    private SqlServerSessions _sessions = null!;
    private SqlWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _database = await ServerDatabase.NewAsync();
        _ledger = SqlServerLedger.Open(_database.ConnectionString);
        await _ledger.MigrateAsync();
        _sessions = new(_database.ConnectionString, Dialect, TimeProvider.System);
        _writer = new(Dialect, _sessions, [3]);
    }

    public async Task DisposeAsync()
    {
        await _sessions.DisposeAsync();
        await _ledger.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task WriteAsync_of_a_group_with_bad_ones_answers_each_for_itself()
    {
        var late = new Scribe("late");
        late.Write(Purchase("p1"));
        var most = new Counters();
        most.Add(new(PurchasesCapability.Cell, 1), new(Orders: long.MaxValue));
        Append Most(string id) => Like(new Scribe(id).Write(Purchase("p")), most, [], []);

        var results = await _writer.WriteAsync(
        [
            new Scribe("good").Write(Purchase("p")),
            late.Write(Purchase("p2")),
            new Scribe("twice").Write(Purchase("p"), Purchase("p", 11)),
            Most("most"),
            Most("more"),
            new Scribe("better").Write(Purchase("p")),
        ]);

        Assert.Equal(
            [AppendResult.Committed, AppendResult.VersionConflict, AppendResult.NaturalIdTaken, AppendResult.Committed, AppendResult.Rejected, AppendResult.Committed],
            results);
        Assert.Equal("better,good,most", await CustomersAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task WriteAsync_of_text_that_the_database_does_not_hold_rejects_it_alone(int codeUnit)
    {
        var id = $"a{(char)codeUnit}";
        var results = await _writer.WriteAsync(
            [new Scribe("good").Write(Purchase("p")), new Scribe("bad").Write(Purchase(id)), new Scribe(id).Write(Purchase("p")), new Scribe("better").Write(Purchase("p"))]);

        Assert.Equal([AppendResult.Committed, AppendResult.Rejected, AppendResult.Rejected, AppendResult.Committed], results);
        Assert.Equal("better,good", await CustomersAsync());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2_000)]
    public async Task WriteAsync_of_text_that_is_too_long_rejects_it_alone(int length)
    {
        var id = new string('客', length);

        var results = await _writer.WriteAsync([new Scribe("good").Write(Purchase("p")), new Scribe(id).Write(Purchase("p")), new Scribe("better").Write(Purchase("p"))]);

        Assert.Equal([AppendResult.Committed, AppendResult.Rejected, AppendResult.Committed], results);
        Assert.Equal("better,good", await CustomersAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task RecallAsync_of_text_that_the_database_does_not_hold_gives_nothing(int codeUnit)
    {
        await _writer.WriteAsync([new Scribe("a").Write(Purchase("p"))]);
        var id = $"a{(char)codeUnit}";

        Assert.Null((await _ledger.RecallAsync(new(id, WithRow: true, [id, "purchase:p"]))).Row);
        Assert.Empty((await _ledger.RecallAsync(new("a", WithRow: true, [id, $"purchase:p{(char)codeUnit}"]))).Entries);
        Assert.Empty(await _ledger.ReadEntriesAsync(id, 0, 10));
    }

    [Fact]
    public async Task WriteAsync_of_a_customers_appends_in_one_group_takes_them_one_after_the_other()
    {
        var ada = new Scribe("ada");
        var (first, second) = (ada.Write(Purchase("p1")), ada.Write(Purchase("p2")));
        var other = new Scribe("ada").Write(Purchase("p3"));
        var dueOnly = new Append(first.After, [], first.After, new(), [], [new("standing", Start)]);

        var results = await _writer.WriteAsync([first, other, dueOnly, second, dueOnly, new Scribe("bob").Write(Purchase("p"))]);

        Assert.Equal(
            [AppendResult.Committed, AppendResult.VersionConflict, AppendResult.Committed, AppendResult.Committed, AppendResult.VersionConflict, AppendResult.Committed],
            results);
        Same.Entries(ada.Entries, await _ledger.ReadEntriesAsync("ada", 0, 10));
        Assert.Equal(ada.DueAt, (await _ledger.RecallAsync(ada.Recall())).Row?.DueAt);
    }

    [Fact]
    public async Task WriteAsync_of_a_customer_whom_another_session_makes_at_this_moment_is_a_conflict()
    {
        await using var other = new Microsoft.Data.SqlClient.SqlConnection(_database.ConnectionString);
        await other.OpenAsync();
        await using var session = new SqlServerSession(other, Dialect);
        await session.RunSqlAsync("BEGIN TRANSACTION");
        await session.RunAsync(new SqlStatement("InsertActors") { Rows = LedgerTables.Actors.Of("added", [new Scribe("ada").Write(Purchase("left"))]), Each = _ => { } });

        var writing = _writer.WriteAsync([new Scribe("ada").Write(Purchase("right")), new Scribe("bob").Write(Purchase("p"))]).AsTask();
        while (!writing.IsCompleted && await _database.RunAsync("SELECT COUNT(*) FROM sys.dm_exec_requests WHERE blocking_session_id <> 0 AND database_id = DB_ID()") is 0)
        {
            // Until it waits for the other.
        }

        await session.RunSqlAsync("COMMIT TRANSACTION");

        Assert.Equal([AppendResult.VersionConflict, AppendResult.Committed], await writing);
    }

    /// <remarks>Another session's row halts the group in the middle.</remarks>
    [Fact]
    public async Task WriteAsync_keeps_the_fence_where_it_is_until_it_has_committed()
    {
        await using var other = new Microsoft.Data.SqlClient.SqlConnection(_database.ConnectionString);
        await other.OpenAsync();
        await using var session = new SqlServerSession(other, Dialect);
        await session.RunSqlAsync("BEGIN TRANSACTION");
        await session.RunAsync(new SqlStatement("InsertActors") { Rows = LedgerTables.Actors.Of("added", [new Scribe("ada").Write(Purchase("left"))]), Each = _ => { } });

        var writing = _writer.WriteAsync([new Scribe("ada").Write(Purchase("right"))]).AsTask();

        Assert.True(await IsFenceLockedAsync("Exclusive", writing));
        await session.RunSqlAsync("COMMIT TRANSACTION");
        Assert.Equal([AppendResult.VersionConflict], await writing);
    }

    /// <remarks>Another session's row halts it in the middle.</remarks>
    [Fact]
    public async Task FenceAsync_lets_no_group_read_the_fence_until_it_stands()
    {
        await _ledger.FenceAsync(1);
        await using var other = new Microsoft.Data.SqlClient.SqlConnection(_database.ConnectionString);
        await other.OpenAsync();
        await using var session = new SqlServerSession(other, Dialect);
        await session.RunSqlAsync("BEGIN TRANSACTION");
        await session.RunAsync(new SqlStatement("RaiseFence", SqlValue.Text("name", PolicyFence.Name), SqlValue.Bigint("version", 2)));

        var fencing = _ledger.FenceAsync(3);

        Assert.True(await IsFenceLockedAsync("Shared", fencing));
        await session.RunSqlAsync("COMMIT TRANSACTION");
        await fencing;
        Assert.Equal([AppendResult.PolicyOutdated], await _writer.WriteAsync([Under(2, new Scribe("ada").Write(Purchase("p")))]));
    }

    [Fact]
    public async Task WriteAsync_of_a_group_with_bad_ones_and_old_ones_answers_each_for_itself()
    {
        await _ledger.FenceAsync(2);

        var results = await _writer.WriteAsync(
        [
            Under(2, new Scribe("good").Write(Purchase("p"))),
            Under(2, new Scribe("twice").Write(Purchase("p"), Purchase("p", 11))),
            Under(1, new Scribe("old").Write(Purchase("p"))),
            Under(3, new Scribe("better").Write(Purchase("p"))),
        ]);

        Assert.Equal([AppendResult.Committed, AppendResult.NaturalIdTaken, AppendResult.PolicyOutdated, AppendResult.Committed], results);
        Assert.Equal("better,good", await CustomersAsync());
    }

    [Fact]
    public async Task WriteAsync_that_fails_for_no_append_of_its_own_writes_nothing()
    {
        await _database.RunAsync("CREATE TRIGGER customercapital.fails ON customercapital.entries AFTER INSERT AS THROW 50001, N'made up', 1");
        var group = Enumerable.Range(0, 50).Select(i => new Scribe($"c{i:00}").Write(Purchase("p"))).ToList();

        var failed = await Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(async () => await _writer.WriteAsync(group));
        Assert.Equal(50001, failed.Number);
        Assert.Equal("", await CustomersAsync());
        await _database.RunAsync("DROP TRIGGER customercapital.fails");

        Assert.Equal(Enumerable.Repeat(AppendResult.Committed, 50), await _writer.WriteAsync(group));
    }

    /// <returns>True as soon as the fence's lock is refused in a mode; false when the work ends without that.</returns>
    private async Task<bool> IsFenceLockedAsync(string mode, Task work)
    {
        while (!work.IsCompleted)
            if (await _database.RunAsync($"SELECT CAST(APPLOCK_TEST(N'public', N'customercapital:fence', N'{mode}', N'Session') AS int)") is 0) return true;
        return false;
    }

    private async Task<string> CustomersAsync() =>
        string.Join(',', (await _ledger.ReadCustomersAsync(Domain.Segments.Segment.Everyone, null, 1_000)).Lines.Select(line => line.CustomerId));
}
