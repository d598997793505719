using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Conformance.Feed;

/// <summary>Who follows the feed has every entry of everyone once, as the histories have it.</summary>
public abstract class EntryFeedConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task Feed_is_all_histories_and_goes_on_later(int limit)
    {
        foreach (var i in Enumerable.Range(0, 5)) await GivenAsync($"c{i % 3}", Purchase($"p{i}"), Purchase($"q{i}"));
        var (read, place) = await ReadOnAsync(FeedPlace.Start, limit);
        await GivenAsync("late", Purchase("p"));
        var (more, _) = await ReadOnAsync(place, limit);

        await AssertHistoriesAsync(["c0", "c1", "c2"], read);
        await AssertHistoriesAsync(["late"], more);
    }

    [Fact]
    public async Task Feed_that_is_followed_while_others_write_misses_none_and_has_none_twice()
    {
        string[] customers = [.. Enumerable.Range(0, 12).Select(i => $"c{i:00}")];
        var writing = Task.WhenAll(customers.Select(customer => Task.Run(async () =>
        {
            foreach (var i in Enumerable.Range(0, 8)) await GivenAsync(customer, Purchase($"p{i}"));
        })));
        var (read, place) = (new List<Entry>(), FeedPlace.Start);
        for (var ended = false; !ended;)
        {
            ended = writing.IsCompleted;
            var (more, next) = await ReadOnAsync(place, 20);
            read.AddRange(more);
            place = next;
        }

        await writing;
        await AssertHistoriesAsync(customers, read);
    }

    [Fact]
    public async Task Feed_from_a_place_that_is_none_of_this_ledger_is_refused()
    {
        await GivenAsync("ada", Purchase("p"));

        Assert.Null(await Engine.AskAsync(new ReadFeed(new([1_000_000]), 10)));
        Assert.Null(await Engine.AskAsync(new ReadFeed(new([0, 0, 0, 0, 0, 0, 0]), 10)));
    }

    private async Task<(IReadOnlyList<Entry> Read, FeedPlace End)> ReadOnAsync(FeedPlace place, int limit)
    {
        var read = new List<Entry>();
        for (; await Engine.AskAsync(new ReadFeed(place, limit)) is { Entries.Count: > 0 } page; place = page.Next)
        {
            Assert.InRange(page.Entries.Count, 1, limit);
            read.AddRange(page.Entries);
        }

        return (read, place);
    }

    private async Task AssertHistoriesAsync(IReadOnlyList<string> customers, IReadOnlyList<Entry> read)
    {
        var histories = read.ToLookup(entry => entry.CustomerId);
        Assert.Equal(customers, histories.Select(history => history.Key).Order(StringComparer.Ordinal));
        foreach (var customer in customers) Assert.Equal(Whole(await EntriesAsync(customer)), Whole(histories[customer]));
    }
}
