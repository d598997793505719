using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What time alone brings about is applied once, in full, whenever it is looked at.</summary>
public sealed class TimeProperties
{
    [Fact]
    public void CatchUp_again_to_the_same_moment_changes_nothing() => EachMoment((scenario, until) =>
    {
        var once = CatchUp(scenario.State, until, scenario, out _);
        var twice = CatchUp(once, until, scenario, out var again);

        Assert.Empty(again);
        Assert.Equal(LedgerJson.Encode(once), LedgerJson.Encode(twice));
    });

    [Fact]
    public void CatchUp_in_two_steps_is_catch_up_in_one() => EachMoment((scenario, until) =>
    {
        var half = CatchUp(scenario.State, scenario.Now + (until - scenario.Now) / 2, scenario, out _);

        Assert.Equal(
            LedgerJson.Encode(CatchUp(scenario.State, until, scenario, out _)), LedgerJson.Encode(CatchUp(half, until, scenario, out _)));
    });

    [Fact]
    public void NextChange_after_catch_up_lies_later_and_standing_holds_until_then() => EachMoment((scenario, until) =>
    {
        var caughtUp = CatchUp(scenario.State, until, scenario, out _);
        var next = LadderRule.NextChange(caughtUp, scenario.Program);

        Assert.True(next is null || next > until, $"caught up to {until:O}, but the next change is at {next:O}");
        Assert.Equal(LadderRule.At(caughtUp, scenario.Program, until), caughtUp.Standing);
        if (next is { } moment) Assert.NotEqual(caughtUp.Standing, LadderRule.At(caughtUp, scenario.Program, moment));
        for (var day = until; day < (next ?? until.AddDays(800)) && day < until.AddDays(800); day = day.AddDays(9))
            Assert.Equal(caughtUp.Standing, LadderRule.At(caughtUp, scenario.Program, day));
    });

    private static void EachMoment(Action<CustomerScenario, DateTimeOffset> body) => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        if (scenario.Entries.Count == 0) return;
        foreach (var days in (int[])[0, 1, 33, 180, 365, 1_200]) body(scenario, scenario.Now.AddDays(days));
    }, times: 60);

    private static ActorState CatchUp(ActorState state, DateTimeOffset until, CustomerScenario scenario, out List<Happening> happenings) =>
        Decider.CatchUp(state, scenario.Program, until, () => "CODE", happenings = []);
}
