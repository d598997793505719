using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>What only a file has: it is opened again, shared, locked and full.</summary>
public sealed class SqliteLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_again_sees_everything()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        await using (var before = await OpenAsync())
        {
            await before.AppendAsync(ada.Write(Purchase("p1")));
            await before.AppendAsync(bob.Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1")));
            await before.WriteControlAsync("policy", "{}", 0);
            await before.FenceAsync(7);
            await before.RevokeCallAsync("ada", new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"));
        }

        await using var ledger = await OpenAsync();

        Same.State(ada.State, (await ledger.RecallAsync(ada.Recall())).Row?.State);
        Same.Entries(bob.Entries, await ledger.ReadEntriesAsync("bob", 0, 10));
        var sum = ada.Contribution;
        sum.Add(bob.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
        Assert.Equal("ada", Assert.Single(await ledger.ReadMessagesAsync(10)).To.Key);
        Assert.Equal(new("{}", 1), await ledger.ReadControlAsync("policy"));
        var next = ada.Write(Purchase("p2"));
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => ledger.AppendAsync(Under(6, next)));
        await Assert.ThrowsAsync<CallRevokedException>(() => ledger.AppendAsync(Of(Under(7, next), new Guid("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"))));
        await ledger.AppendAsync(Under(7, next));
    }

    [Fact]
    public async Task MigrateAsync_of_a_file_of_a_newer_version_is_refused_and_it_can_be_read()
    {
        await using (var before = await OpenAsync()) await before.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);

        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db")))
            Assert.Contains("upgrade this program", (await Assert.ThrowsAsync<LedgerSchemaException>(() => ledger.MigrateAsync())).Message, StringComparison.Ordinal);

        await using var reading = SqliteLedger.OpenToRead(_folder.Path("ledger.db"));
        Assert.Null(await reading.ReadControlAsync("policy"));
    }

    [Fact]
    public async Task RevokeCallAsync_forgets_calls_that_no_copy_can_be_left_of()
    {
        await using var ledger = await OpenAsync();
        await ledger.RevokeCallAsync("ada", new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"));
        using var other = _folder.Connect("ledger.db");
        other.Run("UPDATE revoked_calls SET revoked_at = revoked_at - 7 * 86400 * 1000000");

        await ledger.RevokeCallAsync("ada", new("00000000-0000-0000-0000-000000000001"));
        await ledger.RevokeCallAsync("ada", new("00000000-0000-0000-0000-000000000002"));

        Assert.Equal(
            "00000000-0000-0000-0000-000000000001 00000000-0000-0000-0000-000000000002", other.Run("SELECT group_concat(call, ' ') FROM (SELECT call FROM revoked_calls ORDER BY call)"));
    }

    [Fact]
    public async Task Open_while_another_writes_is_unavailable_until_it_has_closed()
    {
        await using (await OpenAsync())
        {
            var refused = Assert.Throws<LedgerUnavailableException>(() => SqliteLedger.Open(_folder.Path("ledger.db")));
            Assert.Contains("Another process is writing", refused.Message, StringComparison.Ordinal);
        }

        await using var ledger = await OpenAsync();
        Assert.Null(await ledger.ReadControlAsync("policy"));
    }

    [Fact]
    public void Open_in_a_folder_that_does_not_exist_is_unavailable() =>
        Assert.Throws<LedgerUnavailableException>(() => SqliteLedger.Open(_folder.Path("missing/ledger.db")));

    [Fact]
    public async Task OpenToRead_beside_a_writer_sees_the_ledger_as_it_was_when_it_was_opened()
    {
        await using var writer = await OpenAsync();
        var ada = new Scribe("ada");

        for (var i = 0; i < 20; i++)
        {
            await writer.AppendAsync(ada.Write(Purchase($"p{i}")));
            var (entries, line, contribution) = (ada.Entries.ToList(), ada.Line, ada.Contribution);
            await using var reader = SqliteLedger.OpenToRead(_folder.Path("ledger.db"));
            await writer.AppendAsync(ada.Write(Purchase($"later{i}")));

            Same.Entries(entries, await reader.ReadEntriesAsync("ada", 0, 100));
            Assert.Equal(line, (await reader.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines[0]);
            Assert.Equal(1, await reader.CountCustomersAsync(PurchaseFields.Orders.Where(SegmentOperator.Equals, line.Of<long>(PurchaseFields.Orders))));
            Same.Counters(contribution, await reader.ReadCountersAsync([.. Capabilities.Counters.Values]));
            Same.Entries(ada.Entries, await writer.ReadEntriesAsync("ada", 0, 100));
        }
    }

    [Fact]
    public async Task OpenToRead_cannot_write()
    {
        await using (await OpenAsync())
        await using (var reader = SqliteLedger.OpenToRead(_folder.Path("ledger.db")))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync(new Scribe("ada").Write(Purchase("p1"))));
            Assert.Empty(await reader.ReadEntriesAsync("ada", 0, 10));
        }
    }

    [Fact]
    public void OpenToRead_of_a_missing_file_is_unavailable_and_makes_none()
    {
        Assert.Throws<LedgerUnavailableException>(() => SqliteLedger.OpenToRead(_folder.Path("ledger.db")));

        Assert.False(File.Exists(_folder.Path("ledger.db")));
    }

    [Fact]
    public async Task The_file_is_in_wal_mode()
    {
        await using var ledger = await OpenAsync();
        using var other = _folder.Connect("ledger.db");

        Assert.Equal("wal", other.Run("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task AppendAsync_while_another_connection_locks_the_file_is_unavailable_and_works_afterwards()
    {
        await using var ledger = await OpenAsync();
        using var other = _folder.Connect("ledger.db");
        var ada = new Scribe("ada");
        var append = ada.Write(Purchase("p1"));
        other.Run("BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(append));
        Assert.Empty(await ledger.ReadEntriesAsync("ada", 0, 10));
        other.Run("ROLLBACK");
        await ledger.AppendAsync(append);

        Same.Entries(ada.Entries, await ledger.ReadEntriesAsync("ada", 0, 10));
    }

    /// <remarks>A table whose numbers are used up gives the same error as a disk without room, in the middle of an append.</remarks>
    [Fact]
    public async Task AppendAsync_without_room_is_unavailable_leaves_nothing_and_works_afterwards()
    {
        await using var ledger = await OpenAsync();
        using var other = _folder.Connect("ledger.db");
        other.Run($"INSERT INTO sqlite_sequence VALUES ('outbox', {long.MaxValue})");
        var bob = new Scribe("bob");
        var append = bob.Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1"));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(append));
        Assert.Null((await ledger.RecallAsync(bob.Recall())).Row);
        Assert.Empty(await ledger.ReadEntriesAsync("bob", 0, 10));
        Assert.Empty((await ledger.ReadCountersAsync([.. Capabilities.Counters.Values])).Rows);
        other.Run("DELETE FROM sqlite_sequence");
        await ledger.AppendAsync(append);

        Same.Entries(bob.Entries, await ledger.ReadEntriesAsync("bob", 0, 10));
        Assert.Equal("ada", Assert.Single(await ledger.ReadMessagesAsync(10)).To.Key);
    }

    [Fact]
    public async Task ReadEntriesAsync_of_a_large_history_reads_no_more_of_it_than_a_page()
    {
        await using var ledger = SqliteLedger.Open(_folder.Path("large.db"));
        await ledger.MigrateAsync();
        var ada = new Scribe("ada");
        var lines = Enumerable.Range(0, 2_000).Select(line => new Domain.Purchases.PurchaseLine($"sku-{line:000000}", "household goods of a kind that is called by a rather long name", 2, Domain.Program.Money.Round(1.25m))).ToList();
        for (var i = 0; i < 60; i++) await ledger.AppendAsync(ada.Write(Purchase($"p{i}") with { Amount = null, Lines = lines }));
        await ledger.ReadEntriesAsync("ada", 0, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var page = ledger.ReadEntriesAsync("ada", 0, 1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange((await page).Count, 2, 12);
        Assert.InRange(allocated, 1_000_000, 15_000_000);
    }

    [Fact]
    public async Task Part_that_this_version_does_not_know_stays_as_it_is()
    {
        await using var ledger = await OpenAsync();
        var ada = new Scribe("ada");
        await ledger.AppendAsync(ada.Write(Purchase("p1")));
        using var other = _folder.Connect("ledger.db");
        other.Run("INSERT INTO parts SELECT actor_key, 'of tomorrow', '{\"points\":7}' FROM actors");

        await ledger.AppendAsync(ada.Write(Purchase("p2"), new Domain.Customers.RegisterCustomer { Name = "Ada", OccurredAt = Start }));

        Same.State(ada.State, (await ledger.RecallAsync(ada.Recall())).Row?.State);
        Assert.Equal("of tomorrow {\"points\":7},registration", other.Run("SELECT group_concat(CASE name WHEN 'registration' THEN name ELSE name || ' ' || state END) FROM parts"));
    }

    [Fact]
    public async Task RecallAsync_of_a_row_or_entry_that_cannot_be_decoded_fails_alone_and_names_the_customer()
    {
        await using var ledger = await OpenAsync();
        var scribes = Enumerable.Range(0, 20).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(Purchase("p")));
        using var other = _folder.Connect("ledger.db");
        other.Run("UPDATE actors SET state = '{\"sequence\":' WHERE actor_id = 'c03'");
        other.Run("UPDATE entries SET body = 'null' WHERE natural_id IS NOT NULL AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'c11')");

        var outcomes = await Task.WhenAll(scribes.ConvertAll(scribe => Record.ExceptionAsync(() => ledger.RecallAsync(scribe.Recall("purchase:p")))));

        foreach (var (outcome, at) in outcomes.Select((outcome, at) => (outcome, at)))
        {
            if (at is not (3 or 11)) Assert.Null(outcome);
            else Assert.StartsWith($"Customer 'c{at:00}': what the ledger holds cannot be read", Assert.IsType<ActorUnreadableException>(outcome).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DisposeAsync_commits_what_was_taken_and_refuses_what_comes_later()
    {
        var scribes = Enumerable.Range(0, 200).Select(i => new Scribe($"c{i:000}")).ToList();
        var ledger = await OpenAsync();
        var appends = scribes.ConvertAll(scribe => ledger.AppendAsync(scribe.Write(Purchase("p"))));

        await ledger.DisposeAsync();
        await Task.WhenAll(appends);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(new Scribe("late").Write(Purchase("p"))));
        await using var again = await OpenAsync();
        Assert.Equal(scribes.Select(scribe => scribe.Line), (await again.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines);
    }

    private async Task<SqliteLedger> OpenAsync()
    {
        var ledger = SqliteLedger.Open(_folder.Path("ledger.db"), new GroupCommitOptions());
        await ledger.MigrateAsync();
        return ledger;
    }
}
