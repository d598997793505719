using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using static CustomerCapital.Ledger.Conformance.Actors.StampCards;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Actors;

/// <summary>Actors of every kind, alone and several in one append.</summary>
public abstract class ActorsConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task Actor_of_another_kind_is_kept_like_a_customer_and_listed_with_its_kind()
    {
        var (card, ada) = (await GivenAsync(new(Card("ada")), StampOf("s1"), StampOf("s2")), await GivenAsync(new("ada"), Purchase("p1")));
        await GivenAsync(card, StampOf("s3"));

        var recalled = await Ledger.RecallAsync(card.Recall("stamp:s1"));
        Same.State(card.State, recalled.Row?.State);
        Assert.Equal(card.Due, recalled.Row?.Due);
        Same.Entries(card.Entries.Take(1), recalled.Entries);
        Same.Entries(card.Entries, await Ledger.ReadEntriesAsync(Card("ada"), 0, 10));
        Same.Entries(card.Entries.Skip(1).Take(1), await Ledger.ReadConcerningAsync(Card("ada"), "stamp:s2", 0, 10));
        Same.State(ada.State, (await Ledger.RecallAsync(ada.Recall())).Row?.State);
        Assert.Equal([ada.Line], (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines);
        Assert.Equal(1, await Ledger.CountCustomersAsync(Segment.Everyone));
        Assert.Equal(3, (await Ledger.ReadCountersAsync([Months]))[new(Months, 0)].Customers);
        Assert.Equal([Card("ada")], (await Ledger.ReadDueAsync(card.DueAt!.Value, 10)).Select(due => due.Actor));
    }

    [Fact]
    public async Task ReadKeysAsync_gives_those_of_a_kind_page_by_page_in_the_order_of_code_points()
    {
        foreach (var key in new[] { "z", "\u00e4", "a", "\U0001F600", "\uFB01" }) await GivenAsync(new(Card(key)), StampOf("s"));
        await GivenAsync(new("customer"), Purchase("p"));
        var keys = new List<string>();

        while (await Ledger.ReadKeysAsync(OfCards, keys.LastOrDefault(), 2) is { Count: > 0 } page) keys.AddRange(page);

        Assert.Equal(["a", "z", "\u00e4", "\uFB01", "\U0001F600"], keys);
        Assert.Equal(["customer"], await Ledger.ReadKeysAsync(ActorKind.Customer, null, 10));
        Assert.Empty(await Ledger.ReadKeysAsync((ActorKind)9_002, null, 10));
    }

    /// <remarks>As an erasure looks for those of its records that are to be written anew.</remarks>
    [Fact]
    public async Task ReadNamingAsync_tells_an_id_from_those_that_it_is_a_part_of_and_actors_from_each_other()
    {
        string[] ids = ["7", "77", "a7", "7 7", "ada", "Ada", "ada.", "\u00e4", "a\u0308", "\U0001F600", "a\"b", "a\\b", "<a>&'+", "o'\u2028x", "7", "ada"];
        var log = new Scribe(AuditChain.Actor);
        for (var at = 0; at < ids.Length; at++) await GivenAsync(log, Record($"r{at}", ids[at]), Record($"s{at}", null));
        await GivenAsync(new("7"), Purchase("7"));

        foreach (var id in ids)
        {
            var found = new List<Entry>();
            while (await Ledger.ReadNamingAsync(log.Actor, new PersonalValues(id, "erased-1", []).IdAlone, found.LastOrDefault()?.Sequence ?? 0, 1) is { Count: > 0 } page) found.AddRange(page);
            Same.Entries(log.Entries.Where(entry => ((Audited)entry.Event).Record.Person?.CustomerId == id), found);
        }

        Assert.Empty(await Ledger.ReadNamingAsync(log.Actor, "\"nobody\"", 0, 10));
        Assert.Empty(await Ledger.ReadNamingAsync("nobody", "\"7\"", 0, 10));

        static RecordAudit Record(string recordId, string? customer) => new()
        {
            RecordId = recordId,
            Record = new("key:7", "makeLink") { Target = "/customers/7/link", Person = customer is null ? null : AuditedPerson.Of(customer, new byte[AuditedPerson.SaltSize]) },
        };
    }

    [Fact]
    public async Task Part_that_later_turns_do_not_change_stays_as_it_is()
    {
        var ada = await GivenAsync(new("ada"), new RegisterCustomer { Name = "Ada", OccurredAt = Start });

        for (var i = 0; i < 3; i++) await GivenAsync(ada, Purchase($"p{i}"));

        Assert.Empty(ada.Write(Purchase("p9")).Parts);
        var state = (await Ledger.RecallAsync(ada.Recall())).Row!.State;
        Assert.Equal(("Ada", 3), (state.Profile.Name, Domain.Purchases.PurchaseHistory.Part.Of(state).Orders));
    }

    [Fact]
    public void Part_that_is_too_large_is_refused_and_says_how_large_it_would_be()
    {
        var refused = Assert.Throws<ContentRejectedException>(() => new Scribe(Card("c")).Write(StampOf("s") with { Text = new('x', Append.PartLimit) }));

        Assert.StartsWith("Actor 'c' of kind 9001 would have 1,048,", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_of_several_actors_commits_all_of_them()
    {
        var (ada, card) = (new Scribe(Together("ada")), new Scribe(Together(Card("c"))));

        await Ledger.AppendAsync(Both(ada.Write(Purchase("p1")), card.Write(StampOf("s1"))));
        await Ledger.AppendAsync(Both(card.Write(StampOf("s2")), ada.Write(Purchase("p2"))));

        await AssertHoldsAsync(ada, card);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_of_several_actors_of_which_one_has_moved_on_commits_none(bool theFirst)
    {
        var (ada, card) = (await GivenAsync(new(Together("ada")), Purchase("p1")), await GivenAsync(new(Together(Card("c"))), StampOf("s1")));
        var (newAda, newCard) = (new Scribe(ada.Actor), new Scribe(card.Actor));
        newAda.Write(Purchase("p1"));
        newCard.Write(StampOf("s1"));
        var (first, second) = theFirst ? (new Scribe(ada.Actor).Write(Purchase("late")), newCard.Write(StampOf("s2"))) : (newAda.Write(Purchase("p2")), new Scribe(card.Actor).Write(StampOf("late")));

        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.AppendAsync(Both(first, second)));

        await AssertHoldsAsync(ada, card);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_of_several_actors_of_which_one_has_a_natural_id_that_is_taken_commits_none(bool isUnchecked)
    {
        var (ada, card) = (await GivenAsync(new(Together("ada")), Purchase("p1")), await GivenAsync(new(Together(Card("c"))), StampOf("s1")));
        var (again, other) = (new Scribe(card.Actor), new Scribe(ada.Actor));
        again.Write(StampOf("s1"));
        other.Write(Purchase("p1"));

        await Assert.ThrowsAsync<NaturalIdTakenException>(() => Ledger.AppendAsync(Like(other.Write(Purchase("p2")), idsUnchecked: isUnchecked, also: again.Write(StampOf("s1")))));

        await AssertHoldsAsync(ada, card);
    }

    [Fact]
    public async Task Appends_of_several_actors_in_one_group_each_commit_or_fail_as_a_whole()
    {
        var shared = Enumerable.Range(0, 4).Select(i => Together(Card($"shared{i}_"))).ToArray();
        var scribes = Enumerable.Range(0, 64).Select(i => new Scribe(Together($"c{i:00}_"))).ToList();

        var outcomes = await Task.WhenAll(scribes.Select((scribe, at) => Task.Run(() =>
        {
            var append = scribe.Write(Purchase("p"));
            var also = at % 2 == 0 ? [new Scribe(shared[at % 4]).Write(StampOf($"s{at}")), new Scribe(shared[(at + 1) % 4]).Write(StampOf($"s{at}"))] : Array.Empty<Append>();
            return Record.ExceptionAsync(() => Ledger.AppendAsync(Like(append, also: also)));
        })));

        var committed = scribes.Where((_, at) => outcomes[at] is null).ToList();
        Assert.All(outcomes, outcome => Assert.True(outcome is null or VersionConflictException));
        // Of the pairs, those of the cards 0 and 1 and those of 2 and 3: one each.
        Assert.Equal(32 + 2, committed.Count);
        Assert.Equal(committed.Select(scribe => scribe.Line), (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines);
        foreach (var card in shared) Assert.Single(await Ledger.ReadEntriesAsync(card, 0, 10));
        Assert.Equal(4, (await Ledger.ReadCountersAsync([Months]))[new(Months, 0)].Customers);
    }

    [Fact]
    public void Actor_twice_in_one_append_is_refused() =>
        Assert.Throws<ArgumentException>(() => Both(new Scribe("ada").Write(Purchase("p1")), new Scribe("ada").Write(Purchase("p2"))));

    private static Stamp StampOf(string id) => new() { StampId = id, OccurredAt = Start };

    private static Append Both(Append first, Append second) => Like(first, also: second);

    private async Task AssertHoldsAsync(params Scribe[] scribes)
    {
        foreach (var scribe in scribes)
        {
            var row = (await Ledger.RecallAsync(scribe.Recall())).Row;
            Same.State(scribe.State, row?.State);
            Assert.Equal(scribe.Due, row?.Due);
            Same.Entries(scribe.Entries, await Ledger.ReadEntriesAsync(scribe.Actor, 0, 100));
        }

        var sum = new Domain.Cohorts.Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        Same.Counters(sum, await Ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
    }
}
