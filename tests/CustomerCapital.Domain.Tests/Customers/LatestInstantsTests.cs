using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Customers;

/// <summary>The bounded memory of order times, and the history that fills it up when returns empty it.</summary>
public sealed class LatestInstantsTests
{
    [Fact]
    public void With_a_seventeenth_keeps_the_latest_sixteen()
    {
        var kept = LatestInstants.Empty;
        foreach (var day in (int[])[3, 1, 2, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4])
            kept = kept.With(Start.AddDays(day), complete: kept.Count < LatestInstants.Capacity);

        Assert.Equal(Enumerable.Range(2, 16).Reverse().Select(day => Start.AddDays(day)), kept.NewestFirst);
        Assert.Equal((Start.AddDays(17), Start.AddDays(2)), (kept[0], kept.Oldest));
        Assert.Null(kept[16]);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void With_one_older_than_all_is_kept_only_where_none_is_missing(bool complete, int count) =>
        Assert.Equal(count, LatestInstants.Of([Start]).With(Start.AddDays(-1), complete).Count);

    [Fact]
    public void Without_takes_one_of_equal_instants_and_ignores_an_unknown_one()
    {
        var twice = LatestInstants.Of([Start, Start]);

        Assert.Equal(1, twice.Without(Start.ToOffset(TimeSpan.FromHours(5))).Count);
        Assert.Same(twice, twice.Without(Start.AddDays(1)));
    }

    [Fact]
    public void Orders_beyond_capacity_keep_their_count_and_the_first_orders_time()
    {
        var state = Daily(40).State;

        Assert.Equal((40, 16), (state.Orders, state.LatestOrders.Count));
        Assert.Equal((Start, Start.AddDays(39)), (state.FirstOrderAt, state.LastOrderAt));
    }

    [Fact]
    public void Return_of_an_order_that_is_no_longer_remembered_needs_no_history()
    {
        var scenario = Daily(40).Given(Return("r", "p5"));

        Assert.Null(scenario.Last<ReturnRecorded>().LatestOrders);
        Assert.Equal((39, 16, Start), (scenario.State.Orders, scenario.State.LatestOrders.Count, scenario.State.FirstOrderAt));
    }

    [Fact]
    public void Return_of_the_first_of_many_orders_asks_for_the_history_and_finds_the_second()
    {
        var scenario = Daily(40);
        Assert.True(Decider.Decide(scenario.State, Return("r", "p0"), new(scenario.Entries), scenario.Program, scenario.Now, scenario.NewCode).NeedsHistory);

        scenario.Given(Return("r", "p0"));

        Assert.Equal((39, 16, Start.AddDays(1)), (scenario.State.Orders, scenario.State.LatestOrders.Count, scenario.State.FirstOrderAt));
    }

    [Fact]
    public void Returns_of_the_latest_orders_one_by_one_never_lose_an_order_time()
    {
        var scenario = Daily(40);

        for (var left = 39; left >= 0; left--)
        {
            scenario.Given(Return($"r{left}", $"p{left}"));
            Assert.Equal(left, scenario.State.Orders);
            Assert.InRange(scenario.State.LatestOrders.Count, Math.Min(left, LatestInstants.Needed), LatestInstants.Capacity);
            Assert.Equal(left == 0 ? null : Start.AddDays(left - 1), scenario.State.LastOrderAt);
            Assert.Equal(left == 0 ? null : Start, scenario.State.FirstOrderAt);
        }

        Assert.Equal(Standing.Start, scenario.State.Standing);
        // Every fifth return finds fewer than twelve kept, until all that are left are kept.
        Assert.Equal(5, scenario.Entries.Count(entry => entry.Event is ReturnRecorded { LatestOrders: not null }));
    }

    [Fact]
    public void Member_by_twelve_orders_stays_one_however_many_later_orders_come_back()
    {
        var policy = new ProgramPolicy { Currency = "EUR", Member = new(Orders: 12, WithinDays: 365) };
        var scenario = Daily(40, policy);

        for (var i = 39; i >= 12; i--) scenario.Given(Return($"r{i}", $"p{i}"));
        Assert.Equal(Rung.Member, scenario.State.Standing.Rung);

        scenario.Given(Return("r11", "p11"));
        Assert.Equal(Rung.Customer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Return_that_filled_up_from_history_replays_to_the_same_state()
    {
        var scenario = Daily(20);
        for (var i = 19; i >= 10; i--) scenario.Given(Return($"r{i}", $"p{i}"));

        var replayed = scenario.Entries.Aggregate(
            ActorState.New("ada"), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar));

        Assert.Equal(scenario.State.LatestOrders, replayed.LatestOrders);
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(day => Start.AddDays(day)), replayed.LatestOrders.NewestFirst);
    }

    private static CustomerScenario Daily(int orders, ProgramPolicy? policy = null)
    {
        var scenario = new CustomerScenario(policy);
        for (var i = 0; i < orders; i++) scenario.Given(Purchase($"p{i}")).AfterDays(1);
        return scenario;
    }
}
