using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>A search finds, page by page, everyone of the segment of whom a key begins with the text, once and in order; and keys follow the register.</summary>
public abstract class SearchConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task SearchCustomersAsync_pages_through_those_of_whom_a_key_begins_so_each_once(int limit)
    {
        await GivenAsync("anna", "Anna Annason", "annason@example.org");
        await GivenAsync("b", "Rossi, Anna");
        await GivenAsync("C1", "Cyd Anna-Lena Bo");
        await GivenAsync("d", "Dana", "anna@example.org");
        await GivenAsync("e", "Hanna");
        await GivenAsync("f", "ÁNNA", "");
        await GivenAsync("𐐨", "Annb");
        await GivenAsync("Ａ", "Annb");

        Assert.Equal(["anna", "f", "b", "C1", "d"], await FindAsync("anna", limit));
        Assert.Equal(["anna", "f", "b", "C1", "d", "Ａ", "𐐨"], await FindAsync("ann", limit));
        Assert.Equal(["b"], await FindAsync("rossi anna", limit));
        Assert.Equal(["C1"], await FindAsync("cyd b", limit));
        Assert.Equal(["C1"], await FindAsync("c1", limit));
        Assert.Empty(await FindAsync("annasonn", limit));
        Assert.Empty(await FindAsync("nna", limit));
    }

    [Fact]
    public async Task SearchCustomersAsync_of_a_segment_finds_only_its_customers()
    {
        await GivenAsync("a1", "Rossi", channel: "web");
        await GivenAsync("a2", "Rossi");
        await GivenAsync("a3", "Rossi", channel: "web");
        var ofWeb = CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, "web");

        Assert.Equal(["a1", "a3"], await FindAsync("rossi", 1, ofWeb));
        Assert.Equal(["a3"], await FindAsync("ros", 10, new AllOf([ofWeb, CustomerFields.CustomerId.Where(SegmentOperator.Equals, "a3")])));
    }

    [Fact]
    public async Task SearchCustomersAsync_answers_with_what_the_row_holds()
    {
        var scribe = await GivenAsync("a", "Rossi");
        await Ledger.AppendAsync(scribe.Write(Scribe.Purchase("p")));

        var page = await Ledger.SearchCustomersAsync(Segment.Everyone, "rossi", null, 1);

        Assert.Equal([new("rossi", scribe.Line)], page.Matches);
        Assert.False(page.More);
    }

    [Fact]
    public async Task SearchCustomersAsync_after_a_change_finds_by_the_new_texts_alone()
    {
        var scribe = await GivenAsync("a", "Anna Rossi", "anna@example.org");
        await Ledger.AppendAsync(scribe.Write(new ChangeRegistration { Name = "Anna Bianchi", Clear = ["email"], OccurredAt = Scribe.Start }));
        Assert.Empty(await FindAsync("rossi", 10));
        Assert.Empty(await FindAsync("anna@", 10));
        Assert.Equal(["a"], await FindAsync("bianchi anna", 10));

        await Ledger.AppendAsync(scribe.Write(new RegisterCustomer { OccurredAt = Scribe.Start }));

        Assert.Empty(await FindAsync("bianchi", 10));
        Assert.Equal(["a"], await FindAsync("a", 10));
        Assert.Equal(IndexedCustomer.Of(["a"], []), (await Ledger.ReadIndexedAsync(["a"]))["a"]);
    }

    [Fact]
    public async Task AppendAsync_of_appends_of_one_actor_at_once_keeps_the_last_keys()
    {
        var scribe = new Scribe("a");

        await Task.WhenAll(
            Ledger.AppendAsync(scribe.Write(new RegisterCustomer { Name = "First", OccurredAt = Scribe.Start })),
            Ledger.AppendAsync(scribe.Write(Scribe.Purchase("p"))),
            Ledger.AppendAsync(scribe.Write(new RegisterCustomer { Name = "Second", Email = "b@example.org", OccurredAt = Scribe.Start })),
            Ledger.AppendAsync(scribe.Write(Scribe.Purchase("q"))));

        Assert.Equal(IndexedCustomer.Of(["a", "b@example.org", "second"], []), (await Ledger.ReadIndexedAsync(["a"]))["a"]);
    }

    [Fact]
    public async Task ReadIndexedAsync_has_what_the_states_of_those_asked_for_give()
    {
        var scribes = new List<Scribe>();
        for (var i = 0; i < 10; i++) scribes.Add(await GivenAsync($"c{i}", i % 3 == 0 ? null : $"Name{i} Of", i % 2 == 0 ? $"c{i}@example.org" : null));

        var indexed = await Ledger.ReadIndexedAsync(["nobody", .. scribes.Take(7).Select(scribe => scribe.CustomerId)]);

        Assert.Equal(7, indexed.Count);
        foreach (var scribe in scribes.Take(7)) Assert.Equal(IndexedCustomer.Of(scribe.State), indexed[scribe.CustomerId]);
        Assert.Empty(await Ledger.ReadIndexedAsync(["nobody"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task ReadSearchKeysAsync_has_every_key_of_everyone_once_and_in_order(int limit)
    {
        var scribes = new List<Scribe> { await GivenAsync("B", "Anna Bo", "b@example.org"), await GivenAsync("b", null, "b@example.org"), await GivenAsync("𐐨", "Ａnna"), await GivenAsync("Ａ", null) };
        await Ledger.AppendAsync(scribes[0].Write(new ChangeRegistration { Name = "Cyd", OccurredAt = Scribe.Start }));

        var read = new List<SearchPlace>();
        for (IReadOnlyList<SearchPlace> page = [new("", "")]; page.Count > 0; read.AddRange(page)) page = await Ledger.ReadSearchKeysAsync(read.LastOrDefault(), limit);

        Assert.Equal(scribes.SelectMany(scribe => SearchKeys.Of(scribe.State), (scribe, key) => new SearchPlace(key, scribe.CustomerId)).Order(SearchPlace.Order), read);
        Assert.Contains(new("b@example.org", "B"), read);
        Assert.DoesNotContain(read, place => place.Key.StartsWith("anna bo", StringComparison.Ordinal));
    }

    private async Task<Scribe> GivenAsync(string customerId, string? name, string? email = null, string? channel = null)
    {
        var scribe = new Scribe(customerId);
        await Ledger.AppendAsync(scribe.Write(new RegisterCustomer { Name = name, Email = email, AcquisitionChannel = channel, OccurredAt = Scribe.Start }));
        return scribe;
    }

    private async Task<List<string>> FindAsync(string prefix, int limit, Segment? segment = null)
    {
        var found = new List<SearchMatch>();
        for (SearchPage page = new([], More: true); page.More;)
        {
            page = await Ledger.SearchCustomersAsync(segment ?? Segment.Everyone, prefix, found.LastOrDefault()?.Place, limit);
            Assert.True(page.Matches.Count == limit || !page.More);
            found.AddRange(page.Matches);
        }

        Assert.Equal(found.Order(Comparer<SearchMatch>.Create((left, right) => SearchPlace.Compare(left.Place, right.Place))), found);
        return found.ConvertAll(match => match.Line.CustomerId);
    }
}
