using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>The register by page: every combination of filters, by id, without a gap.</summary>
public abstract class CustomerListConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly string?[] Channels = [null, "web", "shop"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1_000)]
    public async Task ReadCustomersAsync_pages_through_every_combination_of_filters(int limit)
    {
        var everyone = await GivenCustomersAsync();
        var rungs = Enum.GetValues<Rung>().Cast<Rung?>().Prepend(null);
        var filters =
            from rung in rungs from lapsed in new bool?[] { null, false, true } from channel in Channels.Append("unknown") select (rung, lapsed, channel);

        foreach (var (rung, lapsed, channel) in filters)
        {
            var expected = everyone
                .Where(line => (rung is null || line.Of<Rung>(LadderFields.Rung) == rung) && (lapsed is null || line.Of<bool>(LadderFields.Lapsed) == lapsed) && (channel is null || (string?)line[CustomerFields.AcquisitionChannel] == channel)).ToList();
            var segment = new AllOf(
            [
                .. rung is { } on ? [LadderFields.Rung.Where(SegmentOperator.Equals, on)] : Array.Empty<Segment>(),
                .. lapsed is { } inactive ? [LadderFields.Lapsed.Where(SegmentOperator.Equals, inactive)] : Array.Empty<Segment>(),
                .. channel is { } way ? [CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, way)] : Array.Empty<Segment>(),
            ]);
            Assert.Equal(expected, await ReadAllAsync(segment, limit));
            Assert.Equal(expected.Count, await Ledger.CountCustomersAsync(segment));
        }
    }

    [Fact]
    public async Task ReadCustomersAsync_says_whether_others_follow()
    {
        foreach (var id in new[] { "a", "b", "c" }) await GivenAsync(new(id), Purchase("p"));

        Assert.True((await Ledger.ReadCustomersAsync(Segment.Everyone, null, 2)).More);
        Assert.False((await Ledger.ReadCustomersAsync(Segment.Everyone, null, 3)).More);
        Assert.False((await Ledger.ReadCustomersAsync(Segment.Everyone, "b", 1)).More);
        Assert.Empty((await Ledger.ReadCustomersAsync(Segment.Everyone, "c", 1)).Lines);
    }

    [Fact]
    public async Task ReadCustomersAsync_goes_on_after_an_id_that_does_not_exist()
    {
        foreach (var id in new[] { "a", "c" }) await GivenAsync(new(id), Purchase("p"));

        Assert.Equal("c", Assert.Single((await Ledger.ReadCustomersAsync(Segment.Everyone, "b", 10)).Lines).CustomerId);
    }

    [Fact]
    public async Task ReadCustomersAsync_orders_ids_by_their_code_points()
    {
        string[] ids = ["10", "9", "A", "B", "a", "ab", "é", "客", "\uff21", "\U0001f600"];
        foreach (var id in ids.Reverse()) await GivenAsync(new(id), Purchase("p"));

        Assert.Equal(ids, (await ReadAllAsync(Segment.Everyone, 1)).Select(line => line.CustomerId));
    }

    private async Task<List<CustomerLine>> GivenCustomersAsync()
    {
        var scribes = new List<Scribe>();
        for (var i = 0; i < 36; i++)
        {
            var scribe = new Scribe($"c{i:00}");
            var purchases = Enumerable.Range(0, 1 + i % 5).Select(p => Purchase($"p{p}", 1 + p, Channels[i % 3], Start.AddDays(p)));
            await GivenAsync(scribe, [.. purchases]);
            if (i % 4 == 0) await GivenAsync(scribe, new SetEnrolment { Enrolled = true, OccurredAt = Start.AddDays(10) });
            if (i % 7 < 3) await Ledger.AppendAsync(scribe.WriteCatchUp(Start.AddDays(200)));
            scribes.Add(scribe);
        }

        Assert.Equal(5, scribes.Select(scribe => (scribe.Line[LadderFields.Rung], scribe.Line[LadderFields.Lapsed])).Distinct().Count());
        return scribes.ConvertAll(scribe => scribe.Line);
    }

    private async Task<List<CustomerLine>> ReadAllAsync(Segment segment, int limit)
    {
        var lines = new List<CustomerLine>();
        while (true)
        {
            var page = await Ledger.ReadCustomersAsync(segment, lines.Count == 0 ? null : lines[^1].CustomerId, limit);
            Assert.True(page.Lines.Count == limit || !page.More);
            lines.AddRange(page.Lines);
            if (!page.More) return lines;
        }
    }
}
