using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: the tier follows a spendable balance, so that spending or a refund in money lowers it.</summary>
public sealed class TierFollowsTheBalanceTests
{
    [Fact]
    public void Rung_rests_on_orders_and_is_not_moved_by_money_paid_back()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Purchase("p2"), Purchase("p3"), Purchase("p4"));

        scenario.Given(Return("r1", "p1", "9.99"), Return("r2", null, "500.00"));

        Assert.Equal((new Standing(Rung.Member, false), Amount("-469.99")), (scenario.State.Standing, scenario.State.Revenue));
    }

    [Fact]
    public void Rung_of_two_customers_with_as_many_orders_is_the_same_whatever_they_spend() => Assert.Equal(
        new CustomerScenario().Given(Purchase("p1", "0"), Purchase("p2", "0.01")).State.Standing,
        new CustomerScenario().Given(Purchase("p1", "9000"), Purchase("p2", "9000")).State.Standing);
}
