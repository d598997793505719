using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Value;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Value;

public sealed class ValueTests
{
    [Fact]
    public void HistoricValue_is_margin_of_net_revenue_less_acquisition_cost()
    {
        var policy = new ProgramPolicy { Currency = "EUR", MarginRate = 0.4m };
        var scenario = new CustomerScenario(policy).Given(
            new RegisterCustomer { AcquisitionCost = Amount("25.00") }, Purchase("p1", "100.00"), Return("r1", "p1", "30.00"));

        Assert.Equal(Amount("3.00"), HistoricValue.Of(scenario.State, policy));
        Assert.Equal(new Account(Domain.Ladder.Rung.Buyer, false, 1, Amount("70.00"), Amount("3.00")), Account.Of(scenario.State, policy));
    }

    [Fact]
    public void HistoricValue_takes_off_what_gifts_and_raffle_entries_cost_until_they_are_taken_back_and_nothing_of_what_comes_off_purchases()
    {
        var policy = new ProgramPolicy
        {
            Currency = "EUR",
            Wallets = [new("points")],
            Rewards =
            [
                new("mug", Cost: Amount("4.00"), Gift: new() { Stocked = false }), new("draw", Cost: Amount("0.50"), Raffle: new("summer", 2)),
                new("five", Cost: Amount("5.00"), Voucher: new() { Value = Amount("5.00") }), new("bonus", Cost: Amount("1.00"), Credit: new("points", new(1_0000))),
            ],
        };
        var scenario = new CustomerScenario(policy).Given(Purchase("p1", "100.00"));
        foreach (var reward in policy.Rewards) scenario.Given(new GrantReward { GrantId = reward.Name, Reward = reward.Name, Free = true });

        Assert.Equal(Amount("95.50"), HistoricValue.Of(scenario.State, policy));
        Assert.Equal(Amount("4.50"), RewardFields.RewardCost.Of(scenario.State));

        foreach (var reward in policy.Rewards) scenario.Given(new ReverseGrant { GrantId = reward.Name });
        Assert.Equal(Amount("100.00"), HistoricValue.Of(scenario.State, policy));
    }

    [Fact]
    public void HistoricValue_of_one_who_has_not_paid_back_is_negative() =>
        Assert.Equal(Amount("-25.00"), HistoricValue.Of(Money.Zero, Amount("25.00"), Money.Zero, new ProgramPolicy()));

    [Fact]
    public void SimpleValue_multiplies_order_value_frequency_lifetime_and_margin()
    {
        // 6,000 of 150 orders is 40 an order; 150 orders in 600 customer-months is 0.25 a month; 5 % churn is 20 months; 40 * 0.25 * 20 * 0.3 = 60.
        var value = SimpleValue.Of(Amount("6000"), 150, 600, 0.05m, 0.3m);

        Assert.Equal(new SimpleValue(Amount("60.00"), Amount("40.00"), 0.25, 20, 0.3m), value);
    }

    [Theory]
    [InlineData(0, 600, "0.05")]
    [InlineData(150, 0, "0.05")]
    [InlineData(150, 600, "0")]
    [InlineData(150, 600, null)]
    public void SimpleValue_without_orders_customers_or_churn_is_unknown(long orders, long customerMonths, string? churn) => Assert.Null(
        SimpleValue.Of(Amount("6000"), orders, customerMonths, churn is null ? null : decimal.Parse(churn, System.Globalization.CultureInfo.InvariantCulture), 0.3m).Value);
}
