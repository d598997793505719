using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Referrals;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: buy, collect, return, and keep what the purchase earned.</summary>
public sealed class BuyCollectReturnTests
{
    [Fact]
    public void Rung_earned_by_purchases_falls_with_each_that_comes_back()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Purchase("p2"), Purchase("p3"), Purchase("p4"));
        Assert.Equal(Rung.Member, scenario.State.Standing.Rung);

        Assert.Equal(Rung.Customer, scenario.Given(Return("r4", "p4")).State.Standing.Rung);
        Assert.Equal(Rung.Customer, scenario.Given(Return("r3", "p3")).State.Standing.Rung);
        Assert.Equal(Rung.Buyer, scenario.Given(Return("r2", "p2")).State.Standing.Rung);
        Assert.Equal(Rung.InTargetMarket, scenario.Given(Return("r1", "p1")).State.Standing.Rung);
    }

    [Fact]
    public void Return_in_parts_undoes_the_order_as_a_return_at_once_does()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Purchase("p2", "9.00"));

        Assert.Equal(Rung.Customer, scenario.Given(Return("r1", "p2", "8.9999")).State.Standing.Rung);
        Assert.Equal(Rung.Buyer, scenario.Given(Return("r2", "p2", "0.0001")).State.Standing.Rung);
    }

    [Fact]
    public void Referral_reward_is_called_off_when_the_referred_person_returns_everything()
    {
        var scenario = new CustomerScenario().Given(
            new AcceptReferral { ReferralId = "f1", ReferrerId = "bob" }, Purchase("p1"), Return("r1", "p1"));

        Assert.Equal(new ReferralConversionChanged("bob", 2, Start), scenario.Last<ReferralConversionChanged>());
    }
}
