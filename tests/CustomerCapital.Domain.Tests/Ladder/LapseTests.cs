using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Ladder;

public sealed class LapseTests
{
    [Theory]
    [InlineData(0, Rung.Member)]
    [InlineData(1, Rung.Customer)]
    [InlineData(2, Rung.Buyer)]
    [InlineData(6, Rung.Buyer)]
    public void Lapse_steps_down_as_the_policy_says_but_never_below_buyer(int stepDown, Rung rung)
    {
        var scenario = new CustomerScenario(new() { Currency = "EUR", Lapse = new(StepDown: stepDown) });

        scenario.Given(new SetEnrolment { Enrolled = true }, Purchase("p1")).AfterDays(180);

        Assert.Equal(new Standing(rung, true), scenario.State.Standing);
    }

    [Fact]
    public void Lapse_needs_a_purchase_to_lapse_from()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }).AfterDays(4_000);

        Assert.Equal(new Standing(Rung.Member, false), scenario.State.Standing);
    }

    [Fact]
    public void Steady_buying_expires_when_the_fourth_latest_order_is_a_year_old()
    {
        var scenario = new CustomerScenario(new ProgramPolicy { Currency = "EUR", Lapse = new(AfterDays: 3_650) });
        for (var i = 0; i < 4; i++) scenario.Given(Purchase($"p{i}")).AfterDays(10);

        Assert.Equal(Rung.Member, scenario.AfterDays(324).State.Standing.Rung);
        Assert.Equal(Rung.Customer, scenario.AfterDays(1).State.Standing.Rung);
        Assert.Equal((StandingReason.EvidenceExpired, Start.AddDays(365)), (scenario.Last<StandingChanged>().Reason, scenario.Entries[^1].OccurredAt));
    }
}
