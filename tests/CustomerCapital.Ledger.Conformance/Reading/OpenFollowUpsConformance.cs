using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Follow-ups that are not done are read page by page, of all customers, the earliest due first.</summary>
public abstract class OpenFollowUpsConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task ReadFollowUpsAsync_pages_through_those_that_are_not_done(int limit)
    {
        var expected = new List<FollowUpPlace>();
        for (var customer = 0; customer < 6; customer++)
        {
            var scribe = new Scribe($"c{customer}");
            await Ledger.AppendAsync(scribe.Write([Scribe.Purchase("p"), .. Enumerable.Range(0, customer).Select(i => Planned($"f{i}", Due(customer, i)))]));
            if (customer > 0) await Ledger.AppendAsync(scribe.Write(new CompleteFollowUp { FollowUpId = "f0", OccurredAt = Scribe.Start }));
            expected.AddRange(Enumerable.Range(1, Math.Max(0, customer - 1)).Select(i => new FollowUpPlace(Due(customer, i), $"c{customer}", $"f{i}")));
        }

        Assert.Equal(expected.Order(FollowUpPlace.Order), await ReadAllAsync(DateTimeOffset.MaxValue, limit));
        var through = Scribe.Start.AddDays(2);
        Assert.Equal(expected.Where(open => open.DueAt <= through).Order(FollowUpPlace.Order), await ReadAllAsync(through, limit));
        Assert.Empty(await ReadAllAsync(Scribe.Start.AddDays(-1), limit));

        static DateTimeOffset Due(int customer, int i) => Scribe.Start.AddDays((customer * i) % 4);
    }

    [Fact]
    public async Task ReadFollowUpsAsync_has_instants_in_UTC_and_whole_microseconds_of_any_time()
    {
        await Ledger.AppendAsync(new Scribe("a").Write(
            Planned("late", new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)),
            Planned("early", new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(10)),
            Planned("local", Scribe.Start.AddTicks(19).ToOffset(TimeSpan.FromHours(5)))));

        Assert.Equal(
            [
                new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(10), "a", "early"), new(Scribe.Start.AddMicroseconds(1), "a", "local"),
                new(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), "a", "late"),
            ],
            await ReadAllAsync(Decider.Microseconds(DateTimeOffset.MaxValue), 10));
    }

    [Fact]
    public async Task AppendAsync_of_appends_of_one_actor_at_once_keeps_the_last_follow_ups()
    {
        var scribe = new Scribe("a");

        await Task.WhenAll(
            Ledger.AppendAsync(scribe.Write(Planned("1", Scribe.Start), Planned("2", Scribe.Start))),
            Ledger.AppendAsync(scribe.Write(new CompleteFollowUp { FollowUpId = "1", OccurredAt = Scribe.Start })),
            Ledger.AppendAsync(scribe.Write(Scribe.Purchase("q"))));

        Assert.Equal([new(Scribe.Start, "a", "2")], await ReadAllAsync(Scribe.Start, 10));
        Assert.Equal(IndexedCustomer.Of(scribe.State), (await Ledger.ReadIndexedAsync(["a"]))["a"]);
    }

    private static ScheduleFollowUp Planned(string id, DateTimeOffset due) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = due, OccurredAt = Scribe.Start };

    private async Task<List<FollowUpPlace>> ReadAllAsync(DateTimeOffset through, int limit)
    {
        var read = new List<FollowUpPlace>();
        IReadOnlyList<FollowUpPlace> page;
        while ((page = await Ledger.ReadFollowUpsAsync(through, read.LastOrDefault(), limit)).Count > 0)
        {
            Assert.InRange(page.Count, 1, limit);
            read.AddRange(page);
        }

        return read;
    }
}
