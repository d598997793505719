using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Surveys;

public sealed class SurveyTests
{
    [Fact]
    public void Surveys_are_open_in_the_order_in_which_they_end_until_they_are_answered()
    {
        var scenario = new CustomerScenario().Given(Invite("late", 30), Invite("soon", 3), Answer("late", nps: 9));

        Assert.Equal(["soon"], Surveys(scenario).Open.Select(open => open.SurveyId));
        Assert.Equal((1, 0, Start), (Surveys(scenario).Answered, Surveys(scenario).Unanswered, Surveys(scenario).LastInvitedAt));
        Assert.Empty(scenario.State.OpenFollowUps);
    }

    [Fact]
    public void Survey_that_nobody_answers_is_unanswered_from_its_end_on_and_a_late_answer_counts_as_an_opinion()
    {
        var scenario = new CustomerScenario().Given(Invite("s", 3)).AfterDays(4);

        Assert.Equal((0, 1), (Surveys(scenario).Open.Count, Surveys(scenario).Unanswered));
        Assert.Equal(Start.AddDays(3), scenario.Entries[^1].OccurredAt);
        scenario.Given(Answer("s", nps: 9));
        Assert.Equal((0, 1), (Surveys(scenario).Answered, Surveys(scenario).Unanswered));
        Assert.Equal(9, Opinions.Part.Of(scenario.State).Nps.Single().Key);
    }

    [Fact]
    public void Survey_without_an_end_is_open_for_sixty_days()
    {
        var scenario = new CustomerScenario().Given(new InviteToSurvey { SurveyId = "s", Kind = SurveyKind.Review });

        Assert.Equal(Start.AddDays(60), Surveys(scenario).Open[0].ExpiresAt);
    }

    [Fact]
    public void Answer_of_a_detractor_opens_a_follow_up_in_the_same_commit()
    {
        var scenario = new CustomerScenario(new() { Currency = "EUR", Surveys = new(DetractorNps: 6, FollowUp: FollowUpKind.Letter, FollowUpDays: 3) }).Given(Invite("s", 30));

        var decision = scenario.When(Answer("s", nps: 6, comment: "Too\nslow."));

        Assert.Equal([typeof(FeedbackGiven), typeof(FollowUpScheduled)], decision.Happenings.Select(happened => happened.Event.GetType()));
        Assert.Equal(new FollowUp("survey:s:2", FollowUpKind.Letter, Start.AddDays(3), null, "NPS 6: Too slow."), Assert.Single(scenario.State.OpenFollowUps));
        Assert.Null(scenario.Last<FollowUpScheduled>().Ids());
    }

    [Theory]
    [InlineData(7, null, 0)]
    [InlineData(6, null, 1)]
    [InlineData(null, 3, 0)]
    [InlineData(null, 2, 1)]
    public void Answer_opens_a_follow_up_up_to_the_scores_of_the_policy(int? nps, int? review, int followUps) =>
        Assert.Equal(followUps, new CustomerScenario().Given(Invite("s", 30), new GiveFeedback { FeedbackId = "survey:s", Nps = nps, Review = review, Comment = "c" }).State.OpenFollowUps.Count);

    [Fact]
    public void Opinion_that_answers_no_survey_and_a_policy_that_opens_none_open_no_follow_up()
    {
        Assert.Empty(new CustomerScenario().Given(new GiveFeedback { FeedbackId = "s", Nps = 0 }).State.OpenFollowUps);
        Assert.Empty(new CustomerScenario(new() { Currency = "EUR", Surveys = new(OpensFollowUps: false) }).Given(Answer("s", nps: 0)).State.OpenFollowUps);
    }

    [Fact]
    public void Answer_that_is_corrected_opens_a_follow_up_once_it_is_a_detractors_and_not_again_while_it_stays_one()
    {
        var scenario = new CustomerScenario().Given(Invite("s", 30), Answer("s", nps: 9), Correct("c1", 5), Correct("c2", 4));
        Assert.Equal(["NPS 5"], scenario.State.OpenFollowUps.Select(open => open.Note));

        scenario.Given(new CompleteFollowUp { FollowUpId = scenario.State.OpenFollowUps[0].FollowUpId }, Correct("c3", 10), Correct("c4", 0));

        Assert.Equal(["NPS 0"], scenario.State.OpenFollowUps.Select(open => open.Note));
        scenario.Given(new WithdrawFeedback { FeedbackId = "survey:s" });
        Assert.Single(scenario.State.OpenFollowUps);
    }

    [Fact]
    public void Follow_up_of_a_long_comment_has_its_beginning()
    {
        var note = new CustomerScenario().Given(Answer("s", nps: 1, comment: new string('x', 191) + "😀😀😀")).State.OpenFollowUps[0].Note!;

        Assert.Equal("NPS 1: " + new string('x', 191) + "…", note);
        Assert.Empty(Text.TextFaults("note", note));
    }

    [Fact]
    public void Answer_of_somebody_with_fifty_open_follow_ups_opens_none_more_and_says_so()
    {
        var scenario = new CustomerScenario();
        for (var number = 0; number < 50; number++) scenario.Given(new ScheduleFollowUp { FollowUpId = $"f{number}", Kind = FollowUpKind.Call, DueAt = Start });

        Assert.Equal(50, scenario.Given(Answer("s", nps: 0, "Slow.")).State.OpenFollowUps.Count);
        Assert.Equal(new FollowUpWithheld(FollowUpKind.Call, "too_many_follow_ups", "NPS 0: Slow.") { AnswerId = "survey:s" }, scenario.Last<FollowUpWithheld>());
    }

    [Fact]
    public void Invitation_beyond_fifty_open_surveys_is_refused_and_one_that_ends_before_it_begins()
    {
        var scenario = new CustomerScenario();
        for (var number = 0; number < 50; number++) scenario.Given(Invite($"s{number}", 30));

        Assert.Equal("too_many_surveys", scenario.RefusalOf(Invite("s50", 30)));
        Assert.Equal("survey_over_already", scenario.RefusalOf(Invite("s51", 0)));
    }

    [Fact]
    public void Faults_of_an_invitation_name_the_field()
    {
        Assert.Empty(FaultFields(Invite(new('s', 100), 1)));
        Assert.Equal(["surveyId", "kind"], FaultFields(new InviteToSurvey()));
        Assert.Equal(["surveyId"], FaultFields(Invite(new('s', 101), 1)));
        Assert.Equal(["surveyId"], FaultFields(Invite(new('s', 129), 1)));
        Assert.Equal(["purchaseId"], FaultFields(Invite("s", 1) with { PurchaseId = "" }));
    }

    private static CustomerSurveys Surveys(CustomerScenario scenario) => CustomerSurveys.Part.Of(scenario.State);

    private static InviteToSurvey Invite(string id, int days) => new() { SurveyId = id, Kind = SurveyKind.Nps, ExpiresAt = Start.AddDays(days) };

    private static GiveFeedback Answer(string surveyId, int nps, string? comment = null) => new() { FeedbackId = InviteToSurvey.FeedbackIdOf(surveyId), Nps = nps, Comment = comment };

    private static CorrectFeedback Correct(string id, int nps) => new() { CorrectionId = id, FeedbackId = "survey:s", Nps = nps };
}
