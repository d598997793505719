using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Segments;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Which databases are taken for a ledger, what settings they must have, and who may serve.</summary>
public sealed class MigratingOnSqlServer : IAsyncLifetime
{
    private static readonly string[] Everything = ["001-ledger", "003-revoked-calls", "004-actors", "005-pieces", "006-scores", "007-search", .. SegmentColumns.AddedByFields];

    private ServerDatabase _database = null!;

    public async Task InitializeAsync() => _database = await ServerDatabase.NewAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task MigrateAsync_of_a_new_database_applies_every_script_and_records_its_hash()
    {
        await using var ledger = Open();

        Assert.False(await ledger.IsMadeAsync());
        Assert.Equal(Everything, await ledger.MigrateAsync());

        Assert.True(await ledger.IsMadeAsync());
        Assert.Equal(SqlServerDialect.Text.Scripts[0].Sha256, await _database.RunAsync("SELECT sha256 FROM customercapital.schema_scripts WHERE name = '001-ledger'"));
    }

    [Fact]
    public async Task MigrateAsync_of_ten_processes_at_once_applies_each_script_once()
    {
        var ledgers = Enumerable.Range(0, 10).Select(_ => Open()).ToList();

        var applied = await Task.WhenAll(ledgers.Select(ledger => Task.Run(() => ledger.MigrateAsync())));

        // Scripts and columns are two transactions: of two processes each may have done one.
        Assert.Equal(Everything.Order(StringComparer.Ordinal), applied.SelectMany(scripts => scripts).Order(StringComparer.Ordinal));
        Assert.InRange(applied.Count(scripts => scripts.Count > 0), 1, 2);
        Assert.Equal(4, await _database.RunAsync("SELECT COUNT(*) FROM customercapital.schema_scripts"));
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
    }

    [Fact]
    public async Task KeepBoughtAsync_takes_what_was_bought_from_the_entries_of_everyone_whose_history_can_be_read()
    {
        var scribes = SegmentColumns.ScribesWithPieces();
        await using var ledger = Open();
        await ledger.MigrateAsync();
        foreach (var (_, append) in scribes) await ledger.AppendAsync(append);
        await _database.RunAsync("UPDATE customercapital.entries SET body = '{' WHERE actor_key = (SELECT actor_key FROM customercapital.actors WHERE actor_id = CAST('unreadable' AS varbinary(800)))");

        Assert.True(await ledger.KeepBoughtAsync(true));

        Assert.Equal(SegmentColumns.WithPieces, await SegmentColumns.PiecesAsync(ledger, scribes));
    }

    [Fact]
    public async Task Process_that_was_running_when_keeping_what_was_bought_began_or_ended_does_as_the_ledger_says()
    {
        var scribe = new Scribe("ada");
        RecordPurchase Of(string id) => new() { PurchaseId = id, Lines = [new("tea", null, 1, Money.Round(2))], OccurredAt = Scribe.Start };
        await using var running = Open();
        await running.MigrateAsync();
        await running.AppendAsync(scribe.Write(Of("before")));
        await using var other = Open();

        await other.KeepBoughtAsync(true);
        await running.AppendAsync(scribe.Write(Of("after")));
        Assert.Equal([20_000], (await other.ReadPiecesAsync("ada", null, 10)).Select(row => row.Value));

        await other.KeepBoughtAsync(false);
        await running.AppendAsync(scribe.Write(Of("later")));
        Assert.Empty(await other.ReadPiecesAsync("ada", null, 10));
    }

    [Fact]
    public async Task MigrateAsync_after_a_script_was_changed_is_refused()
    {
        await GivenLedgerAsync("UPDATE customercapital.schema_scripts SET sha256 = 'x'");

        await AssertRefusedAsync("001-ledger differs");
    }

    [Fact]
    public async Task MigrateAsync_of_a_schema_of_a_newer_version_is_refused()
    {
        await GivenLedgerAsync("INSERT INTO customercapital.schema_scripts VALUES ('999-tomorrow', 'x', SYSUTCDATETIME())");

        await AssertRefusedAsync("newer version (schema script 999-tomorrow)");
        await Assert.ThrowsAsync<LedgerSchemaException>(() => SqlServerLedger.OpenToReadAsync(_database.ConnectionString));
    }

    [Fact]
    public async Task MigrateAsync_of_another_programs_schema_is_refused_and_leaves_it_as_it_was()
    {
        await _database.RunAsync("CREATE SCHEMA customercapital");
        await _database.RunAsync("CREATE TABLE customercapital.customers (a int)");

        await AssertRefusedAsync("another program");
        await Assert.ThrowsAsync<LedgerSchemaException>(() => SqlServerLedger.OpenToReadAsync(_database.ConnectionString));

        Assert.Equal(1, await _database.RunAsync("SELECT COUNT(*) FROM sys.tables"));
    }

    [Fact]
    public async Task MigrateAsync_of_a_database_that_does_not_exist_is_unavailable()
    {
        await using var ledger = SqlServerLedger.Open($"{_database.ConnectionString};Database=missing");

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());

        Assert.Contains("CREATE DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("READ_COMMITTED_SNAPSHOT OFF WITH ROLLBACK IMMEDIATE", "SET READ_COMMITTED_SNAPSHOT ON")]
    [InlineData("ALLOW_SNAPSHOT_ISOLATION OFF", "SET ALLOW_SNAPSHOT_ISOLATION ON")]
    [InlineData("DELAYED_DURABILITY = FORCED", "SET DELAYED_DURABILITY = DISABLED")]
    public async Task MigrateAsync_of_a_database_that_is_set_otherwise_says_what_to_set_and_makes_nothing(string setting, string remedy)
    {
        await _database.RunAsync($"ALTER DATABASE CURRENT SET {setting}");

        await AssertRefusedAsync(remedy);

        await _database.RunAsync($"ALTER DATABASE CURRENT {remedy}");
        await using var ledger = Open();
        Assert.False(await ledger.IsMadeAsync());
        Assert.Equal(Everything, await ledger.MigrateAsync());
    }

    [Fact]
    public async Task OpenToReadAsync_of_what_is_no_ledger_or_an_older_one_says_what_to_do()
    {
        Assert.Contains("is not a ledger", (await Assert.ThrowsAsync<LedgerSchemaException>(() => SqlServerLedger.OpenToReadAsync(_database.ConnectionString))).Message, StringComparison.Ordinal);
        await GivenLedgerAsync("DELETE FROM customercapital.schema_scripts");

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => SqlServerLedger.OpenToReadAsync(_database.ConnectionString));

        Assert.Contains("migrate --database sqlserver:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrantAsync_gives_a_role_what_serving_needs_and_no_right_to_change_history()
    {
        await using var ledger = Open();
        await ledger.MigrateAsync();
        await _database.RunAsync("CREATE ROLE [Till 1]"); // Must be quoted wherever it stands.
        await ledger.GrantAsync("Till 1");
        await ledger.GrantAsync("Till 1");

        Assert.Equal(
            "actors:INSERT,actors:SELECT,actors:UPDATE,control_states:INSERT,control_states:SELECT,control_states:UPDATE,counters:INSERT,counters:SELECT,"
            + "counters:UPDATE,dead_letters:DELETE,dead_letters:INSERT,dead_letters:SELECT,dead_letters:UPDATE,due:DELETE,due:INSERT,due:SELECT,due:UPDATE,"
            + "entries:INSERT,entries:SELECT,open_follow_ups:DELETE,open_follow_ups:INSERT,open_follow_ups:SELECT,outbox:DELETE,outbox:INSERT,outbox:SELECT,outbox:UPDATE,parts:DELETE,parts:INSERT,parts:SELECT,parts:UPDATE,"
            + "pieces:INSERT,pieces:SELECT,pieces:UPDATE,"
            + "revoked_calls:DELETE,revoked_calls:INSERT,revoked_calls:SELECT,schema_scripts:SELECT,search_keys:DELETE,search_keys:INSERT,search_keys:SELECT",
            await _database.RunAsync(
                """
                SELECT STRING_AGG(CAST(granted AS nvarchar(max)), ',') WITHIN GROUP (ORDER BY granted)
                FROM (
                  SELECT o.name + ':' + RTRIM(p.permission_name) COLLATE DATABASE_DEFAULT AS granted
                  FROM sys.database_permissions AS p
                  JOIN sys.objects AS o ON o.object_id = p.major_id AND p.class = 1
                  WHERE p.grantee_principal_id = DATABASE_PRINCIPAL_ID('Till 1')
                ) AS grants
                """));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.GrantAsync("nobody at all"));
    }

    private SqlServerLedger Open() => SqlServerLedger.Open(_database.ConnectionString);

    private async Task GivenLedgerAsync(string thenRun)
    {
        await using (var ledger = Open()) await ledger.MigrateAsync();
        await _database.RunAsync(thenRun);
    }

    private async Task AssertRefusedAsync(string because)
    {
        await using var ledger = Open();
        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync());
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }
}
