using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.FollowUps;

public sealed class FollowUpTests
{
    [Fact]
    public void FollowUps_are_open_in_the_order_in_which_they_fall_due()
    {
        var scenario = new CustomerScenario().Given(Call("later", 9), Call("soon", 1), Call("middle", 5), Call("also-middle", 5));

        Assert.Equal(["soon", "middle", "also-middle", "later"], scenario.State.OpenFollowUps.Select(open => open.FollowUpId));
    }

    [Fact]
    public void FollowUp_that_is_done_is_no_longer_open_and_cannot_be_done_again()
    {
        var scenario = new CustomerScenario().Given(Call("f1", 1), Call("f2", 2), new CompleteFollowUp { FollowUpId = "f1", Result = "Happy." });

        Assert.Equal(["f2"], scenario.State.OpenFollowUps.Select(open => open.FollowUpId));
        Assert.Equal(new FollowUpDone("f1", "Happy.") { Kind = FollowUpKind.Call, DueAt = Start.AddDays(1), Rung = Rung.InTargetMarket }, scenario.Last<FollowUpDone>());
        Assert.Equal("follow_up_not_found", scenario.RefusalOf(new CompleteFollowUp { FollowUpId = "f1" }));
        Assert.Equal("follow_up_not_found", scenario.RefusalOf(new CompleteFollowUp { FollowUpId = "f3" }));
    }

    [Fact]
    public void FollowUp_beyond_fifty_open_ones_is_refused_until_one_is_done()
    {
        var scenario = new CustomerScenario();
        for (var i = 0; i < 50; i++) scenario.Given(Call($"f{i}", i));

        Assert.Equal("too_many_follow_ups", scenario.RefusalOf(Call("f50", 1)));
        scenario.Given(new CompleteFollowUp { FollowUpId = "f0" }, Call("f50", 1));
        Assert.Equal(50, scenario.State.OpenFollowUps.Count);
    }

    [Fact]
    public void Closing_of_an_account_has_a_place_beyond_the_limit()
    {
        var scenario = new CustomerScenario();
        for (var i = 0; i < 50; i++) scenario.Given(Call($"f{i}", i));

        scenario.Given(Call("account-closure-7", 1));

        Assert.Equal(51, scenario.State.OpenFollowUps.Count);
        Assert.Equal("too_many_follow_ups", scenario.RefusalOf(Call("account-closure-9", 1)));
    }

    [Theory]
    [InlineData(FollowUpKind.Call, FollowUpOutcome.Reached, InteractionKind.Answer, false, "phone")]
    [InlineData(FollowUpKind.Call, FollowUpOutcome.NotReached, InteractionKind.Contact, false, "phone")]
    [InlineData(FollowUpKind.Letter, FollowUpOutcome.WrongContact, InteractionKind.Contact, false, "post")]
    [InlineData(FollowUpKind.Call, FollowUpOutcome.OrderPromised, InteractionKind.Answer, true, "phone")]
    [InlineData(FollowUpKind.Email, FollowUpOutcome.Declined, InteractionKind.Answer, false, "email")]
    [InlineData(FollowUpKind.Call, FollowUpOutcome.Complaint, InteractionKind.Complaint, false, "phone")]
    [InlineData(FollowUpKind.Letter, FollowUpOutcome.Sent, InteractionKind.Contact, false, "post")]
    public void Outcome_is_an_interaction_of_the_same_commit(FollowUpKind kind, FollowUpOutcome outcome, InteractionKind contact, bool isPositive, string channel)
    {
        var scenario = new CustomerScenario().Given(Call("f", 1) with { Kind = kind });

        var decision = scenario.When(new CompleteFollowUp { FollowUpId = "f", CompletionId = "c", Outcome = outcome, DoneBy = "Mara", Result = "So." });

        Assert.Equal(new InteractionRecorded("follow_up:f", contact, isPositive, channel, "So.") { FollowUpId = "f" }, decision.Happenings.Select(happened => happened.Event).OfType<InteractionRecorded>().Single());
        Assert.Equal(isPositive ? Rung.Prospect : Rung.InTargetMarket, scenario.State.Standing.Rung);
        Assert.Equal(Start, Interest.Part.Of(scenario.State).LastAt);
    }

    [Fact]
    public void FollowUp_that_somebody_else_has_ticked_off_is_refused_and_says_who()
    {
        var scenario = new CustomerScenario().Given(Call("f", 1), new CompleteFollowUp { FollowUpId = "f", CompletionId = "maras", DoneBy = "Mara" });

        var refusal = scenario.When(new CompleteFollowUp { FollowUpId = "f", CompletionId = "ottos", DoneBy = "Otto" }).Refusal!;

        Assert.Equal("follow_up_done_already", refusal.Code);
        Assert.Contains("'Mara'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("follow_up_not_found", scenario.RefusalOf(new CompleteFollowUp { FollowUpId = "other", CompletionId = "ottos", DoneBy = "Otto" }));
    }

    [Fact]
    public void FollowUp_is_assigned_given_on_and_released()
    {
        var scenario = new CustomerScenario().Given(Call("f", 1), Assign("1", "Mara", ""));
        Assert.Equal("Mara", scenario.State.OpenFollowUps[0].Assignee);

        Assert.Equal("follow_up_assigned_already", scenario.RefusalOf(Assign("2", "Otto", "")));
        Assert.Null(scenario.RefusalOf(Assign("3", "Mara", "")));
        Assert.Equal("Otto", scenario.Given(Assign("4", "Otto", "Mara")).State.OpenFollowUps[0].Assignee);
        Assert.Null(scenario.Given(Assign("5", null, null)).State.OpenFollowUps[0].Assignee);
        Assert.Equal("follow_up_not_found", scenario.RefusalOf(Assign("6", "Mara", null) with { FollowUpId = "none" }));
    }

    [Fact]
    public void Faults_of_follow_up_commands_name_the_field()
    {
        Assert.Empty(FaultFields(Call("f", 1) with { PurchaseId = "p1", Note = "Ask for a review." }));
        Assert.Equal(["followUpId", "kind", "dueAt"], FaultFields(new ScheduleFollowUp()));
        Assert.Equal(["kind"], FaultFields(Call("f", 1) with { Kind = (FollowUpKind)4 }));
        Assert.Equal(["purchaseId"], FaultFields(Call("f", 1) with { PurchaseId = "" }));
        Assert.Equal(["note"], FaultFields(Call("f", 1) with { Note = new string('n', 201) }));
        Assert.Equal(["assignee"], FaultFields(Call("f", 1) with { Assignee = " " }));
        Assert.Equal(["assignmentId", "followUpId"], FaultFields(new AssignFollowUp()));
        Assert.Equal(["assignee", "from"], FaultFields(Assign("a", new('a', 201), new('b', 201))));
        Assert.Equal(["completionId", "outcome", "doneBy"], FaultFields(new CompleteFollowUp { FollowUpId = "f", CompletionId = "", Outcome = (FollowUpOutcome)8, DoneBy = "" }));
        Assert.Equal(["followUpId", "result"], FaultFields(new CompleteFollowUp { Result = new string('r', 2_001) }));
    }

    private static AssignFollowUp Assign(string id, string? assignee, string? from) => new() { AssignmentId = id, FollowUpId = "f", Assignee = assignee, From = from };

    private static ScheduleFollowUp Call(string id, int days) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Start.AddDays(days) };
}
