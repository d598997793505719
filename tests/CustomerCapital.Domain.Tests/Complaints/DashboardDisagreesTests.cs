using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: the reports disagree with the customers they count.</summary>
public sealed class DashboardDisagreesTests
{
    [Fact]
    public void Reports_agree_with_each_other_after_late_purchases_returns_and_lapses()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "30.00"), Purchase("late", "20.00", Start.AddDays(-70)), Return("r1", "p1", "5.00"));
        scenario.AfterDays(200).Given(Return("r2", "late"), Return("credit", null, "2.50"));
        var counters = Counters.Of(scenario.State, scenario.Program.Calendar);
        var running = Month.Of(2026, 8);

        var metrics = MetricsReport.Of(counters, running);
        var census = LadderReport.Of(counters, scenario.Program.Policy, running, 1m);
        var cells = CohortReport.Of(counters, null, running, running).ToList();

        Assert.Equal((1, 1, Amount("22.50")), (metrics.BuyingCustomers, metrics.Orders, metrics.Revenue));
        Assert.Equal((metrics.Customers, metrics.Orders, metrics.Revenue.ToDecimal()),
            (census.Rungs.Sum(rung => rung.Customers), census.Rungs.Sum(rung => rung.Orders), census.Rungs.Sum(rung => rung.Revenue.ToDecimal())));
        Assert.Equal((metrics.Orders, metrics.Revenue.ToDecimal()), (cells.Sum(cell => cell.Orders), cells.Sum(cell => cell.Revenue.ToDecimal())));
        Assert.Equal((scenario.State.Orders, scenario.State.Revenue), (metrics.Orders, metrics.Revenue));
        Assert.Equal(1, census.Rungs[(int)scenario.State.Standing.Rung - 1].Lapsed);
    }
}
