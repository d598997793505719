using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Reports;

/// <summary>Every report counts what has been answered, at once.</summary>
public abstract class ReportsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task MetricsAsync_after_each_answer_counts_it()
    {
        for (var i = 1; i <= 20; i++)
        {
            await GivenAsync($"c{i % 7}", Purchase($"p{i}", i));

            var metrics = await Engine.AskAsync(new ReportMetrics());
            Assert.Equal((Math.Min(i, 7), i, Money.Round(i * (i + 1) / 2)), (metrics.BuyingCustomers, metrics.Orders, metrics.Revenue));
        }
    }

    [Fact]
    public async Task MetricsAsync_of_150_orders_by_100_customers_of_whom_50_came_again()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => GivenAsync($"c{i}", i % 2 == 0 ? [Purchase("p1", 20)] : [Purchase("p1", 20), Purchase("p2", 20)])));

        var metrics = await Engine.AskAsync(new ReportMetrics());

        Assert.Equal((0.5, 1.5, Money.Round(20), Money.Round(30)), (metrics.RepeatPurchaseRate!.Value, metrics.PurchaseFrequency!.Value, metrics.AverageOrderValue!.Value, metrics.CustomerValue!.Value));
    }

    [Fact]
    public async Task CohortsAsync_after_a_late_purchase_and_its_return_moves_the_customer_there_and_back()
    {
        var january = Month.Of(2026, 1);
        await GivenAsync("ada", Purchase("p1", at: Start));
        Assert.Equal([(january, 0, 1L)], await CellsAsync());

        await GivenAsync("ada", Purchase("p0", at: Start.AddMonths(-2)));
        Assert.Equal([(january.Plus(-2), 0, 1L), (january.Plus(-2), 1, 0L), (january.Plus(-2), 2, 1L)], await CellsAsync());

        await GivenAsync("ada", WholeReturn("r0", "p0"));
        Assert.Equal([(january, 0, 1L)], await CellsAsync());
    }

    [Fact]
    public async Task LadderAsync_and_ValueAsync_count_by_rung_and_channel()
    {
        await GivenAsync("ada", new RegisterCustomer { AcquisitionChannel = "web", AcquisitionCost = Money.Round(4) }, Purchase("p1", 10), Purchase("p2", 20));
        await GivenAsync("bob", Purchase("p1", 7));

        var census = (await Engine.AskAsync(new ReportLadder())).Rungs.Where(rung => rung.Customers > 0).Select(rung => (rung.Rung, rung.Customers, rung.Revenue));
        var value = await Engine.AskAsync(new ReportValue());

        Assert.Equal([(Rung.Buyer, 1L, Money.Round(7)), (Rung.Customer, 1L, Money.Round(30))], census);
        Assert.Equal(Money.Round(33), value.HistoricValue);
        Assert.Equal(
            [(null, 1L, Money.Round(7)), ("web", 1L, Money.Round(26))], value.Channels.Select(channel => (channel.Channel, channel.Customers, channel.HistoricValue)));
    }

    [Fact]
    public async Task LadderAsync_and_ValueAsync_take_off_the_cost_of_rewards_by_rung_and_channel()
    {
        var policy = Engine.Policy.Program.Policy;
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Rewards = [new("mug", Cost: Money.Round(3), Gift: new() { Stocked = false })] }, null)).Faults);
        await GivenAsync("ada", new RegisterCustomer { AcquisitionChannel = "web" }, Purchase("p1", 10), new GrantReward { GrantId = "g1", Reward = "mug", Free = true });
        await GivenAsync("bob", Purchase("p1", 7), new GrantReward { GrantId = "g1", Reward = "mug", Free = true });
        await GivenAsync("bob", new GrantReward { GrantId = "g2", Reward = "mug", Free = true }, new ReverseGrant { GrantId = "g1" });
        // Whoever moves up takes the cost along.
        await GivenAsync("ada", Purchase("p2", 20));

        var census = (await Engine.AskAsync(new ReportLadder())).Rungs.Where(rung => rung.Customers > 0).Select(rung => (rung.Rung, rung.HistoricValue));
        var value = await Engine.AskAsync(new ReportValue());

        Assert.Equal([(Rung.Buyer, Money.Round(4)), (Rung.Customer, Money.Round(27))], census);
        Assert.Equal(Money.Round(31), value.HistoricValue);
        Assert.Equal([(null, Money.Round(3), Money.Round(4)), ("web", Money.Round(3), Money.Round(27))], value.Channels.Select(channel => (channel.Channel, channel.RewardCost, channel.HistoricValue)));
    }

    private async Task<IEnumerable<(Month, int, long)>> CellsAsync() =>
        (await Engine.AskAsync(new ReportCohorts())).Select(cell => (cell.Cohort, cell.Age, cell.Customers));
}
