using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>Entries and the register, by page.</summary>
public abstract class RegisterConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task EntriesAsync_pages_through_the_history_without_a_gap(int limit)
    {
        await GivenAsync("ada", [.. Enumerable.Range(0, 10).Select(i => Purchase($"p{i}"))]);
        var all = await EntriesAsync("ada");

        var paged = new List<Entry>();
        while (await Engine.Customer("ada").EntriesAsync(paged.Count, limit) is { Count: > 0 } page)
        {
            Assert.Equal(Math.Min(limit, all.Count - paged.Count), page.Count);
            paged.AddRange(page);
        }

        Assert.Equal(Whole(all), Whole(paged));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"purchase:p{i}"), paged.Select(entry => entry.NaturalId).OfType<string>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task FindAsync_pages_through_the_register_by_id(int limit)
    {
        for (var i = 0; i < 20; i++) await GivenAsync($"c{i:00}", [new RegisterCustomer { AcquisitionChannel = i % 2 == 0 ? "web" : null }, .. Purchases(i % 3)]);

        Assert.Equal(Ids(i => true), await FindAllAsync(Segment.Everyone, limit));
        Assert.Equal(Ids(i => i % 3 == 1), await FindAllAsync(Stands(Rung.Buyer), limit));
        Assert.Equal(Ids(i => i % 6 == 2), await FindAllAsync(new AllOf([Stands(Rung.Customer), CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, "web")]), limit));
        Assert.Empty(await FindAllAsync(LadderFields.Lapsed.Where(SegmentOperator.Equals, true), limit));
        Assert.Equal(20, await Engine.AskAsync(new CountCustomers(Segment.Everyone)));
        Assert.Equal(7, await Engine.AskAsync(new CountCustomers(Stands(Rung.Buyer))));

        static Segment Stands(Rung rung) => LadderFields.Rung.Where(SegmentOperator.Equals, rung);
        static IEnumerable<string> Ids(Func<int, bool> which) => Enumerable.Range(0, 20).Where(which).Select(i => $"c{i:00}");
        static ActorCommand[] Purchases(int count) => [.. Enumerable.Range(0, count).Select(p => Purchase($"p{p}"))];
    }

    private async Task<List<string>> FindAllAsync(Segment segment, int limit)
    {
        var ids = new List<string>();
        for (var more = true; more;)
        {
            var page = await Engine.AskAsync(new FindCustomers(segment, ids.LastOrDefault(), limit));
            ids.AddRange(page.Lines.Select(line => line.CustomerId));
            more = page.More;
        }

        return ids;
    }
}
