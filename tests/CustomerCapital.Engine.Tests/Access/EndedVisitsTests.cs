using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Access;

public sealed class EndedVisitsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void With_forgets_visits_whose_cookies_are_over_and_no_other()
    {
        var ended = new EndedVisits([]).With(Visit(1), Start).With(Visit(2), Start.AddHours(1));
        Assert.Equal(["v1", "v2"], ended.Visits.Select(visit => visit.VisitId));

        Assert.Equal(["v2", "v3"], ended.With(Visit(3), Start.AddHours(12)).Visits.Select(visit => visit.VisitId));
        Assert.Null(ended.BegunBy);
    }

    [Fact]
    public void With_where_there_is_no_room_ends_visits_that_nobody_has_ended_and_never_lets_one_come_back()
    {
        var ended = new EndedVisits([]);
        for (var i = 0; i < 25; i++)
        {
            ended = ended.With(Visit(i), Start, most: 10);
            Assert.True(ended.Visits.Count <= 10);
            for (var before = 0; before <= i; before++) Assert.True(Visit(before).BegunAt <= ended.BegunBy || ended.Visits.Any(visit => visit.VisitId == $"v{before}"));
        }

        // The latest sign-ins stay as they are.
        Assert.True(ended.BegunBy < Visit(24).BegunAt);
    }

    [Fact]
    public async Task Visit_that_was_ended_is_not_taken_by_a_process_that_had_read_before_once_that_is_answered()
    {
        var time = new FakeTimeProvider(Start);
        await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), time);
        var ring = new VisitRing(version => engine.AskAsync(new ReadEndedVisits(version)), time);
        var (visit, other) = (new Visit("v1", Start), new Visit("v2", Start));
        Assert.False(await ring.HasEndedAsync(visit));

        var ending = engine.AskAsync(new EndVisit(visit.VisitId, visit.BegunAt, TimeSpan.FromHours(12)));
        Assert.False(ending.IsCompleted);
        time.Advance(KeyRing.Lease + KeyRing.Allowance);
        Assert.True(await ending);
        Assert.True(await ring.HasEndedAsync(visit));
        Assert.False(await ring.HasEndedAsync(other));
    }

    [Fact]
    public async Task Id_that_no_visit_has_is_not_kept()
    {
        await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        await Assert.ThrowsAsync<ArgumentException>(() => engine.AskAsync(new EndVisit("", Start, TimeSpan.FromHours(1))));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.AskAsync(new EndVisit(new string('v', Engine.Access.Visit.IdLimit + 1), Start, TimeSpan.FromHours(1))));
    }

    private static EndedVisit Visit(int number) => new($"v{number}", Start.AddMinutes(number), Start.AddHours(number < 2 ? 12 : 24));
}
