using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Ladder;

public sealed class LadderTests
{
    [Theory]
    [InlineData(0, Rung.InTargetMarket)]
    [InlineData(1, Rung.Buyer)]
    [InlineData(2, Rung.Customer)]
    [InlineData(3, Rung.Customer)]
    [InlineData(4, Rung.Member)]
    public void Purchases_so_many_within_a_year_earn_the_rung(int purchases, Rung rung)
    {
        var scenario = new CustomerScenario();

        for (var i = 0; i < purchases; i++) scenario.Given(Purchase($"p{i}")).AfterDays(7);

        Assert.Equal(rung, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Inquiry_without_a_purchase_makes_a_prospect()
    {
        var scenario = new CustomerScenario().Given(new RecordInteraction { InteractionId = "i1", Kind = InteractionKind.Inquiry });

        var change = Assert.Single(scenario.StandingChanges);
        Assert.Equal(new Standing(Rung.Prospect, false), change.To);
        Assert.Equal(StandingReason.InterestShown, change.Reason);
        Assert.Equal(["interaction:i1"], change.Evidence);
    }

    [Fact]
    public void Lapse_after_180_days_without_a_purchase_steps_down_and_a_purchase_makes_active_again()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }, Purchase("p1"));

        scenario.AfterDays(179);
        Assert.Equal(new Standing(Rung.Member, false), scenario.State.Standing);
        scenario.AfterDays(1);
        Assert.Equal(new Standing(Rung.Customer, true), scenario.State.Standing);
        scenario.Given(Purchase("p2"));
        Assert.Equal(new Standing(Rung.Member, false), scenario.State.Standing);

        Assert.Equal(
            [StandingReason.Enrolled, StandingReason.Lapsed, StandingReason.PurchaseAfterLapse],
            scenario.StandingChanges.Select(change => change.Reason));
    }

    [Theory]
    [InlineData(8, null, Rung.Member)]
    [InlineData(9, null, Rung.Advocate)]
    [InlineData(null, 3, Rung.Member)]
    [InlineData(null, 4, Rung.Advocate)]
    public void Feedback_of_a_member_earns_advocate_from_the_policys_score(int? nps, int? review, Rung rung)
    {
        var scenario = new CustomerScenario().Given(
            new SetEnrolment { Enrolled = true }, new GiveFeedback { FeedbackId = "f1", Nps = nps, Review = review });

        Assert.Equal(rung, scenario.State.Standing.Rung);
    }
}
