using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Segments;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>Which schemas are taken for a ledger, and what a ledger's schema is.</summary>
public sealed class PostgreSqlSchemaScriptTests : IAsyncLifetime
{
    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task MigrateAsync_of_a_new_schema_applies_every_script_and_records_its_hash()
    {
        await using var ledger = PostgreSqlLedger.Open(_database);

        var applied = await ledger.MigrateAsync();

        Assert.Equal(["001-ledger", "002-segments", "003-look-at", "005-revoked-calls", "006-actors", "007-feed", "008-pieces", "009-scores", "010-search", "011-shorthand", .. SegmentColumns.AddedByFields], applied);
        Assert.Equal(10L, await RunAsync("SELECT count(*) FROM schema_scripts"));
        Assert.Matches("^[0-9a-f]{64}$", (string)(await RunAsync("SELECT sha256 FROM schema_scripts WHERE name = '001-ledger'"))!);
    }

    [Fact]
    public async Task MigrateAsync_of_a_database_of_a_newer_version_is_refused_and_it_can_be_read()
    {
        await using (var before = PostgreSqlLedger.Open(_database))
        {
            await before.MigrateAsync();
            await before.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);
        }

        await using (var ledger = PostgreSqlLedger.Open(_database))
            Assert.Contains("upgrade this program", (await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync())).Message, StringComparison.Ordinal);

        await using var reading = await PostgreSqlLedger.OpenToReadAsync(_database);
        Assert.Null(await reading.ReadControlAsync("policy"));
    }

    [Fact]
    public async Task MigrateAsync_of_ten_processes_at_once_applies_each_script_once()
    {
        var ledgers = Enumerable.Range(0, 10).Select(_ => PostgreSqlLedger.Open(_database)).ToList();

        var applied = await Task.WhenAll(ledgers.Select(ledger => Task.Run(() => ledger.MigrateAsync())));

        // Scripts and columns are two transactions: of two processes each may have done one.
        string[] expected = ["001-ledger", "002-segments", "003-look-at", "005-revoked-calls", "006-actors", "007-feed", "008-pieces", "009-scores", "010-search", "011-shorthand", .. SegmentColumns.AddedByFields];
        Assert.Equal(expected.Order(StringComparer.Ordinal), applied.SelectMany(scripts => scripts).Order(StringComparer.Ordinal));
        Assert.InRange(applied.Count(scripts => scripts.Count > 0), 1, 2);
        Assert.Equal(10L, await RunAsync("SELECT count(*) FROM schema_scripts"));
        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND application_name = current_schema()"));
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
    }

    [Fact]
    public async Task IsMadeAsync_before_MigrateAsync_is_false_and_makes_no_schema()
    {
        await using var ledger = PostgreSqlLedger.Open(_database);

        Assert.False(await ledger.IsMadeAsync());

        Assert.Equal(DBNull.Value, await RunAsync("SELECT current_schema()"));
    }

    [Fact]
    public async Task MigrateAsync_after_a_script_was_changed_is_refused()
    {
        await GivenLedgerAsync("UPDATE schema_scripts SET sha256 = 'x'");

        await AssertRefusedAsync("001-ledger differs");
    }

    [Fact]
    public async Task MigrateAsync_of_a_schema_of_a_newer_version_is_refused()
    {
        await GivenLedgerAsync("INSERT INTO schema_scripts VALUES ('999-tomorrow', 'x', now())");

        await AssertRefusedAsync("newer version (schema script 999-tomorrow)");
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PostgreSqlLedger.OpenToReadAsync(_database));
    }

    [Fact]
    public async Task MigrateAsync_of_another_programs_schema_is_refused_and_leaves_it_as_it_was()
    {
        await RunAsync($"CREATE SCHEMA {Schema}; CREATE TABLE customers (a int)");

        await AssertRefusedAsync("another program");
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PostgreSqlLedger.OpenToReadAsync(_database));

        Assert.Equal("customers", await RunAsync("SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = current_schema()::regnamespace"));
    }

    [Fact]
    public async Task MigrateAsync_of_a_database_in_another_encoding_is_refused_and_leaves_it_empty()
    {
        var name = $"{Schema}_latin1";
        await RunAsync($"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        await using var ledger = PostgreSqlLedger.Open($"{_database};Database={name}");

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync());

        Assert.Contains("LATIN1", refused.Message, StringComparison.Ordinal);
        Assert.Equal(false, await PostgreSqlCluster.RunAsync($"{_database};Database={name}", $"SELECT to_regnamespace('{Schema}') IS NOT NULL"));
    }

    [Fact]
    public async Task MigrateAsync_of_a_database_that_does_not_exist_is_unavailable()
    {
        await using var ledger = PostgreSqlLedger.Open($"{_database};Database=missing");

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());

        Assert.Contains("CREATE DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_that_fails_in_the_middle_leaves_nothing_and_works_afterwards()
    {
        await RunAsync($"CREATE SCHEMA {Schema}; CREATE DOMAIN control_states AS int");
        await using var ledger = PostgreSqlLedger.Open(_database);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());
        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"));
        await RunAsync("DROP DOMAIN control_states");

        Assert.Equal(["001-ledger", "002-segments", "003-look-at", "005-revoked-calls", "006-actors", "007-feed", "008-pieces", "009-scores", "010-search", "011-shorthand", .. SegmentColumns.AddedByFields], await ledger.MigrateAsync());
    }

    [Fact]
    public async Task OpenToReadAsync_of_an_older_version_says_how_to_complete_it()
    {
        await GivenLedgerAsync("DELETE FROM schema_scripts");

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => PostgreSqlLedger.OpenToReadAsync(_database));

        Assert.Contains("migrate --database postgres:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenToReadAsync_of_a_schema_that_is_missing_is_refused_and_makes_none()
    {
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PostgreSqlLedger.OpenToReadAsync(_database));

        Assert.Equal(DBNull.Value, await RunAsync("SELECT current_schema()"));
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_of_the_first_schema_fills_columns_parts_and_times_to_look_from_its_rows()
    {
        var script = PostgreSqlDialect.Text.Scripts[0];
        await RunAsync(PostgreSqlDialect.Text.Of("CreateSchema"));
        await RunAsync($"{PostgreSqlDialect.Text.Of("CreateSchemaScripts")}; {script.Text}; INSERT INTO schema_scripts VALUES ('{script.Name}', '{script.Sha256}', now())");
        foreach (var row in SegmentColumns.OfFirstSchema) await RunAsync(row);
        await RunAsync("UPDATE customers SET due_at = to_timestamp(5) WHERE customer_id = 'bob'; INSERT INTO messages (customer_id, command) VALUES ('bob', '{}')");

        await using var ledger = PostgreSqlLedger.Open(_database);
        Assert.Equal(["002-segments", "003-look-at", "005-revoked-calls", "006-actors", "007-feed", "008-pieces", "009-scores", "010-search", "011-shorthand", .. SegmentColumns.AddedByFields], await ledger.MigrateAsync());

        Assert.Equal(
            "ada t 1 2026-01-15 11:59:59.999999,bob f 0 2026-01-15 12:00:00,cyd f 0 1970-01-01 00:00:00,dan f 0 2026-01-15 12:00:00.1",
            await RunAsync("SELECT string_agg(concat_ws(' ', actor_id, enrolled, converted_referrals, known_since AT TIME ZONE 'UTC'), ',' ORDER BY actor_id) FROM actors"));
        Assert.Equal("ada referrals,bob registration", await RunAsync("SELECT string_agg(concat_ws(' ', actor_id, name), ',' ORDER BY actor_id) FROM parts JOIN actors USING (actor_key)"));
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
        await using (var before = PostgreSqlLedger.Open(_database))
        {
            await before.MigrateAsync();
            foreach (var scribe in scribes) await before.AppendAsync(scribe.Written);
        }

        await RunAsync("DROP TABLE search_keys, open_follow_ups; ALTER TABLE actors DROP COLUMN next_follow_up_at; DELETE FROM schema_scripts WHERE name = '010-search'");

        await using var ledger = PostgreSqlLedger.Open(_database);
        Assert.Equal(["010-search", "actors.next_follow_up_at"], await ledger.MigrateAsync());

        await SegmentColumns.AssertFoundAsync(ledger, scribes);
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_of_before_the_latest_interaction_and_the_enrolment_were_kept_takes_them_from_the_entries()
    {
        IReadOnlyList<CustomerLine> written;
        await using (var ledger = PostgreSqlLedger.Open(_database))
        {
            await ledger.MigrateAsync();
            foreach (var (_, append) in SegmentColumns.ScribesWithInteractions()) await ledger.AppendAsync(append);
            written = (await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        }

        await RunAsync($"ALTER TABLE actors {string.Join(", ", SegmentColumns.AddedByFields.Select(column => $"DROP {column.Split('.')[1]}"))}");
        await WriteStatesAsJsonAsync();
        await RunAsync("UPDATE actors SET state = (state::jsonb #- '{interest,lastAt}' #- '{enrolment,since}')::text");
        await RunAsync("UPDATE entries SET body = '{' WHERE natural_id = 'interaction:2' AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'cyd')");

        await using var again = PostgreSqlLedger.Open(_database);
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
    public async Task MigrateAsync_of_a_ledger_of_before_rows_were_in_shorthand_leaves_them_as_they_are_and_they_are_read_and_go_on()
    {
        var ada = new Scribe("ada");
        await using (var before = PostgreSqlLedger.Open(_database))
        {
            await before.MigrateAsync();
            await before.AppendAsync(ada.Write(Scribe.Purchase("p")));
        }

        await WriteStatesAsJsonAsync();
        await RunAsync($$"""UPDATE entries SET body = '{"event":{"type":"purchase_recorded","purchaseId":"p","amount":"1.00"} }' WHERE natural_id = 'purchase:p'; DELETE FROM schema_scripts WHERE name = '011-shorthand'""");

        await using var ledger = PostgreSqlLedger.Open(_database);
        Assert.Equal(["011-shorthand"], await ledger.MigrateAsync());
        Assert.StartsWith("{", (string)(await RunAsync("SELECT state FROM actors WHERE actor_id = 'ada'"))!, StringComparison.Ordinal);
        Assert.StartsWith("{", (string)(await RunAsync("SELECT body FROM entries WHERE natural_id = 'purchase:p'"))!, StringComparison.Ordinal);
        Assert.Equal(ada.State, (await ledger.RecallAsync(new("ada", true, []))).Row!.State);
        Assert.Equal("1.00", Assert.IsType<PurchaseRecorded>((await ledger.ReadEntriesAsync("ada", 0, 10))[0].Event).Amount.ToString());

        await ledger.AppendAsync(ada.Write(Scribe.Purchase("q")));
        Assert.StartsWith("\u0001", (string)(await RunAsync("SELECT state FROM actors WHERE actor_id = 'ada'"))!, StringComparison.Ordinal);
        Assert.StartsWith("\u0001", (string)(await RunAsync("SELECT body FROM entries WHERE natural_id = 'purchase:q'"))!, StringComparison.Ordinal);
        Assert.Equal(ada.State, (await ledger.RecallAsync(new("ada", true, []))).Row!.State);
    }

    [Fact]
    public async Task KeepBoughtAsync_takes_what_was_bought_from_the_entries_of_everyone_whose_history_can_be_read()
    {
        var scribes = SegmentColumns.ScribesWithPieces();
        await using var ledger = PostgreSqlLedger.Open(_database);
        await ledger.MigrateAsync();
        foreach (var (_, append) in scribes) await ledger.AppendAsync(append);
        await RunAsync("UPDATE entries SET body = '{' WHERE actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'unreadable')");

        Assert.True(await ledger.KeepBoughtAsync(true));

        Assert.Equal(SegmentColumns.WithPieces, await SegmentColumns.PiecesAsync(ledger, scribes));
    }

    [Fact]
    public async Task Process_that_was_running_when_keeping_what_was_bought_began_or_ended_does_as_the_ledger_says()
    {
        var scribe = new Scribe("ada");
        RecordPurchase Of(string id) => new() { PurchaseId = id, Lines = [new("tea", null, 1, Money.Round(2))], OccurredAt = Scribe.Start };
        await using var running = PostgreSqlLedger.Open(_database);
        await running.MigrateAsync();
        await running.AppendAsync(scribe.Write(Of("before")));
        await using var other = PostgreSqlLedger.Open(_database);

        await other.KeepBoughtAsync(true);
        await running.AppendAsync(scribe.Write(Of("after")));
        Assert.Equal([20_000], (await other.ReadPiecesAsync("ada", null, 10)).Select(row => row.Value));

        await other.KeepBoughtAsync(false);
        await running.AppendAsync(scribe.Write(Of("later")));
        Assert.Empty(await other.ReadPiecesAsync("ada", null, 10));
    }

    [Fact]
    public async Task MigrateAsync_of_a_ledger_without_columns_that_fields_have_adds_them_and_fills_them_from_the_states()
    {
        string[] columns = ["channel", "acquisition_cost", "last_order_at", "enrolled", "known_since"];
        IReadOnlyList<CustomerLine> written;
        await using (var ledger = PostgreSqlLedger.Open(_database))
        {
            await ledger.MigrateAsync();
            foreach (var (scribe, append) in SegmentColumns.Scribes()) await ledger.AppendAsync(append);
            await ledger.AppendAsync(new Scribe("eve").Write(Scribe.Purchase("p", channel: "O'Neill")));
            await ledger.AppendAsync(new Scribe("unreadable").Write(Scribe.Purchase("p")));
            written = (await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines;
        }

        await RunAsync(
            $"ALTER TABLE actors {string.Join(", ", columns.Select(column => $"DROP {column}"))}; UPDATE actors SET state = '{{' WHERE actor_id = 'unreadable'");
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PostgreSqlLedger.OpenToReadAsync(_database));
        await using var again = PostgreSqlLedger.Open(_database);
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
        var golden = Golden();
        var schema = (string)(await RunAsync(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(golden)!, "DescribeSchema.sql"))))!;
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(golden, schema);

        Assert.Equal((await File.ReadAllTextAsync(golden)).ReplaceLineEndings("\n"), schema);
    }

    private string Schema => new Npgsql.NpgsqlConnectionStringBuilder(_database).SearchPath!;

    private Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(_database, sql);

    private async Task GivenLedgerAsync(string thenRun)
    {
        await using (var ledger = PostgreSqlLedger.Open(_database)) await ledger.MigrateAsync();
        await RunAsync(thenRun);
    }

    private async Task AssertRefusedAsync(string because)
    {
        await using var ledger = PostgreSqlLedger.Open(_database);
        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync());
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>As versions of before have written them.</summary>
    private async Task WriteStatesAsJsonAsync()
    {
        var rows = ((string)(await RunAsync("SELECT string_agg(actor_key || ' ' || state, E'\\n') FROM actors"))!).Split('\n').Select(row => row.Split(' ', 2));
        foreach (var row in rows)
            await RunAsync($"UPDATE actors SET state = '{LedgerJson.JsonOf(System.Text.Encoding.UTF8.GetBytes(row[1])).Replace("'", "''", StringComparison.Ordinal)}' WHERE actor_key = {row[0]}");
    }

    private static string Golden([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "schema.golden.txt");
}
