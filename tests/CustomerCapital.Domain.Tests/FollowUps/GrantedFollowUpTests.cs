using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Tests.Properties;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.FollowUps;

/// <summary>A reward can be a follow-up, so that campaigns have customers called.</summary>
public sealed class GrantedFollowUpTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Rewards = [new("call", FollowUp: new(FollowUpKind.Letter, 3, "Thank them.", "Mara")), new("empty", Gift: new(Stocked: false))] };

    [Fact]
    public void Grant_of_a_follow_up_opens_it_in_the_same_commit_once()
    {
        var scenario = new CustomerScenario(Policy).Given(Purchase("p1"), Grant("g1"), Grant("g2"));

        Assert.Equal(
            [(FollowUpKind.Letter, Start.AddDays(3), "Thank them.", "Mara"), (FollowUpKind.Letter, Start.AddDays(3), "Thank them.", "Mara")],
            scenario.State.OpenFollowUps.Select(open => (open.Kind, open.DueAt, open.Note, open.Assignee)));
        Assert.Equal(2, scenario.State.OpenFollowUps.Select(open => open.FollowUpId).Distinct().Count());
        var grant = scenario.Entries.First(entry => entry.Event is RewardGranted);
        Assert.Equal((grant.Sequence, $"grant:{grant.Sequence}"), (((FollowUpScheduled)scenario.Entries[(int)grant.Sequence].Event).Granted, scenario.State.OpenFollowUps[0].FollowUpId));
    }

    [Fact]
    public void Grant_to_somebody_with_fifty_open_follow_ups_stands_and_says_that_none_was_opened()
    {
        var scenario = WithAllPlacesTaken();

        Assert.Equal(50, scenario.State.OpenFollowUps.Count);
        Assert.Equal(scenario.Entries.Single(entry => entry.Event is RewardGranted).Sequence, scenario.Last<FollowUpWithheld>().Granted);
    }

    [Fact]
    public void Faults_of_a_reward_with_a_follow_up_name_the_field()
    {
        Assert.Empty(Policy.Faults());
        Assert.Equal(
            ["rewards[0].followUp.kind", "rewards[0].followUp.days", "rewards[0].followUp.note", "rewards[0].followUp.assignee"],
            (Policy with { Rewards = [new("call", FollowUp: new((FollowUpKind)9, 366, new('n', 201), ""))] }).Faults().Select(fault => fault.Field));
    }

    [Fact]
    public void Counters_of_follow_ups_that_were_opened_and_not_are_as_they_are_defined()
    {
        var (scenario, counters) = (WithAllPlacesTaken().Given(new CompleteFollowUp { FollowUpId = "f3" }).AfterDays(2).Given(new CompleteFollowUp { FollowUpId = "f4" }), new Counters());

        counters.Move(ActorState.New("ada"), scenario.State, scenario.Entries, scenario.Program.Calendar);

        CounterKind[] kinds = [FollowUpsCapability.Open, FollowUpsCapability.Done, FollowUpsCapability.Withheld];
        Assert.Equal(
            StaffWorkRecount.Counters(scenario.Entries, scenario.State.Standing, at => scenario.Program.Calendar.DayOf(at)).Where(row => kinds.Contains(row.Key.Kind)).ToHashSet(),
            counters.Rows.Where(row => kinds.Contains(row.Key.Kind)).ToHashSet());
        Assert.Equal(new Count(1, 1), counters.OfKind(FollowUpsCapability.Done).Single().Value);
    }

    /// <summary>Somebody with fifty open follow-ups, and a grant that called for one more.</summary>
    internal static CustomerScenario WithAllPlacesTaken()
    {
        var scenario = new CustomerScenario(Policy);
        for (var number = 0; number < 50; number++) scenario.Given(new ScheduleFollowUp { FollowUpId = $"f{number}", Kind = FollowUpKind.Call, DueAt = Start });
        return scenario.Given(Grant("g1"));
    }

    private static GrantReward Grant(string id) => new() { GrantId = id, Reward = "call", Free = true };
}
