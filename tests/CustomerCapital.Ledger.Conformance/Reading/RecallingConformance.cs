using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Encoding;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>What an actor reads before it decides, and the history by page.</summary>
public abstract class RecallingConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task RecallAsync_of_an_unknown_customer_gives_nothing()
    {
        await GivenAsync(new("ada"), Purchase("p1"));

        var recalled = await Ledger.RecallAsync(new("Ada", WithRow: true, ["purchase:p1"]));

        Assert.Null(recalled.Row);
        Assert.Empty(recalled.Entries);
    }

    [Fact]
    public async Task RecallAsync_without_the_row_gives_entries_only()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"), Purchase("p2"));

        var recalled = await Ledger.RecallAsync(new("ada", WithRow: false, ["purchase:p2", "purchase:unknown"]));

        Assert.Null(recalled.Row);
        Same.Entries(ada.Entries.Where(entry => entry.NaturalId == "purchase:p2"), recalled.Entries);
    }

    [Fact]
    public async Task RecallAsync_without_ids_gives_the_row_only()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));

        var recalled = await Ledger.RecallAsync(ada.Recall());

        Same.State(ada.State, recalled.Row?.State);
        Assert.Empty(recalled.Entries);
    }

    [Fact]
    public async Task RecallAsync_gives_the_entries_that_concern_an_id_each_once_and_by_sequence()
    {
        var ada = await GivenAsync(
            new("ada"), Purchase("p1"), Purchase("p2"), Return("r1", "p2"), Return("r2", "p1"), Return("r3", "p1"));

        var recalled = await Ledger.RecallAsync(ada.Recall("return:r3", "purchase:p1", "return:r2"));

        Same.Entries(ada.Entries.Where(entry => entry.NaturalId is "purchase:p1" or "return:r2" or "return:r3"), recalled.Entries);
        Assert.Equal(["purchase:p1", "return:r2", "return:r3"], recalled.Entries.Select(entry => entry.NaturalId));
    }

    [Fact]
    public async Task RecallAsync_of_many_at_once_gives_each_its_own()
    {
        var scribes = Enumerable.Range(0, 64).Select(i => new Scribe($"c{i}")).ToList();
        foreach (var scribe in scribes) await GivenAsync(scribe, Purchase("p1", scribes.IndexOf(scribe) + 1));

        var recalled = await Task.WhenAll(scribes.Select(scribe => Task.Run(() => Ledger.RecallAsync(scribe.Recall("purchase:p1")))));

        for (var i = 0; i < scribes.Count; i++)
        {
            Same.State(scribes[i].State, recalled[i].Row?.State);
            Same.Entries(scribes[i].Entries.Take(1), recalled[i].Entries);
        }
    }

    [Theory]
    [InlineData("Ünïcødé")]
    [InlineData("客户-7")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("a'b\"c\\d%_;--")]
    public async Task Ids_are_kept_to_the_character(string id)
    {
        var scribe = await GivenAsync(new(id), Purchase(id, channel: id));

        var recalled = await Ledger.RecallAsync(scribe.Recall($"purchase:{id}"));

        Same.State(scribe.State, recalled.Row?.State);
        Assert.Equal($"purchase:{id}", Assert.Single(recalled.Entries).NaturalId);
        Same.Entries(scribe.Entries, await Ledger.ReadEntriesAsync(id, 0, 10));
        Assert.Equal([scribe.Line], (await Ledger.ReadCustomersAsync(CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, id), null, 10)).Lines);
    }

    [Fact]
    public async Task Ids_that_differ_only_in_composition_or_case_are_different_customers()
    {
        string[] ids = ["\u00e9", "e\u0301", "E\u0301", "\u00c9"];
        foreach (var id in ids) await GivenAsync(new(id), Purchase(id));

        foreach (var id in ids) Assert.Equal($"purchase:{id}", (await Ledger.ReadEntriesAsync(id, 0, 1))[0].NaturalId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-570)]
    [InlineData(345)]
    [InlineData(840)]
    public async Task Occurred_at_keeps_the_callers_offset_and_microseconds(int offsetMinutes)
    {
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromMinutes(offsetMinutes)).AddMicroseconds(789_123);
        var ada = await GivenAsync(new("ada"), Purchase("p1", at: at));

        var read = (await Ledger.ReadEntriesAsync("ada", 0, 1))[0];

        Assert.True(at.EqualsExact(read.OccurredAt));
        Assert.Equal(Start, read.RecordedAt);
        Assert.Equal(at, (await Ledger.RecallAsync(ada.Recall())).Row?.State.FirstOrderAt);
        Assert.Equal(at, (await Ledger.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines[0][PurchaseFields.LastPurchaseAt]);
    }

    [Fact]
    public async Task Occurred_at_reaches_back_to_1970()
    {
        await GivenAsync(new("ada"), Purchase("p1", at: DateTimeOffset.UnixEpoch), Purchase("p2", at: DateTimeOffset.UnixEpoch.AddMicroseconds(1)));

        var facts = (await Ledger.ReadEntriesAsync("ada", 0, 10)).Where(entry => entry.NaturalId is not null);

        Assert.Equal([DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMicroseconds(1)], facts.Select(entry => entry.OccurredAt));
    }

    [Fact]
    public async Task Long_texts_are_kept_whole()
    {
        var comment = string.Concat(Enumerable.Repeat("\"ß\n😀\\", 330));
        var ada = await GivenAsync(new("ada"), new GiveFeedback { FeedbackId = "f1", Nps = 10, Comment = comment, OccurredAt = Start });

        var given = Assert.IsType<FeedbackGiven>(Assert.Single((await Ledger.RecallAsync(ada.Recall("feedback:f1"))).Entries).Event);

        Assert.Equal(comment, given.Comment);
    }

    [Theory]
    [InlineData(0, 100, 1, 25)]
    [InlineData(0, 5, 1, 5)]
    [InlineData(5, 5, 6, 10)]
    [InlineData(22, 5, 23, 25)]
    [InlineData(25, 5, 0, -1)]
    [InlineData(long.MaxValue, 5, 0, -1)]
    public async Task ReadEntriesAsync_gives_the_page_after_a_sequence(long after, int limit, int first, int last)
    {
        var all = new Scribe("ada");
        await GivenAsync(all, [.. Enumerable.Range(0, 22).Select(i => Purchase($"p{i}"))]);
        Assert.Equal(25, all.Entries.Count);

        var page = await Ledger.ReadEntriesAsync("ada", after, limit);

        Same.Entries(all.Entries.Skip(first - 1).Take(last - first + 1), page);
    }

    [Fact]
    public async Task ReadEntriesAsync_of_an_unknown_customer_is_empty() => Assert.Empty(await Ledger.ReadEntriesAsync("nobody", 0, 10));

    [Fact]
    public async Task RecallAsync_gives_back_what_a_newer_version_has_added_to_a_state()
    {
        var (ada, newer) = (new Scribe("ada"), ",\"points\":{\"balance\":1.50,\"of\":[\"ü\",null]}}");
        var append = ada.Write(Purchase("p1"));
        var state = LedgerJson.DecodeState(System.Text.Encoding.UTF8.GetBytes(LedgerJson.Encode(append.After)[..^1] + newer));
        await Ledger.AppendAsync(new(append.Before, append.Entries, state, append.Difference, [], append.Due));

        Assert.EndsWith(newer, LedgerJson.Encode((await Ledger.RecallAsync(ada.Recall())).Row!.State), StringComparison.Ordinal);
    }

    private static RecordReturn Return(string id, string purchaseId) =>
        new() { ReturnId = id, PurchaseId = purchaseId, Amount = Domain.Program.Money.Round(1), OccurredAt = Start.AddDays(1) };
}
