using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>What only a server has: it is opened again, shared, and its sessions end.</summary>
public sealed class PostgreSqlLedgerTests : IAsyncLifetime
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    private static readonly Guid Call = new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01");

    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaAsync();

    public Task DisposeAsync() => Task.CompletedTask;

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
            await before.RevokeCallAsync("ada", Call);
        }

        await using var ledger = await OpenAsync();

        Same.State(ada.State, (await ledger.RecallAsync(ada.Recall())).Row?.State);
        Same.Entries(bob.Entries, await ledger.ReadEntriesAsync("bob", 0, 10));
        var sum = ada.Contribution;
        sum.Add(bob.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync(AllKinds));
        Assert.Equal("ada", Assert.Single(await ledger.ReadMessagesAsync(10)).To.Key);
        Assert.Equal(new("{}", 1), await ledger.ReadControlAsync("policy"));
        var next = ada.Write(Purchase("p2"));
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => ledger.AppendAsync(Under(6, next)));
        await Assert.ThrowsAsync<CallRevokedException>(() => ledger.AppendAsync(Of(Under(7, next), Call)));
        await ledger.AppendAsync(Under(7, next));
    }

    [Fact]
    public async Task Open_again_while_another_writes_lets_one_of_two_win_each_version()
    {
        await using var first = await OpenAsync(writer: 0);
        await using var second = await OpenAsync(writer: 1);
        var sum = new Counters();
        for (var i = 0; i < 40; i++)
        {
            var (one, other) = (new Scribe($"c{i}"), new Scribe($"c{i}"));
            await first.AppendAsync(one.Write(Purchase("both")));
            other.Write(Purchase("both"));
            var (left, right) = (one.Write(Purchase("left", 1)), other.Write(Purchase("right", 2)));

            var outcomes = await Task.WhenAll(Record.ExceptionAsync(() => first.AppendAsync(left)), Record.ExceptionAsync(() => second.AppendAsync(right)));

            Assert.IsType<VersionConflictException>(Assert.Single(outcomes, outcome => outcome is not null));
            var winner = outcomes[0] is null ? one : other;
            Same.Entries(winner.Entries, await first.ReadEntriesAsync(winner.CustomerId, 0, 10));
            Same.State(winner.State, (await second.RecallAsync(winner.Recall())).Row?.State);
            sum.Add(winner.Contribution);
        }

        Same.Counters(sum, await first.ReadCountersAsync(AllKinds));
        Same.Counters(sum, await second.ReadCountersAsync(AllKinds));
    }

    [Fact]
    public async Task ReadCountersAsync_adds_the_writers_rows_up()
    {
        await using var first = await OpenAsync(writer: 0);
        await using var second = await OpenAsync(writer: 7);
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));

        await first.AppendAsync(ada.Write(Purchase("p1", 3)));
        await second.AppendAsync(bob.Write(Purchase("p1", 4)));
        await second.AppendAsync(ada.Write(Purchase("p2", 5)));

        var sum = ada.Contribution;
        sum.Add(bob.Contribution);
        Same.Counters(sum, await first.ReadCountersAsync(AllKinds));
        Assert.Equal("0,7", await RunAsync("SELECT string_agg(DISTINCT writer::text, ',') FROM counters"));
    }

    [Fact]
    public async Task AppendAsync_of_two_ledgers_with_one_writers_number_to_the_same_customers_loses_nothing()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        var scribes = Enumerable.Range(0, 200).Select(i => new Scribe($"c{i:000}")).ToList();
        var appends = scribes.ConvertAll(scribe => scribe.Write(Purchase("p")));

        var outcomes = await Task.WhenAll(appends.Select(append => Record.ExceptionAsync(() => first.AppendAsync(append)))
            .Concat(appends.AsEnumerable().Reverse().Select(append => Record.ExceptionAsync(() => second.AppendAsync(append)))));

        Assert.Equal(200, outcomes.Count(outcome => outcome is null));
        Assert.Equal(200, outcomes.Count(outcome => outcome is VersionConflictException));
        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        Same.Counters(sum, await first.ReadCountersAsync(AllKinds));
        Assert.Equal(scribes.Select(scribe => scribe.Line), (await second.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines);
    }

    [Fact]
    public async Task OpenToReadAsync_beside_a_writer_sees_the_ledger_as_it_was_when_it_was_opened()
    {
        await using var writer = await OpenAsync();
        var ada = new Scribe("ada");

        for (var i = 0; i < 5; i++)
        {
            await writer.AppendAsync(ada.Write(Purchase($"p{i}")));
            var (entries, line, contribution, state) = (ada.Entries.ToList(), ada.Line, ada.Contribution, ada.State);
            await using var reader = await PostgreSqlLedger.OpenToReadAsync(_database);
            await writer.AppendAsync(ada.Write(Purchase($"later{i}")));

            Same.Entries(entries, await reader.ReadEntriesAsync("ada", 0, 100));
            Same.State(state, (await reader.RecallAsync(ada.Recall($"purchase:later{i}"))).Row?.State);
            Assert.Equal(line, (await reader.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines[0]);
            Assert.Equal(1, await reader.CountCustomersAsync(Domain.Purchases.PurchaseFields.Orders.Where(SegmentOperator.Equals, line.Of<long>(Domain.Purchases.PurchaseFields.Orders))));
            Same.Counters(contribution, await reader.ReadCountersAsync(AllKinds));
            Same.Entries(ada.Entries, await writer.ReadEntriesAsync("ada", 0, 100));
        }
    }

    [Fact]
    public async Task AppendAsync_that_only_puts_the_due_time_off_leaves_every_index_of_the_customers_as_it_is()
    {
        await using (var ledger = await OpenAsync())
        {
            var ada = new Scribe("ada");
            for (var i = 0; i < 4; i++) await ledger.AppendAsync(ada.Write(Purchase($"p{i}")));
            await ledger.AppendAsync(LookingAt(ada.Write(new Domain.Interactions.RecordInteraction { InteractionId = "i", Kind = Domain.Interactions.InteractionKind.Inquiry, OccurredAt = Start }), Start.AddYears(3)));
        }

        Assert.Equal(2L, await RunAsync("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'actors'"));
    }

    [Fact]
    public async Task OpenReplica_reads_what_has_come_by_now_and_cannot_write()
    {
        await using var writer = await OpenAsync();
        await using var replica = PostgreSqlLedger.OpenReplica(_database);
        var ada = new Scribe("ada");

        for (var i = 0; i < 3; i++)
        {
            await writer.AppendAsync(ada.Write(Purchase($"p{i}")));
            Assert.Equal(ada.Line, (await replica.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines[0]);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => replica.AppendAsync(ada.Write(Purchase("more"))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => replica.MigrateAsync());
    }

    [Fact]
    public async Task OpenToReadAsync_cannot_write()
    {
        await using (await OpenAsync())
        await using (var reader = await PostgreSqlLedger.OpenToReadAsync(_database))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync(new Scribe("ada").Write(Purchase("p1"))));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.WriteControlAsync("policy", "{}", 0));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.MigrateAsync());
            Assert.Empty(await reader.ReadEntriesAsync("ada", 0, 10));
        }
    }

    [Fact]
    public async Task OpenToReadAsync_whose_session_was_ended_is_unavailable_for_good()
    {
        await using var writer = await OpenAsync();
        await using var reader = await PostgreSqlLedger.OpenToReadAsync(_database);
        await EndSessionsAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reader.ReadMessagesAsync(1));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reader.CountCustomersAsync(Segment.Everyone));
    }

    [Fact]
    public async Task AppendAsync_whose_session_ends_before_the_commit_is_begun_again_on_another()
    {
        await using var ledger = await OpenAsync();
        var ada = new Scribe("ada");
        await GivenSessionsEndAsync("IMMEDIATE", times: 3);

        await ledger.AppendAsync(ada.Write(Purchase("p1")));

        Same.Entries(ada.Entries, await ledger.ReadEntriesAsync("ada", 0, 10));
        Same.Counters(ada.Contribution, await ledger.ReadCountersAsync(AllKinds));
        Assert.Equal(3L + ada.Entries.Count, await RunAsync("SELECT nextval('ends') - 1"));
    }

    [Fact]
    public async Task AppendAsync_whose_session_ends_while_it_commits_is_unavailable_and_not_begun_again()
    {
        await using var ledger = await OpenAsync();
        var ada = new Scribe("ada");
        var append = ada.Write(Purchase("p1"));
        await GivenSessionsEndAsync("DEFERRED", times: 1);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(append));
        Assert.Empty(await ledger.ReadEntriesAsync("ada", 0, 10));
        Assert.Empty((await ledger.ReadCountersAsync(AllKinds)).Rows);
        Assert.Equal(1L, await RunAsync("SELECT nextval('ends') - 1"));
        await ledger.AppendAsync(append);

        Same.Entries(ada.Entries, await ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Fact]
    public async Task RecallAsync_after_every_session_was_ended_finds_new_ones()
    {
        await using var ledger = await OpenAsync();
        var ada = new Scribe("ada");
        await ledger.AppendAsync(ada.Write(Purchase("p1")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.ReadEntriesAsync("ada", 0, 1)));
        await EndSessionsAsync();

        Same.State(ada.State, (await ledger.RecallAsync(ada.Recall())).Row?.State);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.ReadEntriesAsync("ada", 0, 1)));
        await ledger.AppendAsync(ada.Write(Purchase("p2")));
    }

    [Fact]
    public async Task WriteControlAsync_after_every_session_was_ended_fails_at_most_once()
    {
        await using var ledger = await OpenAsync();
        await ledger.WriteControlAsync("policy", "{}", 0);
        await EndSessionsAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.WriteControlAsync("policy", "{}", 1));

        await ledger.WriteControlAsync("policy", "{}", 1);
    }

    [Fact]
    public async Task RecallAsync_of_a_row_or_entry_that_cannot_be_decoded_fails_alone_and_names_the_customer()
    {
        await using var ledger = await OpenAsync();
        var scribes = Enumerable.Range(0, 20).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(Purchase("p")));
        await RunAsync("UPDATE actors SET state = '{\"sequence\":' WHERE actor_id = 'c03'");
        await RunAsync("UPDATE entries SET body = 'null' WHERE natural_id IS NOT NULL AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'c11')");

        var outcomes = await Task.WhenAll(scribes.ConvertAll(scribe => Record.ExceptionAsync(() => ledger.RecallAsync(scribe.Recall("purchase:p")))));

        foreach (var (outcome, at) in outcomes.Select((outcome, at) => (outcome, at)))
        {
            if (at is not (3 or 11)) Assert.Null(outcome);
            else Assert.StartsWith($"Customer 'c{at:00}': what the ledger holds cannot be read", Assert.IsType<ActorUnreadableException>(outcome).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReadPurchasesAsync_leaves_out_whose_entry_cannot_be_read_and_looks_at_no_more_of_a_purchase_than_it_changes()
    {
        await using var ledger = await OpenAsync();
        foreach (var id in (string[])["whole", "broken", "unknown", "beside"]) await ledger.AppendAsync(new Scribe(id).Write(Purchase("p"), Purchase("q")));
        await BreakAsync("broken", "'{\"event\":{\"type\":\"purchase_recorded\",\"amount\":\"ten\"}}'");
        await BreakAsync("unknown", "'{\"event\":{\"type\":\"purchase_of_a_newer_version\"}}'");
        await BreakAsync("beside", "replace(body, '\"after\":', '\"after\":nothing ')");

        var page = await ledger.ReadPurchasesAsync(0, 10);

        Assert.Null(page.Next);
        Assert.Equal(
            [("whole", 20m), ("broken", null), ("unknown", null), ("beside", 20m)],
            page.Customers.Select(customer => (customer.CustomerId, customer.History?.Observe(DateOnly.MaxValue, Program.Calendar)?.Revenue)));

        Task BreakAsync(string id, string body) =>
            RunAsync($"UPDATE entries SET body = {body} WHERE natural_id = 'purchase:q' AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = '{id}')");
    }

    [Fact]
    public async Task ReadCustomersAsync_after_every_session_was_ended_finds_a_new_one()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(new Scribe("ada").Write(Purchase("p1")));
        await EndSessionsAsync();

        Assert.Single((await ledger.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines);
    }

    [Fact]
    public async Task Every_session_flushes_what_it_commits()
    {
        await using var ledger = PostgreSqlLedger.Open($"{_database};Options=-c statement_timeout=60000");
        await RunAsync("ALTER ROLE customercapital IN DATABASE postgres SET synchronous_commit = off");
        await ledger.MigrateAsync();
        await RunAsync(
            """
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO control_states VALUES ('settings', 1, current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout')); RETURN NULL; END $$;
            CREATE TRIGGER notes AFTER INSERT ON actors FOR EACH ROW EXECUTE FUNCTION note()
            """);

        await ledger.AppendAsync(new Scribe("ada").Write(Purchase("p")));

        Assert.Equal("on 1min", (await ledger.ReadControlAsync("settings"))?.Json);
        Assert.Equal("off", await RunAsync("SHOW synchronous_commit"));
        await RunAsync("ALTER ROLE customercapital IN DATABASE postgres RESET synchronous_commit");
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

    [Fact]
    public async Task AppendAsync_of_a_little_to_a_counter_that_another_writer_has_filled_is_refused()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        var key = new CounterKey(RegisterCapability.Channel, 0, 0, "full");

        await one.AppendAsync(Of("ada", long.MaxValue));
        await Assert.ThrowsAsync<ContentRejectedException>(() => another.AppendAsync(Of("bob", 1)));

        Assert.Equal(long.MaxValue, (await another.ReadCountersAsync([RegisterCapability.Channel]))[key].Revenue);

        Append Of(string id, long revenue)
        {
            var append = new Scribe(id).Write(Purchase("p"));
            return Like(append, Counters.Of([new(key, new(Revenue: revenue))]));
        }
    }

    private async Task<PostgreSqlLedger> OpenAsync(short writer = 0)
    {
        var ledger = PostgreSqlLedger.Open(_database, new() { Writer = writer });
        await ledger.MigrateAsync();
        return ledger;
    }

    /// <summary>Sessions end themselves so many times: when they insert an entry, or while they commit one. The sequence "ends" counts the tries.</summary>
    private Task<object?> GivenSessionsEndAsync(string moment, int times) => RunAsync(
        $$"""
        CREATE SEQUENCE ends;
        CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('ends') <= {{times}} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER goes_away AFTER INSERT ON entries DEFERRABLE INITIALLY {{moment}} FOR EACH ROW EXECUTE FUNCTION end_session()
        """);

    private Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(_database, sql);

    /// <summary>Ends this ledger's sessions, and comes back when they have.</summary>
    private Task<object?> EndSessionsAsync() =>
        RunAsync("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE application_name = current_schema()");
}
