using CustomerCapital.Domain.FollowUps;
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
        Assert.Equal(new FollowUpDone("f1", "Happy."), scenario.Last<FollowUpDone>());
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
    public void Faults_of_follow_up_commands_name_the_field()
    {
        Assert.Empty(FaultFields(Call("f", 1) with { PurchaseId = "p1", Note = "Ask for a review." }));
        Assert.Equal(["followUpId", "kind", "dueAt"], FaultFields(new ScheduleFollowUp()));
        Assert.Equal(["kind"], FaultFields(Call("f", 1) with { Kind = (FollowUpKind)4 }));
        Assert.Equal(["purchaseId"], FaultFields(Call("f", 1) with { PurchaseId = "" }));
        Assert.Equal(["note"], FaultFields(Call("f", 1) with { Note = new string('n', 201) }));
        Assert.Equal(["followUpId", "result"], FaultFields(new CompleteFollowUp { Result = new string('r', 2_001) }));
    }

    private static ScheduleFollowUp Call(string id, int days) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Start.AddDays(days) };
}
