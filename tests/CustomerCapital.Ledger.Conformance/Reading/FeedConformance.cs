using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Who reads the entries of all actors page by page, whoever writes meanwhile, has every entry once, and each actor's in the order of its history.</summary>
public abstract class FeedConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task ReadFeedAsync_reads_on_from_every_place_without_a_gap(int limit)
    {
        var scribes = Enumerable.Range(0, 5).Select(i => new Scribe($"c{i}")).ToList();
        foreach (var i in Enumerable.Range(0, 6)) foreach (var scribe in scribes) await GivenAsync(scribe, Purchase($"p{i}"));

        var (read, places) = (new List<Entry>(), new List<(FeedPlace Place, int Read)> { (FeedPlace.Start, 0) });
        while (await Ledger.ReadFeedAsync(places[^1].Place, limit) is { Entries.Count: > 0 } page)
        {
            Assert.InRange(page.Entries.Count, 1, limit);
            read.AddRange(page.Entries);
            places.Add((page.Next, read.Count));
        }

        AssertWhole(scribes, read);
        foreach (var (place, before) in places) AssertSame(read.Skip(before), await ReadToEndAsync(place));
        await GivenAsync(scribes[3], Purchase("late"));
        AssertSame(scribes[3].Entries.TakeLast(1), await ReadToEndAsync(places[^1].Place));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(50, 24)]
    public async Task ReadFeedAsync_while_many_write_misses_none_and_has_none_twice(int limit, int writers)
    {
        var scribes = Enumerable.Range(0, writers).Select(i => new Scribe($"c{i:00}")).ToList();
        var writing = Task.WhenAll(scribes.Select(scribe => Task.Run(async () =>
        {
            foreach (var i in Enumerable.Range(0, 12)) await GivenAsync(scribe, Purchase($"p{i}"), Purchase($"q{i}"));
        })));

        var (read, place) = (new List<Entry>(), FeedPlace.Start);
        for (var last = false; ;)
        {
            var page = await Ledger.ReadFeedAsync(place, limit);
            read.AddRange(page.Entries);
            place = page.Next;
            if (page.Entries.Count > 0) continue;
            if (last) break;
            last = writing.IsCompleted;
        }

        await writing;
        AssertWhole(scribes, read);
    }

    [Fact]
    public async Task ReadFeedAsync_sees_every_append_that_completed_before()
    {
        var (scribes, place) = (Enumerable.Range(0, 6).Select(i => new Scribe($"c{i}")).ToList(), FeedPlace.Start);
        foreach (var i in Enumerable.Range(0, 5))
        {
            await Task.WhenAll(scribes.Select(scribe => GivenAsync(scribe, Purchase($"p{i}"))));
            var (read, next) = await ReadOnAsync(place);
            place = next;

            AssertSame(scribes.SelectMany(scribe => scribe.Entries.Where(entry => entry.NaturalId == $"purchase:p{i}")), read.Where(entry => entry.NaturalId is not null));
        }
    }

    [Fact]
    public async Task ReadFeedAsync_of_an_empty_ledger_is_empty_and_goes_on_from_there()
    {
        var empty = await Ledger.ReadFeedAsync(FeedPlace.Start, 10);
        var ada = await GivenAsync(new("ada"), Purchase("p1"));

        Assert.Empty(empty.Entries);
        AssertSame(ada.Entries, await ReadToEndAsync(empty.Next));
    }

    [Fact]
    public async Task ReadFeedAsync_at_the_end_stays_at_its_place()
    {
        await GivenAsync(new("ada"), Purchase("p1"));
        var (_, end) = await ReadOnAsync(FeedPlace.Start);

        var again = await Ledger.ReadFeedAsync(end, 10);

        Assert.Empty(again.Entries);
        Assert.Equal(end.Keys, again.Next.Keys);
    }

    [Fact]
    public async Task ReadFeedAsync_after_appends_that_were_refused_goes_on()
    {
        var (ada, twin) = (await GivenAsync(new("ada"), Purchase("p1")), new Scribe("ada"));
        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.AppendAsync(twin.Write(Purchase("p2"))));
        await GivenAsync(ada, Purchase("p3"));

        AssertSame(ada.Entries, await ReadToEndAsync(FeedPlace.Start));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task ReadFeedAsync_ends_a_page_before_its_bytes_are_too_many_and_gives_one_entry_at_least(int limit)
    {
        var ada = new Scribe("ada");
        foreach (var lines in (int[])[1_500, 1_500, 1, 2_000, 1_000, 2_000, 700, 2_000, 1, 2_000, 2_000, 2_000, 1, 1]) await GivenAsync(ada, OfLines($"p{ada.Entries.Count}", lines));

        var (pages, place) = (new List<IReadOnlyList<Entry>>(), FeedPlace.Start);
        for (; await Ledger.ReadFeedAsync(place, limit) is { Entries.Count: > 0 } page; place = page.Next) pages.Add(page.Entries);

        Same.Entries(ada.Entries, pages.SelectMany(page => page));
        Assert.All(pages, page => Assert.True(page.Count == 1 || SizeOf(page) <= EntryPage.SizeLimit));
        Assert.InRange(pages.Count, limit == 1 ? ada.Entries.Count : 3, ada.Entries.Count);
        Assert.Single((await Ledger.ReadFeedAsync(FeedPlace.Start, 1_000, sizeLimit: 100)).Entries);
    }

    [Fact]
    public Task ReadFeedAsync_from_a_place_in_another_number_of_databases_is_refused() =>
        Assert.ThrowsAsync<FeedPlaceException>(() => Ledger.ReadFeedAsync(new([.. Enumerable.Repeat(0L, 17)]), 10));

    [Fact]
    public async Task ReadFeedAsync_from_a_place_after_the_last_entry_is_refused()
    {
        await GivenAsync(new("ada"), Purchase("p1"));
        var (_, end) = await ReadOnAsync(FeedPlace.Start);

        foreach (var limit in (int[])[1, 10]) await Assert.ThrowsAsync<FeedPlaceException>(() => Ledger.ReadFeedAsync(new([.. end.Keys.Select(key => key + 1)]), limit));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(100)]
    public async Task FindFeedPlaceAsync_gives_the_place_before_what_was_recorded_since(int since)
    {
        var scribes = Enumerable.Range(0, 5).Select(i => new Scribe($"c{i}")).ToList();
        var all = new List<Entry>();
        foreach (var i in Enumerable.Range(0, 20))
        {
            var scribe = scribes[i * 3 % 5];
            scribe.RecordedAt = Start + (2 * i * FeedPlace.CommittedWithin);
            await GivenAsync(scribe, Purchase($"p{i}"));
            all.AddRange(scribe.Entries.Where(entry => entry.RecordedAt == scribe.RecordedAt));
        }

        var place = await Ledger.FindFeedPlaceAsync(Start + (2 * since * FeedPlace.CommittedWithin));

        AssertSame(all.Where(entry => entry.RecordedAt >= Start + (((2 * since) - 1) * FeedPlace.CommittedWithin)), await ReadToEndAsync(place));
    }

    [Fact]
    public async Task FindFeedPlaceAsync_of_an_empty_ledger_is_its_beginning()
    {
        var place = await Ledger.FindFeedPlaceAsync(Start);
        await GivenAsync(new("ada"), Purchase("p1"));

        Assert.NotEmpty(await ReadToEndAsync(place));
    }

    private async Task<IReadOnlyList<Entry>> ReadToEndAsync(FeedPlace place) => (await ReadOnAsync(place)).Read;

    private async Task<(IReadOnlyList<Entry> Read, FeedPlace End)> ReadOnAsync(FeedPlace place)
    {
        var read = new List<Entry>();
        for (; await Ledger.ReadFeedAsync(place, 1_000) is { Entries.Count: > 0 } page; place = page.Next) read.AddRange(page.Entries);
        return (read, place);
    }

    private static RecordPurchase OfLines(string id, int count) => new()
    {
        PurchaseId = id,
        OccurredAt = Start,
        Lines = [.. Enumerable.Range(0, count).Select(i => new PurchaseLine($"sku-{i:0000}-{new string('x', 200)}", "any", 1, new(10_000)))],
    };

    private static long SizeOf(IEnumerable<Entry> page) => page.Sum(entry => (long)LedgerJson.EncodeUtf8(entry).Length);

    /// <summary>Fails unless it is every entry once, each actor's in order.</summary>
    private static void AssertWhole(List<Scribe> scribes, List<Entry> read)
    {
        Assert.Equal(scribes.Sum(scribe => scribe.Entries.Count), read.Count);
        var byActor = read.ToLookup(entry => entry.Actor);
        foreach (var scribe in scribes) Same.Entries(scribe.Entries, byActor[scribe.Actor]);
    }

    /// <summary>Fails unless both are the same entries, each actor's in the same order: between databases there is none.</summary>
    private static void AssertSame(IEnumerable<Entry> expected, IEnumerable<Entry> read) => Same.Entries(Sorted(expected), Sorted(read));

    private static IEnumerable<Entry> Sorted(IEnumerable<Entry> entries) => entries.OrderBy(entry => entry.CustomerId, StringComparer.Ordinal);
}
