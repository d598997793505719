using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>The state is derived from the entries and nothing else.</summary>
public sealed class ReplayProperties
{
    [Fact]
    public void Replay_of_the_entries_gives_the_same_state() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;

        Assert.Equal(LedgerJson.Encode(scenario.State), LedgerJson.Encode(Replay(scenario, scenario.Entries)));
    });

    [Fact]
    public void Replay_of_entries_that_went_through_json_gives_the_same_state() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var written = scenario.Entries.Select(LedgerJson.EncodeWhole).ToList();
        var read = written.Select(LedgerJson.DecodeWhole).ToList();

        Assert.Equal(written, read.Select(LedgerJson.EncodeWhole));
        Assert.Equal(LedgerJson.Encode(scenario.State), LedgerJson.Encode(Replay(scenario, read)));
    });

    [Fact]
    public void State_read_from_its_json_decides_on_as_the_state_itself() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var read = LedgerJson.DecodeState(LedgerJson.EncodeRow(scenario.State), LedgerJson.EncodeChangedParts(ActorState.New(scenario.State.Id), scenario.State));

        Assert.Equal(LedgerJson.Encode(scenario.State), LedgerJson.Encode(read));
        Assert.Equal(LadderRule.NextChange(scenario.State, scenario.Program), LadderRule.NextChange(read, scenario.Program));
        Assert.Equal(
            LadderRule.At(scenario.State, scenario.Program, scenario.Now.AddDays(90)), LadderRule.At(read, scenario.Program, scenario.Now.AddDays(90)));
    });

    [Fact]
    public void What_is_due_of_a_state_is_that_of_one_of_which_nobody_has_asked() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var stricter = new LoyaltyProgram(scenario.Program.Policy with { Lapse = scenario.Program.Policy.Lapse with { AfterDays = scenario.Program.Policy.Lapse.AfterDays + 1 } });
        Decider.DueTimes(scenario.State, scenario.Program);

        foreach (var program in new[] { scenario.Program, stricter, scenario.Program })
        {
            Assert.Equal(Decider.DueTimes(Read(scenario.State), program), Decider.DueTimes(scenario.State, program));
            var later = scenario.State with { AsOf = scenario.State.AsOf.AddDays(scenario.State.Sequence > 0 ? 400 : 0) };
            Assert.Equal(Decider.DueTimes(Read(later), program), Decider.DueTimes(later, program));
        }

        static ActorState Read(ActorState state) => LedgerJson.DecodeState(LedgerJson.EncodeUtf8(state));
    });

    [Fact]
    public void Command_read_from_its_json_is_the_same_command() => Histories.Hold(Histories.OfOne, steps =>
    {
        foreach (var command in RandomHistory.Play(steps).Commands)
        {
            var read = LedgerJson.DecodeCommand(LedgerJson.Encode(command));
            Assert.Equal(LedgerJson.Encode(command), LedgerJson.Encode(read));
            Assert.Equal(LedgerJson.HashOf(command), LedgerJson.HashOf(read));
            Assert.Equal(command.NaturalId, read.NaturalId);
        }
    });

    private static ActorState Replay(CustomerScenario scenario, IEnumerable<Entry> entries) => entries.Aggregate(
        ActorState.New("ada"), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar));
}
