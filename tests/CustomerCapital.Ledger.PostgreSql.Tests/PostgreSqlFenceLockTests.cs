using CustomerCapital.Ledger.Conformance;
using Npgsql;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>The lock behind which the policy's fence is raised and calls are revoked, between processes.</summary>
public sealed class PostgreSqlFenceLockTests : IAsyncLifetime
{
    private static readonly Guid Call = new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01");

    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaInOwnDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task FenceAsync_waits_for_a_group_of_another_process_that_is_being_written()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        var ada = new Scribe("ada");
        await one.AppendAsync(ada.Write(Purchase("p1")));
        await using var row = new NpgsqlConnection($"{_database};Pooling=false;Application Name=other");
        await row.OpenAsync();
        await using var held = await row.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM actors FOR UPDATE", row, held)) await hold.ExecuteNonQueryAsync();
        var append = another.AppendAsync(Under(1, ada.Write(Purchase("p2"))));
        await UntilAtFenceAsync(append, "ShareLock", granted: true);

        var fence = one.FenceAsync(2);
        await UntilAtFenceAsync(fence, "ExclusiveLock", granted: false);
        Assert.False(fence.IsCompleted || append.IsCompleted);
        await held.RollbackAsync();
        await fence;
        await append;

        Same.Entries(ada.Entries, await one.ReadEntriesAsync("ada", 0, 10));
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => another.AppendAsync(Under(1, ada.Write(Purchase("p3")))));
    }

    /// <remarks>The append reads what is revoked only once it has the lock, though its transaction began before the call was revoked.</remarks>
    [Fact]
    public async Task AppendAsync_that_waits_while_its_call_is_revoked_is_refused()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        await using var fence = new NpgsqlConnection($"{_database};Pooling=false;Application Name=other");
        await fence.OpenAsync();
        await using var revoking = await fence.BeginTransactionAsync();
        await using (var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock(1131770691, 3)", fence, revoking)) await alone.ExecuteNonQueryAsync();
        var append = another.AppendAsync(Of(new Scribe("ada").Write(Purchase("p1")), Call));
        await UntilAtFenceAsync(append, "ShareLock", granted: false);

        await using (var insert = new NpgsqlCommand($"INSERT INTO revoked_calls VALUES ('{Call}', now())", fence, revoking)) await insert.ExecuteNonQueryAsync();
        await revoking.CommitAsync();

        await Assert.ThrowsAsync<CallRevokedException>(() => append);
        Assert.Empty(await one.ReadEntriesAsync("ada", 0, 10));
    }

    [Fact]
    public async Task RevokeCallAsync_waits_for_a_group_of_another_process_that_is_being_written()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        var ada = new Scribe("ada");
        await one.AppendAsync(ada.Write(Purchase("p1")));
        await using var row = new NpgsqlConnection($"{_database};Pooling=false;Application Name=other");
        await row.OpenAsync();
        await using var held = await row.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM actors FOR UPDATE", row, held)) await hold.ExecuteNonQueryAsync();
        var append = another.AppendAsync(Of(ada.Write(Purchase("p2")), Call));
        await UntilAtFenceAsync(append, "ShareLock", granted: true);

        var revoked = one.RevokeCallAsync("ada", Call);
        await UntilAtFenceAsync(revoked, "ExclusiveLock", granted: false);
        Assert.False(revoked.IsCompleted || append.IsCompleted);
        await held.RollbackAsync();
        await revoked;

        Same.Entries(ada.Entries, await one.ReadEntriesAsync("ada", 0, 10));
        await append;
    }

    [Fact]
    public async Task RevokeCallAsync_forgets_calls_that_no_copy_can_be_left_of()
    {
        await using var ledger = await OpenAsync();
        await ledger.RevokeCallAsync("ada", Call);
        await RunAsync("UPDATE revoked_calls SET revoked_at = revoked_at - interval '7 days'");
        Guid[] younger = [new("00000000-0000-0000-0000-000000000001"), new("00000000-0000-0000-0000-000000000002")];

        foreach (var call in younger) await ledger.RevokeCallAsync("ada", call);

        Assert.Equal(younger, (Guid[])(await RunAsync("SELECT array_agg(call ORDER BY call) FROM revoked_calls"))!);
    }

    private Task UntilAtFenceAsync(Task work, string mode, bool granted) =>
        PostgreSqlCluster.UntilAtLockAsync(_database, work, $"locktype = 'advisory' AND objid = 3 AND mode = '{mode}' AND granted = {granted}");

    private async Task<PostgreSqlLedger> OpenAsync(short writer = 0)
    {
        var ledger = PostgreSqlLedger.Open(_database, new() { Writer = writer });
        await ledger.MigrateAsync();
        return ledger;
    }

    private Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(_database, sql);
}
