using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Conformance.Segments;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Whatever a history holds, what one read brings into memory has so many bytes at most.</summary>
public abstract class BoundedReadingConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task ReadEntriesAsync_ends_a_page_before_its_bytes_are_too_many_and_goes_on_after_it()
    {
        var ada = new Scribe("ada");
        foreach (var lines in (int[])[1_500, 1_500, 1, 2_000, 1_000, 2_000, 700, 2_000, 1, 2_000, 2_000, 2_000, 1, 1])
            await GivenAsync(ada, OfLines($"p{ada.Entries.Count}", lines));

        var pages = await PagesAsync(after => Ledger.ReadEntriesAsync("ada", after, 1_000));

        AssertFull(pages);
        Assert.InRange(pages.Count, 3, ada.Entries.Count - 1);
        Same.Entries(ada.Entries, pages.SelectMany(page => page));
    }

    [Fact]
    public async Task ReadEntriesAsync_gives_an_entry_that_alone_has_more_bytes_than_a_page_alone()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"), OfLines("p2", 2_000, skuLength: 600), Purchase("p3"));

        var pages = await PagesAsync(after => Ledger.ReadEntriesAsync("ada", after, 1_000));

        Assert.True(SizeOf(pages.Single(page => page.Any(entry => entry.NaturalId == "purchase:p2"))) > EntryPage.SizeLimit);
        AssertFull(pages);
        Same.Entries(ada.Entries, pages.SelectMany(page => page));
    }

    [Fact]
    public async Task ReadHistoriesAsync_folds_the_whole_history_of_each_actor_in_its_order()
    {
        var scribes = new List<Scribe>();
        foreach (var id in (string[])["a", "b", "c", "ä"]) scribes.Add(await GivenAsync(new(id), OfLines("p1", 1_500)));
        foreach (var scribe in scribes.Skip(1)) await GivenAsync(scribe, OfLines("p2", 2_000), Purchase("p3"));

        var histories = await Ledger.ReadHistoriesAsync([.. scribes.Skip(1).Select(scribe => scribe.Actor), "nobody"], _ => new List<Entry>(), (history, entry) => history.Add(entry));

        Assert.Equal(["b", "c", "nobody", "ä"], histories.Keys.Select(actor => actor.Key).Order(StringComparer.Ordinal));
        Assert.Empty(histories["nobody"]);
        foreach (var scribe in scribes.Skip(1)) Same.Entries(scribe.Entries, histories[scribe.Actor]);
        Assert.Empty(await Ledger.ReadHistoriesAsync([], _ => new List<Entry>(), (history, entry) => history.Add(entry)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task ReadPurchasesAsync_gives_everyone_once_with_what_the_whole_history_comes_to(int limit)
    {
        var random = new RandomCustomers(20_261_129 + limit);
        var scribes = random.Next(40).DistinctBy(scribe => scribe.CustomerId).ToDictionary(scribe => scribe.CustomerId);
        foreach (var scribe in scribes.Values) await GivenAsync(scribe, random.Commands());
        await GivenAsync(new Scribe(new ActorId(ActorKind.VoucherCode, "code")));

        var read = new List<CustomerPurchases>();
        for (long? place = 0; place is { } after;)
        {
            var page = await Ledger.ReadPurchasesAsync(after, limit);
            Assert.InRange(page.Customers.Count, 0, limit);
            read.AddRange(page.Customers);
            place = page.Next;
        }

        Assert.Equal(scribes.Keys.Order(StringComparer.Ordinal), read.Select(customer => customer.CustomerId).Order(StringComparer.Ordinal));
        foreach (var customer in read)
        {
            var scribe = scribes[customer.CustomerId];
            Assert.Equal((scribe.Line[LadderFields.Rung], scribe.Line[CustomerFields.AcquisitionChannel]), (customer.Rung, customer.AcquisitionChannel));
            var whole = new BuyingHistory();
            foreach (var entry in scribe.Entries) whole.Take(entry);
            foreach (var day in (int[])[0, 100, 400, 3_000])
            {
                var asOf = DateOnly.FromDateTime(Start.UtcDateTime).AddDays(day - 400);
                Assert.Equivalent(whole.Observe(asOf, Program.Calendar), customer.History!.Observe(asOf, Program.Calendar));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task ReadConcerningAsync_gives_the_entry_and_those_that_concern_it_by_pages(int limit)
    {
        var ada = await GivenAsync(new("ada"), Purchase("p0"), OfLines("p1", 2_000), OfLines("p2", 5));
        for (var i = 0; i < 12; i++) await GivenAsync(ada, OfEveryLine($"r{i}", "p1", 2_000), Return($"q{i}", "p2"));

        var pages = await PagesAsync(after => Ledger.ReadConcerningAsync("ada", "purchase:p1", after, limit));

        AssertFull(pages, limit);
        Assert.InRange(pages.Count, 2, 12);
        Same.Entries(ada.Entries.Where(entry => entry.NaturalId == "purchase:p1" || entry.ConcernsId == "purchase:p1"), pages.SelectMany(page => page));
        Assert.Equal("return:r3", Assert.Single(await Ledger.ReadConcerningAsync("ada", "return:r3", 0, limit)).NaturalId);
        Assert.Empty(await Ledger.ReadConcerningAsync("ada", "purchase:unknown", 0, limit));
        Assert.Empty(await Ledger.ReadConcerningAsync("nobody", "purchase:p1", 0, limit));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task ReadNamingAsync_gives_the_entries_that_hold_the_text_by_pages(int limit)
    {
        var ada = new Scribe("ada");
        foreach (var lines in (int[])[1_500, 1_500, 1, 2_000, 1_000, 2_000, 700])
            await GivenAsync(ada, OfLines($"p{ada.Entries.Count}", lines), Purchase($"q{ada.Entries.Count}"));

        var pages = await PagesAsync(after => Ledger.ReadNamingAsync("ada", "sss", after, limit));

        AssertFull(pages, limit);
        Assert.InRange(pages.Count, 2, 6);
        Same.Entries(ada.Entries.Where(entry => LedgerJson.EncodeWhole(entry).Contains("sss", StringComparison.Ordinal)), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task RecallAsync_of_more_than_a_group_may_have_gives_the_row_only_and_says_so()
    {
        var ledger = await Source.OpenAsync(new() { GroupSizeLimit = 20_000 });
        var ada = new Scribe("ada");
        await ledger.AppendAsync(ada.Write(OfLines("p1", 100), Purchase("p2")));
        await ledger.AppendAsync(ada.Write([.. Enumerable.Range(0, 8).Select(i => OfEveryLine($"r{i}", "p1", 100))]));

        var recalled = await ledger.RecallAsync(ada.Recall("purchase:p1"));

        Assert.False(recalled.Complete);
        Same.State(ada.State, recalled.Row?.State);
        Assert.Empty(recalled.Entries);
        var small = await ledger.RecallAsync(ada.Recall("purchase:p2"));
        Assert.True(small.Complete);
        Assert.Equal("purchase:p2", Assert.Single(small.Entries).NaturalId);
    }

    [Fact]
    public async Task RecallAsync_of_one_entry_gives_it_however_large_it_is()
    {
        var ledger = await Source.OpenAsync(new() { GroupSizeLimit = 1_000 });
        var ada = new Scribe("ada");
        await ledger.AppendAsync(ada.Write(OfLines("p1", 100)));

        var recalled = await ledger.RecallAsync(ada.Recall("purchase:p1"));

        Assert.True(recalled.Complete);
        Assert.Equal("purchase:p1", Assert.Single(recalled.Entries).NaturalId);
    }

    [Fact]
    public async Task RecallAsync_of_many_at_once_whose_answers_are_more_than_a_group_may_have_gives_each_its_own()
    {
        var ledger = await Source.OpenAsync(new() { GroupSizeLimit = 20_000 });
        var scribes = Enumerable.Range(0, 64).Select(i => new Scribe($"c{i}")).ToList();
        foreach (var scribe in scribes) await ledger.AppendAsync(scribe.Write(OfLines("p1", 1 + (scribes.IndexOf(scribe) % 5 * 60))));

        var recalled = await Task.WhenAll(scribes.Select(scribe => Task.Run(() => ledger.RecallAsync(scribe.Recall("purchase:p1", "purchase:unknown")))));
        var unknown = await Task.WhenAll(scribes.Select(scribe => Task.Run(() => ledger.RecallAsync(scribe.Recall("purchase:unknown")))));

        for (var i = 0; i < scribes.Count; i++)
        {
            Same.State(scribes[i].State, recalled[i].Row?.State);
            Same.Entries(scribes[i].Entries.Take(1), recalled[i].Entries);
            Same.State(scribes[i].State, unknown[i].Row?.State);
            Assert.Empty(unknown[i].Entries);
        }
    }

    private static async Task<List<IReadOnlyList<Entry>>> PagesAsync(Func<long, Task<IReadOnlyList<Entry>>> read)
    {
        var pages = new List<IReadOnlyList<Entry>>();
        while (await read(pages.Count == 0 ? 0 : pages[^1][^1].Sequence) is { Count: > 0 } page) pages.Add(page);
        return pages;
    }

    /// <summary>Fails unless no page has too much, and none but the last had room for one more.</summary>
    private static void AssertFull(List<IReadOnlyList<Entry>> pages, int limit = 1_000)
    {
        Assert.All(pages, page => Assert.True(page.Count <= limit && (page.Count == 1 || SizeOf(page) <= EntryPage.SizeLimit)));
        for (var at = 1; at < pages.Count; at++)
            Assert.True(pages[at - 1].Count == limit || SizeOf(pages[at - 1]) + SizeOf([pages[at][0]]) > EntryPage.SizeLimit);
    }

    private static long SizeOf(IReadOnlyList<Entry> page) => page.Sum(entry => (long)LedgerJson.EncodeUtf8(entry).Length);

    private static RecordPurchase OfLines(string id, int lines, int skuLength = 150) => new()
    {
        PurchaseId = id, OccurredAt = Start,
        Lines = [.. Enumerable.Range(0, lines).Select(line => new PurchaseLine(new string('s', skuLength), null, 100, Money.Round(1)))],
    };

    private static RecordReturn OfEveryLine(string id, string purchaseId, int lines) => new()
    {
        ReturnId = id, PurchaseId = purchaseId, OccurredAt = Start.AddDays(1), Lines = [.. Enumerable.Range(1, lines).Select(line => new ReturnLine(line, Quantity: 1))],
    };

    private static RecordReturn Return(string id, string purchaseId) => new() { ReturnId = id, PurchaseId = purchaseId, OccurredAt = Start.AddDays(1), Lines = [new(1, Quantity: 1)] };
}
