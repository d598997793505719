using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Appending;

/// <summary>Rules 1 to 5 and 7 of <see cref="ILedger"/>.</summary>
public abstract class AppendingConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    [Fact]
    public async Task AppendAsync_completed_is_seen_by_every_read()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1", 12.5m, "web"));

        var recalled = await Ledger.RecallAsync(ada.Recall("purchase:p1"));
        Same.State(ada.State, recalled.Row?.State);
        Assert.Equal(ada.DueAt, recalled.Row?.DueAt);
        Same.Entries(ada.Entries.Where(entry => entry.NaturalId == "purchase:p1"), recalled.Entries);
        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 100));
        Same.Counters(ada.Contribution, await Ledger.ReadCountersAsync(AllKinds));
        Assert.Equal([ada.Line], (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines);
        Assert.Equal([("ada", "standing", ada.DueAt!.Value)], (await Ledger.ReadDueAsync(ada.DueAt!.Value, 10)).Select(due => (due.Actor, due.What, due.LookAt)));
    }

    [Fact]
    public async Task AppendAsync_one_after_the_other_keeps_every_entry_in_order()
    {
        var ada = new Scribe("ada");

        for (var i = 0; i < 30; i++) await GivenAsync(ada, Purchase($"p{i}", at: Start.AddDays(i)));

        Assert.Equal(Enumerable.Range(1, ada.Entries.Count).Select(sequence => (long)sequence), (await Ledger.ReadEntriesAsync("ada", 0, 1_000)).Select(entry => entry.Sequence));
        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 1_000));
        Same.State(ada.State, (await Ledger.RecallAsync(ada.Recall())).Row?.State);
    }

    /// <summary>Also where an append changes what purchases change and no more, so that a ledger need not write the other columns.</summary>
    [Fact]
    public async Task AppendAsync_leaves_the_row_with_every_field_of_the_state_whatever_it_changes()
    {
        var ada = new Scribe("ada");
        ActorCommand[] commands =
        [
            Purchase("p1", 5, "web"), Purchase("p2", 7), new RegisterCustomer { Email = "ada@example.org", Language = "de-AT", AcquisitionCost = Money.Round(3), OccurredAt = Start },
            Purchase("p3", 9, at: Start.AddDays(20)), new SetEnrolment { Enrolled = true, OccurredAt = Start.AddDays(21) }, Purchase("p4", 2, at: Start.AddDays(40)), Purchase("p5", 2, "store", Start.AddDays(-30)),
        ];

        foreach (var command in commands)
        {
            await GivenAsync(ada, command);
            Assert.Equal([ada.Line], (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines);
        }
    }

    [Fact]
    public async Task AppendAsync_without_entries_moves_the_due_time_only()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        var dueAt = Start.AddDays(1).AddMicroseconds(3);

        await Ledger.AppendAsync(new(ada.State, [], ada.State, new(), [], [new("standing", dueAt)]));

        var row = (await Ledger.RecallAsync(ada.Recall())).Row;
        Assert.Equal(dueAt, row?.DueAt);
        Same.State(ada.State, row?.State);
        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 100));
        await GivenAsync(ada, Purchase("p2"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task AppendAsync_that_expects_another_version_conflicts_and_leaves_nothing(long expected)
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"), Purchase("p2"));
        Assert.NotEqual(expected, ada.State.Sequence);
        var late = new Scribe("ada").Write(Purchase("p3"));
        var entries = late.Entries.Select((entry, at) => entry with { Sequence = expected + at + 1 }).ToList();
        var append = new Append(late.Before with { Sequence = expected }, entries, late.After with { Sequence = expected + entries.Count }, late.Difference, [MessageTo("bob")], late.Due);

        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.AppendAsync(append));

        await AssertHoldsOnlyAsync(ada);
    }

    [Fact]
    public async Task AppendAsync_to_an_unknown_customer_that_expects_entries_conflicts_and_leaves_nothing()
    {
        var ada = new Scribe("ada");
        ada.Write(Purchase("p1"));

        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.AppendAsync(ada.Write(Purchase("p2"))));

        Assert.Null((await Ledger.RecallAsync(ada.Recall("purchase:p2"))).Row);
        Assert.Empty(await Ledger.ReadEntriesAsync("ada", 0, 10));
        Assert.Empty((await Ledger.ReadCountersAsync(AllKinds)).Rows);
    }

    [Fact]
    public async Task AppendAsync_of_a_natural_id_that_exists_is_refused_for_ever_and_leaves_nothing()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        for (var i = 0; i < 20; i++) await GivenAsync(ada, Purchase($"other{i}"));
        var again = new Scribe("ada");
        again.Write(Purchase("p1"));
        for (var i = 0; i < 20; i++) again.Write(Purchase($"other{i}"));
        Assert.Equal(ada.State.Sequence, again.State.Sequence);
        var append = again.Write(Purchase("new"), Purchase("p1"));

        await Assert.ThrowsAsync<NaturalIdTakenException>(() => Ledger.AppendAsync(WithMessage(append)));

        await AssertHoldsOnlyAsync(ada);
    }

    [Fact]
    public async Task AppendAsync_with_a_natural_id_twice_is_refused_and_leaves_nothing()
    {
        var ada = new Scribe("ada");

        await Assert.ThrowsAsync<NaturalIdTakenException>(() => Ledger.AppendAsync(WithMessage(ada.Write(Purchase("p1"), Purchase("p1", 11)))));

        var recalled = await Ledger.RecallAsync(ada.Recall("purchase:p1"));
        Assert.Null(recalled.Row);
        Assert.Empty(recalled.Entries);
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
        Assert.Empty((await Ledger.ReadCountersAsync(AllKinds)).Rows);
        await GivenAsync(new("ada"), Purchase("p1"));
    }

    [Fact]
    public async Task AppendAsync_of_a_natural_id_that_another_customer_has_is_taken()
    {
        await GivenAsync(new("ada"), Purchase("p1"));

        var bob = await GivenAsync(new("bob"), Purchase("p1"));

        Same.Entries(bob.Entries.Where(entry => entry.NaturalId is not null), (await Ledger.RecallAsync(bob.Recall("purchase:p1"))).Entries);
    }

    [Fact]
    public async Task AppendAsync_of_64_that_expect_the_same_version_commits_exactly_one()
    {
        var competing = Enumerable.Range(0, 64).Select(_ => new Scribe("ada")).ToList();
        await Ledger.AppendAsync(competing[0].Write(Purchase("p")));
        foreach (var scribe in competing.Skip(1)) scribe.Write(Purchase("p"));

        var outcomes = await Task.WhenAll(competing.Select((scribe, at) => Task.Run(() => OutcomeOfAsync(scribe.Write(Purchase($"p{at}"))))));

        var winner = competing[Array.IndexOf(outcomes, null)];
        Assert.Equal(63, outcomes.Count(outcome => outcome is VersionConflictException));
        await AssertHoldsOnlyAsync(winner);
    }

    [Fact]
    public async Task AppendAsync_of_64_first_entries_of_a_customer_commits_exactly_one()
    {
        var competing = Enumerable.Range(0, 64).Select(_ => new Scribe("ada")).ToList();

        var outcomes = await Task.WhenAll(competing.Select((scribe, at) => Task.Run(() => OutcomeOfAsync(scribe.Write(Purchase($"p{at}"))))));

        Assert.Equal(63, outcomes.Count(outcome => outcome is VersionConflictException));
        await AssertHoldsOnlyAsync(competing[Array.IndexOf(outcomes, null)]);
    }

    [Fact]
    public async Task AppendAsync_of_many_customers_at_once_commits_all_of_them()
    {
        var scribes = Enumerable.Range(0, 300).Select(i => new Scribe($"c{i:000}")).ToList();

        await Task.WhenAll(scribes.Select(async scribe =>
        {
            await Ledger.AppendAsync(scribe.Write(Purchase("p1"), new SetEnrolment { Enrolled = true, OccurredAt = Start }));
            await Ledger.AppendAsync(scribe.Write(Purchase("p2", 7)));
        }));

        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        Same.Counters(sum, await Ledger.ReadCountersAsync(AllKinds));
        Assert.Equal(scribes.Select(scribe => scribe.Line), (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines);
        foreach (var scribe in scribes) Same.Entries(scribe.Entries, await Ledger.ReadEntriesAsync(scribe.CustomerId, 0, 10));
    }

    [Fact]
    public async Task AppendAsync_that_cannot_be_committed_fails_alone_among_good_ones()
    {
        var full = new Counters();
        full.Add(new(RegisterCapability.Channel, 0, 0, "full"), new(Revenue: long.MaxValue));
        var first = new Scribe(Together("first")).Write(Purchase("p"));
        await Ledger.AppendAsync(Like(first, full));
        var one = new Counters();
        one.Add(new(RegisterCapability.Channel, 0, 0, "full"), new(Revenue: 1));
        var good = Enumerable.Range(0, 64).Select(i => new Scribe($"good{i:00}")).ToList();

        var outcomes = await Task.WhenAll(good.Select((scribe, at) => Task.Run(async () =>
        {
            var poisonous = new Scribe(Together($"poisonous{at}")).Write(Purchase("p"));
            var failing = OutcomeOfAsync(Like(poisonous, one, [MessageTo("bob")]));
            var passing = OutcomeOfAsync(scribe.Write(Purchase("p")));
            return (Failing: await failing, Passing: await passing);
        })));

        Assert.All(outcomes, outcome => Assert.IsType<ContentRejectedException>(outcome.Failing));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Passing));
        var sum = Counters.Of(full.Rows);
        foreach (var scribe in good) sum.Add(scribe.Contribution);
        Same.Counters(sum, await Ledger.ReadCountersAsync(AllKinds));
        Assert.Equal([Together("first"), .. good.Select(scribe => scribe.CustomerId)], (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines.Select(line => line.CustomerId));
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task AppendAsync_with_unchecked_ids_of_which_one_is_taken_fails_alone_among_good_ones()
    {
        var scribes = Enumerable.Range(0, 64).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes) await Ledger.AppendAsync(scribe.Write(Purchase("p1")));
        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        var repeated = scribes.Where((_, at) => at % 8 == 0).ToList();

        var outcomes = await Task.WhenAll(scribes.Select(scribe =>
        {
            var append = Unchecked(scribe.Write(Purchase(repeated.Contains(scribe) ? "p1" : "p2", 7)));
            if (!repeated.Contains(scribe)) sum.Add(append.Difference);
            return OutcomeOfAsync(append);
        }));

        for (var at = 0; at < scribes.Count; at++)
        {
            if (repeated.Contains(scribes[at])) Assert.IsType<NaturalIdTakenException>(outcomes[at]);
            else Assert.Null(outcomes[at]);
            var kept = await Ledger.ReadEntriesAsync(scribes[at].CustomerId, 0, 10);
            Assert.Equal(repeated.Contains(scribes[at]) ? 1 : 2, kept.Count(entry => entry.NaturalId is not null));
        }

        Same.Counters(sum, await Ledger.ReadCountersAsync(AllKinds));
    }

    [Fact]
    public async Task AppendAsync_whose_differences_overflow_only_together_fails_but_for_the_first()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(at => Task.Run(() =>
        {
            var most = new Counters();
            most.Add(new(RegisterCapability.Channel, 0, 0, "full"), new(Revenue: long.MaxValue));
            var append = new Scribe(Together($"c{at}_")).Write(Purchase("p"));
            return OutcomeOfAsync(Like(append, most));
        })));

        Assert.Equal(63, outcomes.Count(outcome => outcome is ContentRejectedException));
        Assert.Single((await Ledger.ReadCustomersAsync(Segment.Everyone, null, 1_000)).Lines, line => line.CustomerId == Together($"c{Array.IndexOf(outcomes, null)}_"));
        Assert.Equal(long.MaxValue, (await Ledger.ReadCountersAsync(AllKinds))[new(RegisterCapability.Channel, 0, 0, "full")].Revenue);
    }

    [Fact]
    public async Task AppendAsync_beyond_the_queue_is_overloaded_and_writes_nothing()
    {
        var tiny = await Source.OpenAsync(new GroupCommitOptions { QueueLimit = 1, GroupLimit = 1, GroupSizeLimit = 1, Patience = TimeSpan.Zero });
        var scribes = Enumerable.Range(0, 2_000).Select(i => new Scribe($"c{i:0000}")).ToList();
        var appends = scribes.ConvertAll(scribe => scribe.Write(Purchase("p")));

        var outcomes = await Task.WhenAll(appends.ConvertAll(append => OutcomeOfAsync(append, tiny)));

        Assert.Contains(outcomes, outcome => outcome is LedgerOverloadedException);
        Assert.All(outcomes, outcome => Assert.True(outcome is null or LedgerOverloadedException));
        var written = await tiny.ReadCustomersAsync(Segment.Everyone, null, 5_000);
        Assert.Equal(scribes.Where((_, at) => outcomes[at] is null).Select(scribe => scribe.Line), written.Lines);
    }

    private static OutgoingMessage MessageTo(string customerId) => OutgoingMessage.Of(new(customerId, Purchase("told")));

    private static Append WithMessage(Append append) => Like(append, messages: [MessageTo("bob")]);

    private static Append Unchecked(Append append) => Like(append, idsUnchecked: true);

    private Task<Exception?> OutcomeOfAsync(Append append) => OutcomeOfAsync(append, Ledger);

    private static async Task<Exception?> OutcomeOfAsync(Append append, ILedger ledger) => await Record.ExceptionAsync(() => ledger.AppendAsync(append));

    private async Task AssertHoldsOnlyAsync(Scribe scribe)
    {
        var recalled = await Ledger.RecallAsync(scribe.Recall());
        Same.State(scribe.State, recalled.Row?.State);
        Assert.Equal(scribe.DueAt, recalled.Row?.DueAt);
        Same.Entries(scribe.Entries, await Ledger.ReadEntriesAsync(scribe.CustomerId, 0, 1_000));
        Same.Counters(scribe.Contribution, await Ledger.ReadCountersAsync(AllKinds));
        Assert.Equal([scribe.Line], (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines);
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
    }
}
