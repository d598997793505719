using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Feedback;

public sealed class FeedbackTests
{
    private static readonly SetEnrolment Enrol = new() { Enrolled = true };

    [Fact]
    public void Positive_opinion_of_one_who_is_no_member_earns_nothing()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), new GiveFeedback { FeedbackId = "f1", Nps = 10 });

        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.Given(Enrol).State.Standing.Rung);
    }

    [Fact]
    public void Positive_opinion_counts_365_days_and_a_later_poor_one_does_not_take_it_back()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 9 }).AfterDays(10);
        scenario.Given(new GiveFeedback { FeedbackId = "f2", Nps = 0, Review = 1 });

        Assert.Equal(Rung.Advocate, scenario.AfterDays(354).State.Standing.Rung);
        Assert.Equal(Rung.Member, scenario.AfterDays(1).State.Standing.Rung);
        Assert.Equal(StandingReason.EvidenceExpired, scenario.Last<StandingChanged>().Reason);
        Assert.Equal(Start.AddDays(365), scenario.Entries[^1].OccurredAt);
    }

    [Fact]
    public void Changed_policy_judges_old_scores_anew()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 7 });
        var milder = new LoyaltyProgram(scenario.Program.Policy with { Advocate = new(Nps: 7) });

        var changes = new List<Happening>();
        var state = Decider.CatchUp(scenario.State, milder, scenario.Now, changes);

        Assert.Equal(Rung.Advocate, state.Standing.Rung);
        Assert.Equal(StandingReason.PolicyChanged, Assert.IsType<StandingChanged>(Assert.Single(changes).Event).Reason);
    }

    [Fact]
    public void Opinions_keep_the_latest_moment_of_each_score_whatever_arrives_last()
    {
        var opinions = Opinions.None.With(9, null, Start).With(9, 4, Start.AddDays(-1)).With(10, null, Start.AddDays(-2));

        Assert.Equal(Start, opinions.LatestFrom(9, 5));
        Assert.Equal(Start.AddDays(-2), opinions.LatestFrom(10, 5));
        Assert.Equal(Start.AddDays(-1), opinions.LatestFrom(11, 4));
        Assert.Null(opinions.LatestFrom(11, 5));
    }

    [Fact]
    public void Faults_of_feedback_name_the_field()
    {
        Assert.Empty(FaultFields(new GiveFeedback { FeedbackId = "f", Nps = 0, Review = 5 }));
        Assert.Empty(FaultFields(new GiveFeedback { FeedbackId = "f", Comment = "Lovely." }));
        Assert.Equal(["nps"], FaultFields(new GiveFeedback { FeedbackId = "f" }));
        Assert.Equal(["nps"], FaultFields(new GiveFeedback { FeedbackId = "f", Nps = 11 }));
        Assert.Equal(["nps"], FaultFields(new GiveFeedback { FeedbackId = "f", Nps = -1 }));
        Assert.Equal(["review"], FaultFields(new GiveFeedback { FeedbackId = "f", Review = 0 }));
        Assert.Equal(["review"], FaultFields(new GiveFeedback { FeedbackId = "f", Review = 6 }));
        Assert.Equal(["feedbackId"], FaultFields(new GiveFeedback { Nps = 5 }));
        Assert.Equal(["comment"], FaultFields(new GiveFeedback { FeedbackId = "f", Comment = new string('c', 2_001) }));
    }
}
