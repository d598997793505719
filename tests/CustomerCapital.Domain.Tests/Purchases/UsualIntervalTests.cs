using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Tests.Properties;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Purchases;

public sealed class UsualIntervalTests
{
    [Theory]
    [InlineData(new double[] { 30 }, null)]
    [InlineData(new double[] { 30, 20 }, null)]
    [InlineData(new double[] { 30, 20, 10 }, 10L)]
    [InlineData(new double[] { 10, 30, 29 }, 10L)] // In whichever order they are recorded, and however they lie between.
    [InlineData(new double[] { 30, 20, 10.125 }, 9L)]
    [InlineData(new double[] { 30, 30, 30 }, 1L)]
    [InlineData(new double[] { 40, 35, 20, 10 }, 10L)]
    public void Usual_interval_is_the_mean_of_the_times_between_orders_in_whole_days(double[] daysAgo, long? expected)
    {
        var scenario = new CustomerScenario();
        foreach (var (at, ago) in daysAgo.Index()) scenario.Given(Purchase($"p{at}") with { OccurredAt = Start.AddDays(-ago) });

        Assert.Equal(expected, scenario.State.UsualIntervalDays);
        var last = Start.AddDays(-daysAgo.Min());
        Assert.Equal(expected is { } usual ? (last.AddDays(usual), last.AddDays(2 * usual)) : (null, null), (scenario.State.NextOrderExpectedAt, scenario.State.AtRiskAt));
    }

    [Fact]
    public void Usual_interval_is_without_an_order_that_came_back_whole()
    {
        var scenario = new CustomerScenario();
        foreach (var ago in (int[])[400, 30, 20, 10]) scenario.Given(Purchase($"p{ago}") with { OccurredAt = Start.AddDays(-ago) });
        Assert.Equal(130, scenario.State.UsualIntervalDays);

        scenario.Given(new RecordReturn { ReturnId = "r", PurchaseId = "p400" });

        Assert.Equal((10, Start), (scenario.State.UsualIntervalDays, scenario.State.NextOrderExpectedAt));
        scenario.Given(new RecordReturn { ReturnId = "s", PurchaseId = "p10" });
        Assert.Equal((null, null, null), (scenario.State.UsualIntervalDays, scenario.State.NextOrderExpectedAt, scenario.State.AtRiskAt));
    }

    [Fact]
    public void Next_order_is_expected_at_the_end_of_time_where_there_is_no_later_one()
    {
        var last = DateTimeOffset.MaxValue.AddYears(-1_000);
        var state = PurchaseHistory.Part.Set(ActorState.New("ada"), new() { Orders = 3, FirstOrderAt = DateTimeOffset.UnixEpoch, LatestOrders = LatestInstants.Of([last, last, DateTimeOffset.UnixEpoch]) });

        Assert.Equal(Decider.Microseconds(DateTimeOffset.MaxValue), state.NextOrderExpectedAt);
        Assert.Equal(state.NextOrderExpectedAt, state.AtRiskAt);
    }

    [Fact]
    public void Usual_interval_of_any_history_is_that_of_the_orders_that_count() => Histories.Hold(Histories.OfOne, steps =>
    {
        var history = RandomHistory.Play(steps);
        var orders = new Recount(history.Scenario.Entries, history.Scenario.Program.Calendar).Orders;

        Assert.Equal(orders.Count < 3 ? default(long?) : Math.Max(1, (long)((orders[^1] - orders[0]) / (orders.Count - 1)).TotalDays), history.Scenario.State.UsualIntervalDays);
    });
}
