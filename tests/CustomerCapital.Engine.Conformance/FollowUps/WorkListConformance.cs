using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Conformance.FollowUps;

/// <summary>The work list has the follow-ups of all customers that are not done, the earliest due first.</summary>
public abstract class WorkListConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    protected override string? TimeZone => "Pacific/Auckland";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task WorkListAsync_pages_through_what_is_not_done(int limit)
    {
        await GivenAsync("ada", Planned("late", 3), Planned("early", -2), Planned("done", -1));
        await GivenAsync("bob", Planned("early", -2), Planned("next", 1));
        await GivenAsync("cyd", Purchase("p1", 10));
        await GivenAsync("ada", new CompleteFollowUp { FollowUpId = "done" });

        Assert.Equal(["ada early True", "bob early True", "bob next False", "ada late False"], await ReadAllAsync(limit));

        Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["ada early True", "bob early True", "bob next True", "ada late False"], await ReadAllAsync(limit));
    }

    [Fact]
    public async Task WorkListAsync_through_a_day_has_what_is_due_by_its_end_in_the_programs_zone()
    {
        // 13 hours before UTC in January.
        var midnight = new DateTimeOffset(2026, 1, 20, 0, 0, 0, TimeSpan.FromHours(13));
        ScheduleFollowUp call = new() { FollowUpId = "last", Kind = FollowUpKind.Call, DueAt = midnight.AddMicroseconds(-1) };
        await GivenAsync("ada", call, call with { FollowUpId = "next", DueAt = midnight });

        Assert.Equal(["ada last"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 19)))));
        Assert.Equal(["ada last", "ada next"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 20)))));
        Assert.Empty(Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 18)))));
        Assert.Equal(["ada last", "ada next"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, DateOnly.MaxValue))));

        static IEnumerable<string> Due(WorkList page) => page.FollowUps.Select(open => $"{open.CustomerId} {open.FollowUpId}");
    }

    [Fact]
    public async Task WorkListAsync_tells_whom_it_is_about_and_what()
    {
        await GivenAsync(
            "ada", new RegisterCustomer { Name = "Ada Lovelace" }, Purchase("p1", 10),
            new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Letter, DueAt = Sample.Start.AddDays(1), Note = "Thank her", PurchaseId = "p1" });

        var page = await Engine.AskAsync(new ReadWorkList(null, 10));

        Assert.Equal([new("ada", "Ada Lovelace", "f", FollowUpKind.Letter, Sample.Start.AddDays(1), "Thank her", "p1", Overdue: false)], page.FollowUps);
        Assert.Null(page.Next);
    }

    private static ScheduleFollowUp Planned(string id, int days) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Sample.Start.AddDays(days) };

    private async Task<List<string>> ReadAllAsync(int limit)
    {
        var read = new List<string>();
        var (after, isFirst) = ((FollowUpPlace?)null, true);
        for (; isFirst || after is not null; isFirst = false)
        {
            var page = await Engine.AskAsync(new ReadWorkList(after, limit));
            read.AddRange(page.FollowUps.Select(open => $"{open.CustomerId} {open.FollowUpId} {open.Overdue}"));
            after = page.Next;
        }

        return read;
    }
}
