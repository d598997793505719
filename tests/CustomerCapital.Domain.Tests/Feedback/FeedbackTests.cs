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
    public void Net_promoter_score_of_1_after_a_10_ends_what_the_10_had_earned()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 10 }).AfterDays(10);
        Assert.Equal(Rung.Advocate, scenario.State.Standing.Rung);

        scenario.Given(new GiveFeedback { FeedbackId = "f2", Nps = 1 });
        Assert.Equal((Rung.Member, StandingReason.OpinionChanged), (scenario.State.Standing.Rung, scenario.Last<StandingChanged>().Reason));

        Assert.Equal(Rung.Member, scenario.Given(new GiveFeedback { FeedbackId = "late", Nps = 9, OccurredAt = Start.AddDays(3) }).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.AfterDays(1).Given(new GiveFeedback { FeedbackId = "f3", Nps = 9 }).AfterDays(364).State.Standing.Rung);
        Assert.Equal(Rung.Member, scenario.AfterDays(1).State.Standing.Rung);
    }

    [Fact]
    public void Opinion_that_is_withdrawn_leaves_the_one_before_it()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 10 }).AfterDays(5)
            .Given(new GiveFeedback { FeedbackId = "f2", Nps = 10, Review = 5 }).AfterDays(5).Given(new GiveFeedback { FeedbackId = "f3", Nps = 1 });
        Assert.Equal(Rung.Advocate, scenario.State.Standing.Rung);

        Assert.Equal(Rung.Member, scenario.Given(new WithdrawFeedback { FeedbackId = "f2" }).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.Given(new WithdrawFeedback { FeedbackId = "f3" }).State.Standing.Rung);
        Assert.Equal(Start, Opinions.Part.Of(scenario.State).LatestFrom(9, 4));
        Assert.Equal(Rung.Member, scenario.Given(new WithdrawFeedback { FeedbackId = "f1" }).State.Standing.Rung);
        Assert.Equal(Opinions.None, Opinions.Part.Of(scenario.State));
        Assert.Equal("feedback_withdrawn", scenario.RefusalOf(new CorrectFeedback { CorrectionId = "c", FeedbackId = "f1", Nps = 9 }));
        Assert.Equal("feedback_not_found", scenario.RefusalOf(new WithdrawFeedback { FeedbackId = "f4" }));
    }

    [Fact]
    public void Opinion_that_is_corrected_counts_as_it_is_and_from_when_it_was_given()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 1, Comment = "Wonderful." }).AfterDays(30);

        Assert.Equal(Rung.Advocate, scenario.Given(new CorrectFeedback { CorrectionId = "c1", FeedbackId = "f1", Nps = 10, Comment = "Wonderful." }).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.AfterDays(334).State.Standing.Rung);
        Assert.Equal(Rung.Member, scenario.AfterDays(1).State.Standing.Rung);
        Assert.Equal(Rung.Member, scenario.Given(new CorrectFeedback { CorrectionId = "c2", FeedbackId = "f1", Review = 5 }).State.Standing.Rung);
        Assert.Empty(Opinions.Part.Of(scenario.State).Nps);
        Assert.Equal(Start, Opinions.Part.Of(scenario.State).LatestFrom(9, 4));
    }

    /// <remarks>Against a plain list of what each opinion says now.</remarks>
    [Fact]
    public void Opinions_after_any_corrections_and_withdrawals_are_those_that_are_left()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (scenario, left) = (new CustomerScenario().By(Start.AddDays(1)), new Dictionary<string, (int? Nps, int? Review, DateTimeOffset At)>());
            for (var step = 0; step < 40; step++)
            {
                var (nps, review) = (Score(0, 3), Score(1, 3));
                if (nps is null && review is null) review = 1;
                var id = left.Count > 0 && random.Next(2) == 0 ? left.Keys.ElementAt(random.Next(left.Count)) : null;
                if (id is null)
                {
                    left[$"f{step}"] = (nps, review, Start.AddMinutes(random.Next(600)).AddTicks(step * 10));
                    scenario.Given(new GiveFeedback { FeedbackId = $"f{step}", Nps = nps, Review = review, OccurredAt = left[$"f{step}"].At });
                }
                else if (random.Next(2) == 0)
                {
                    left.Remove(id);
                    scenario.Given(new WithdrawFeedback { FeedbackId = id });
                }
                else
                {
                    left[id] = (nps, review, left[id].At);
                    scenario.Given(new CorrectFeedback { CorrectionId = $"c{step}", FeedbackId = id, Nps = nps, Review = review });
                }

                var expected = left.Values.Aggregate(Opinions.None, (opinions, one) => opinions.With(one.Nps, one.Review, one.At));
                Assert.Equal(expected, Opinions.Part.Of(scenario.State));
            }

            int? Score(int from, int to) => random.Next(3) == 0 ? null : random.Next(from, to + 1);
        }
    }

    [Fact]
    public void Positive_opinion_counts_365_days_and_a_poor_one_of_another_kind_does_not_take_it_back()
    {
        var scenario = new CustomerScenario().Given(Enrol, new GiveFeedback { FeedbackId = "f1", Nps = 9 }).AfterDays(10);
        scenario.Given(new GiveFeedback { FeedbackId = "f2", Review = 1 });

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
        var state = Decider.CatchUp(scenario.State, milder, scenario.Now, scenario.NewCode, changes);

        Assert.Equal(Rung.Advocate, state.Standing.Rung);
        Assert.Equal(StandingReason.PolicyChanged, Assert.IsType<StandingChanged>(Assert.Single(changes).Event).Reason);
    }

    [Fact]
    public void Opinions_keep_the_latest_moment_of_each_score_whatever_arrives_last()
    {
        var opinions = Opinions.None.With(9, null, Start).With(9, 4, Start.AddDays(-1)).With(10, null, Start.AddDays(-2));

        Assert.Equal(Start, opinions.LatestFrom(9, 5));
        Assert.Null(opinions.LatestFrom(10, 5));
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
        Assert.Equal(["correctionId", "feedbackId", "nps"], FaultFields(new CorrectFeedback()));
        Assert.Equal(["feedbackId"], FaultFields(new WithdrawFeedback()));
        Assert.Equal(["comment"], FaultFields(new GiveFeedback { FeedbackId = "f", Comment = new string('c', 2_001) }));
    }
}
