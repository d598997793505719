using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>What only a server has: it is opened again, shared, and read as of a moment.</summary>
public sealed class LedgerOnSqlServer : IAsyncLifetime
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    private ServerDatabase _database = null!;

    public async Task InitializeAsync() => _database = await ServerDatabase.NewAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Open_again_sees_everything()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        await using (var before = await OpenAsync())
        {
            await before.AppendAsync(ada.Write(Purchase("p1")));
            await before.AppendAsync(bob.Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1")));
            await before.WriteControlAsync("policy", "{}", 0);
        }

        await using var ledger = await OpenAsync();

        Same.State(ada.State, (await ledger.RecallAsync(ada.Recall())).Row?.State);
        Same.Entries(bob.Entries, await ledger.ReadEntriesAsync("bob", 0, 10));
        var sum = ada.Contribution;
        sum.Add(bob.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync(AllKinds));
        Assert.Equal("ada", Assert.Single(await ledger.ReadMessagesAsync(10)).To.Key);
        Assert.Equal(new("{}", 1), await ledger.ReadControlAsync("policy"));
        await ledger.AppendAsync(ada.Write(Purchase("p2")));
    }

    [Fact]
    public async Task Open_again_while_another_writes_lets_one_of_two_win_each_version()
    {
        await using var first = await OpenAsync(writer: 0);
        await using var second = await OpenAsync(writer: 10);
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

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 10)]
    public async Task AppendAsync_of_two_ledgers_to_the_same_customers_loses_nothing(short writer, short otherWriter)
    {
        await using var first = await OpenAsync(writer);
        await using var second = await OpenAsync(otherWriter);
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
        Assert.True(2 <= (int)(await _database.RunAsync("SELECT COUNT(DISTINCT writer) FROM customercapital.counters"))!);
    }

    [Fact]
    public async Task Texts_that_differ_only_in_spaces_at_the_end_are_different()
    {
        await using var ledger = await OpenAsync();
        string[] ids = ["a", "a ", "a  ", "a\u3000"];
        var scribes = ids.Select(id => new Scribe(id)).ToList();
        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(Purchase("p", channel: scribe.CustomerId), Purchase("p ", channel: "b")));

        Assert.Equal(ids, (await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines.Select(line => line.CustomerId));
        foreach (var scribe in scribes)
        {
            Same.State(scribe.State, (await ledger.RecallAsync(scribe.Recall())).Row?.State);
            Same.Entries(scribe.Entries.Where(entry => entry.NaturalId == "purchase:p "), (await ledger.RecallAsync(scribe.Recall("purchase:p "))).Entries);
            Assert.Empty((await ledger.RecallAsync(scribe.Recall("purchase:p  "))).Entries);
            Assert.Equal([scribe.Line], (await ledger.ReadCustomersAsync(CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, scribe.CustomerId), null, 10)).Lines);
        }

        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync(AllKinds));
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
            await using var reader = await SqlServerLedger.OpenToReadAsync(_database.ConnectionString);
            await writer.AppendAsync(ada.Write(Purchase($"later{i}")));

            Same.Entries(entries, await reader.ReadEntriesAsync("ada", 0, 100));
            Same.State(state, (await reader.RecallAsync(ada.Recall($"purchase:later{i}"))).Row?.State);
            Assert.Equal(line, (await reader.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines[0]);
            Assert.Equal(1, await reader.CountCustomersAsync(PurchaseFields.Orders.Where(SegmentOperator.Equals, line.Of<long>(PurchaseFields.Orders))));
            Same.Counters(contribution, await reader.ReadCountersAsync(AllKinds));
            Same.Entries(ada.Entries, await writer.ReadEntriesAsync("ada", 0, 100));
        }
    }

    [Fact]
    public async Task OpenToReadAsync_cannot_write()
    {
        await using (await OpenAsync())
        await using (var reader = await SqlServerLedger.OpenToReadAsync(_database.ConnectionString))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync(new Scribe("ada").Write(Purchase("p1"))));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.WriteControlAsync("policy", "{}", 0));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.MigrateAsync());
            Assert.Empty(await reader.ReadEntriesAsync("ada", 0, 10));
        }
    }

    [Fact]
    public async Task OpenReplica_reads_what_has_come_by_now_and_cannot_write()
    {
        await using var writer = await OpenAsync();
        await using var replica = SqlServerLedger.OpenReplica(_database.ConnectionString);
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
    public async Task RecallAsync_of_a_row_or_entry_that_cannot_be_decoded_fails_alone_and_names_the_customer()
    {
        await using var ledger = await OpenAsync();
        var scribes = Enumerable.Range(0, 20).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(Purchase("p")));
        await _database.RunAsync("UPDATE customercapital.actors SET state = '{\"sequence\":' WHERE actor_id = CAST('c03' AS varbinary(9))");
        await _database.RunAsync("UPDATE customercapital.entries SET body = 'null' WHERE natural_id IS NOT NULL AND actor_key = (SELECT actor_key FROM customercapital.actors WHERE actor_id = CAST('c11' AS varbinary(9)))");

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

    [Fact]
    public async Task AppendAsync_of_a_little_to_a_counter_that_another_writer_has_filled_is_refused()
    {
        await using var one = await OpenAsync();
        await using var another = await OpenAsync(writer: 10);
        var key = new CounterKey(RegisterCapability.Channel, 0, 0, "full");

        await one.AppendAsync(Of("ada", long.MaxValue));
        await Assert.ThrowsAsync<ContentRejectedException>(() => another.AppendAsync(Of("bob", 1)));
        await another.AppendAsync(Of("cyd", -1));

        Assert.Equal(long.MaxValue - 1, (await another.ReadCountersAsync([RegisterCapability.Channel]))[key].Revenue);

        Append Of(string id, long revenue)
        {
            var append = new Scribe(id).Write(Purchase("p"));
            return Like(append, Counters.Of([new(key, new(Revenue: revenue))]));
        }
    }

    private async Task<SqlServerLedger> OpenAsync(short writer = 0)
    {
        var ledger = SqlServerLedger.Open(_database.ConnectionString, new() { Writer = writer });
        await ledger.MigrateAsync();
        return ledger;
    }
}
