using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Segments;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>Which files are taken for a ledger, and what a ledger's schema is.</summary>
public sealed partial class SqliteSchemaScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.Path("ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MigrateAsync_of_a_new_file_applies_every_script_and_records_its_hash()
    {
        await using var ledger = SqliteLedger.Open(File);

        var applied = await ledger.MigrateAsync();

        Assert.Equal(["001-ledger", "002-segments", "004-revoked-calls", "005-actors", "006-pieces", "007-scores", "008-search", .. SegmentColumns.AddedByFields], applied);
        using var other = _folder.Connect("ledger.db");
        Assert.Equal(7L, other.Run("SELECT count(*) FROM schema_scripts"));
        Assert.Matches("^[0-9a-f]{64}$", (string)other.Run("SELECT sha256 FROM schema_scripts WHERE name = '001-ledger'")!);
    }

    [Fact]
    public async Task IsMadeAsync_before_MigrateAsync_is_false_and_makes_no_file()
    {
        await using var ledger = SqliteLedger.Open(File);

        Assert.False(await ledger.IsMadeAsync());

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task MigrateAsync_after_a_script_was_changed_is_refused()
    {
        await GivenLedgerAsync("UPDATE schema_scripts SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x')");

        await AssertRefusedAsync("001-ledger differs");
    }

    [Fact]
    public async Task MigrateAsync_of_a_file_of_a_newer_version_is_refused()
    {
        await GivenLedgerAsync("INSERT INTO schema_scripts VALUES ('999-tomorrow', 'x', 'x')");

        await AssertRefusedAsync("newer version (schema script 999-tomorrow)");
    }

    [Fact]
    public async Task MigrateAsync_of_another_programs_database_is_refused_and_leaves_it_as_it_was()
    {
        using (var other = _folder.Connect("ledger.db")) other.Run("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
        var before = await System.IO.File.ReadAllBytesAsync(File);

        await AssertRefusedAsync("another program");
        await using (var ledger = SqliteLedger.Open(File)) await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.IsMadeAsync());
        Assert.Throws<LedgerSchemaException>(() => SqliteLedger.OpenToRead(File));

        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task MigrateAsync_of_a_file_that_is_no_database_is_refused_and_leaves_it_as_it_was()
    {
        var before = Enumerable.Range(0, 5_000).Select(i => (byte)(i % 256)).ToArray();
        await System.IO.File.WriteAllBytesAsync(File, before);

        await AssertRefusedAsync("not a SQLite database");
        Assert.Throws<LedgerSchemaException>(() => SqliteLedger.OpenToRead(File));

        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task OpenToRead_of_an_older_version_says_how_to_complete_it()
    {
        await GivenLedgerAsync("DELETE FROM schema_scripts");

        var refused = Assert.Throws<LedgerSchemaException>(() => SqliteLedger.OpenToRead(File));

        Assert.Contains("migrate --database sqlite:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_of_the_first_schema_fills_columns_parts_and_times_to_look_from_its_rows()
    {
        using (var first = _folder.Connect("ledger.db"))
        {
            var script = SqliteDialect.Text.Scripts[0];
            first.Run(SqliteDialect.Text.Of("CreateSchemaScripts") + script.Text);
            first.Run($"INSERT INTO schema_scripts VALUES ('{script.Name}', '{script.Sha256}', '')");
            foreach (var row in SegmentColumns.OfFirstSchema) first.Run(row);
            first.Run("UPDATE customers SET due_at = 5000000 WHERE customer_id = 'bob'");
            first.Run("INSERT INTO messages (customer_id, command) VALUES ('bob', '{}')");
        }

        await using var ledger = SqliteLedger.Open(File);
        Assert.Equal(["002-segments", "004-revoked-calls", "005-actors", "006-pieces", "007-scores", "008-search", .. SegmentColumns.AddedByFields], await ledger.MigrateAsync());

        using var other = _folder.Connect("ledger.db");
        Assert.Equal(
            "ada 1 1 1768478399999999,bob 0 0 1768478400000000,cyd 0 0 0,dan 0 0 1768478400100000",
            other.Run("SELECT group_concat(actor_id || ' ' || enrolled || ' ' || converted_referrals || ' ' || known_since) FROM actors"));
        Assert.Equal("ada referrals,bob registration", other.Run("SELECT group_concat(actor_id || ' ' || name) FROM parts JOIN actors USING (actor_key)"));
        var (ada, bob) = ((await ledger.RecallAsync(new("ada", true, []))).Row!, (await ledger.RecallAsync(new("bob", true, []))).Row!);
        Assert.Equal((3, 2, 1, true), (ada.State.Sequence, ada.State.Referrals, ada.State.ConvertedReferrals, ada.State.Enrolled));
        Assert.Equal("Bob", bob.State.Profile.Name);
        Assert.Equal(new Dictionary<string, DateTimeOffset> { ["any"] = DateTimeOffset.UnixEpoch.AddSeconds(5) }, bob.Due);
        Assert.Equal("bob", Assert.Single(await ledger.ReadMessagesAsync(10)).To.AsActor());
        Assert.Equal(IndexedCustomer.Of(["bob"], []), (await ledger.ReadIndexedAsync(["bob"]))["bob"]);
        Assert.Equal(4, (await ledger.ReadIndexedAsync(["ada", "bob", "cyd", "dan"])).Count);
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_without_search_keys_fills_them_and_the_open_follow_ups_from_the_states()
    {
        var scribes = SegmentColumns.ScribesToFind();
        await using (var before = SqliteLedger.Open(File))
        {
            await before.MigrateAsync();
            foreach (var scribe in scribes) await before.AppendAsync(scribe.Written);
        }

        using (var other = _folder.Connect("ledger.db"))
            other.Run("DROP TABLE search_keys; DROP TABLE open_follow_ups; ALTER TABLE actors DROP COLUMN next_follow_up_at; DELETE FROM schema_scripts WHERE name = '008-search'");

        await using var ledger = SqliteLedger.Open(File);
        Assert.Equal(["008-search", "actors.next_follow_up_at"], await ledger.MigrateAsync());

        await SegmentColumns.AssertFoundAsync(ledger, scribes);
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_of_before_the_latest_interaction_and_the_enrolment_were_kept_takes_them_from_the_entries()
    {
        IReadOnlyList<CustomerLine> written;
        await using (var ledger = SqliteLedger.Open(File))
        {
            await ledger.MigrateAsync();
            foreach (var (_, append) in SegmentColumns.ScribesWithInteractions()) await ledger.AppendAsync(append);
            written = (await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        }

        using (var other = _folder.Connect("ledger.db"))
        {
            foreach (var column in SegmentColumns.AddedByFields) other.Run($"ALTER TABLE actors DROP COLUMN {column.Split('.')[1]}");
            // As versions of before have written them.
            foreach (var row in ((string)other.Run("SELECT group_concat(actor_key || ' ' || state, char(10)) FROM actors")!).Split('\n').Select(row => row.Split(' ', 2)))
                other.Run($"UPDATE actors SET state = '{LedgerJson.JsonOf(System.Text.Encoding.UTF8.GetBytes(row[1]))}' WHERE actor_key = {row[0]}");
            other.Run("UPDATE actors SET state = json_remove(state, '$.interest.lastAt', '$.enrolment.since')");
            other.Run("UPDATE entries SET body = '{' WHERE natural_id = 'interaction:2' AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'cyd')");
        }

        await using var again = SqliteLedger.Open(File);
        Assert.Equal(SegmentColumns.AddedByFields, await again.MigrateAsync());

        var read = (await again.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        Assert.Equal(written.Take(2), read.Take(2));
        Assert.Equal((Scribe.Start, null, null), (read[0][InteractionFields.LastInteractionAt], read[1][InteractionFields.LastInteractionAt], read[2][InteractionFields.LastInteractionAt]));
        Assert.Equal(Scribe.Start, Interest.Part.Of((await again.RecallAsync(new("ada", true, []))).Row!.State).LastAt);
        Assert.Equal((null, Scribe.Start, null), (read[0][EnrolmentFields.EnrolledAt], read[1][EnrolmentFields.EnrolledAt], read[2][EnrolmentFields.EnrolledAt]));
        Assert.Equal((10L, Scribe.Start.AddDays(10)), (read[1][PurchaseFields.UsualIntervalDays], read[1][PurchaseFields.NextOrderExpectedAt]));
        Assert.Equal("de-AT", read[0][CustomerFields.Language]);
        Assert.Equal(MonthDay.OfNumber(229), read[0][CustomerFields.Birthday]);
        Assert.Equal(["ada"], (await again.ReadCustomersAsync(CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true), null, 10)).Lines.Select(line => line.CustomerId));
    }

    [Fact]
    public async Task KeepBoughtAsync_takes_what_was_bought_from_the_entries_of_everyone_whose_history_can_be_read()
    {
        var scribes = SegmentColumns.ScribesWithPieces();
        await using var ledger = SqliteLedger.Open(File);
        await ledger.MigrateAsync();
        foreach (var (_, append) in scribes) await ledger.AppendAsync(append);
        using (var other = _folder.Connect("ledger.db")) other.Run("UPDATE entries SET body = '{' WHERE actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'unreadable')");

        Assert.True(await ledger.KeepBoughtAsync(true));

        Assert.Equal(SegmentColumns.WithPieces, await SegmentColumns.PiecesAsync(ledger, scribes));
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_without_columns_that_fields_have_adds_them_and_fills_them_from_the_states()
    {
        string[] columns = ["channel", "acquisition_cost", "last_order_at", "enrolled", "known_since"];
        IReadOnlyList<CustomerLine> written;
        await using (var ledger = SqliteLedger.Open(File))
        {
            await ledger.MigrateAsync();
            foreach (var (scribe, append) in SegmentColumns.Scribes()) await ledger.AppendAsync(append);
            await ledger.AppendAsync(new Scribe("eve").Write(Scribe.Purchase("p", channel: "O'Neill")));
            await ledger.AppendAsync(new Scribe("unreadable").Write(Scribe.Purchase("p")));
            written = (await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        }

        using (var other = _folder.Connect("ledger.db"))
        {
            foreach (var column in columns) other.Run($"ALTER TABLE actors DROP COLUMN {column}");
            other.Run("UPDATE actors SET state = '{' WHERE actor_id = 'unreadable'");
        }

        Assert.Throws<LedgerSchemaException>(() => SqliteLedger.OpenToRead(File));
        await using var again = SqliteLedger.Open(File);
        Assert.Equal(columns.Select(column => $"actors.{column}"), await again.MigrateAsync());
        Assert.Empty(await again.MigrateAsync());

        var read = (await again.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        Assert.Equal(written.SkipLast(1), read.SkipLast(1));
        Assert.Equal((DateTimeOffset.UnixEpoch, null), (read[^1][CustomerFields.KnownSince], read[^1][PurchaseFields.LastPurchaseAt]));
        await again.AppendAsync(new Scribe("zoe").Write(Scribe.Purchase("p")));
        Assert.Equal(7, await again.CountCustomersAsync(Segment.Everyone));
    }

    /// <remarks>A released script is never changed: a difference here belongs to a new one. RENEW_GOLDEN=1 writes the file anew.</remarks>
    [Fact]
    public async Task Schema_is_the_one_reviewed()
    {
        await GivenLedgerAsync("SELECT 1");
        using var other = _folder.Connect("ledger.db");
        var golden = Golden();
        var schema = Normalized(other);
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await System.IO.File.WriteAllTextAsync(golden, schema);

        Assert.Equal((await System.IO.File.ReadAllTextAsync(golden)).ReplaceLineEndings("\n"), schema);
    }

    private async Task GivenLedgerAsync(string thenRun)
    {
        await using (var ledger = SqliteLedger.Open(File)) await ledger.MigrateAsync();
        using var other = _folder.Connect("ledger.db");
        other.Run(thenRun);
    }

    private async Task AssertRefusedAsync(string because)
    {
        await using var ledger = SqliteLedger.Open(File);
        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync());
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    private static string Normalized(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name";
        using var rows = command.ExecuteReader();
        var statements = new List<string>();
        while (rows.Read()) statements.Add(Space().Replace(Comment().Replace(rows.GetString(0).ReplaceLineEndings("\n"), ""), " ") + ";\n");
        return string.Join("\n", statements);
    }

    private static string Golden([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "schema.golden.sql");

    [GeneratedRegex("(?<=[^ \n]) +")]
    private static partial Regex Space();

    [GeneratedRegex(" *--[^\n]*")]
    private static partial Regex Comment();
}
