using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>When a fact arrives does not matter, only when it happened.</summary>
public sealed class ArrivalProperties
{
    [Fact]
    public void Figures_do_not_depend_on_the_order_in_which_purchases_and_credits_arrive() => Histories.Hold(Histories.OfOne, steps =>
    {
        var played = RandomHistory.Play(steps);
        var facts = played.Commands.Where(command => command is RecordPurchase or RecordReturn { PurchaseId: null }).ToList();

        var inOneOrder = Figures(Arriving(facts, played.Scenario));
        Assert.Equal(inOneOrder, Figures(Arriving(facts.AsEnumerable().Reverse(), played.Scenario)));
        Assert.Equal(inOneOrder, Figures(Arriving(Shuffled(facts, steps), played.Scenario)));
    });

    /// <remarks>Without moves: what is sent for a purchase that was moved is refused here and belongs to another customer.</remarks>
    [Fact]
    public void Standing_does_not_depend_on_the_order_in_which_facts_arrive() => Histories.Hold(Histories.OfOne, steps =>
    {
        var played = RandomHistory.Play(steps);
        var facts = played.Commands.Where(command => command.NaturalId is not null && command is not (RecordReturn or AmendPurchase or CorrectFeedback or WithdrawFeedback or MovePurchase)).ToList();
        var returns = played.Commands.Where(command => command is RecordReturn or AmendPurchase or CorrectFeedback or WithdrawFeedback).ToList();

        var inOneOrder = Arriving([.. facts, .. returns], played.Scenario).State.Standing;
        Assert.Equal(inOneOrder, Arriving([.. facts.AsEnumerable().Reverse(), .. returns], played.Scenario).State.Standing);
        Assert.Equal(inOneOrder, Arriving([.. Shuffled(facts, steps), .. returns], played.Scenario).State.Standing);
        Assert.Equal(inOneOrder, Arriving(facts.Concat(returns).OrderBy(command => command.OccurredAt), played.Scenario).State.Standing);
    });

    /// <summary>Replayed into an empty register at the original's last moment; what its order makes impossible is refused there as it would be anywhere. Nothing is paid by wallets: what they can pay depends on what they hold by then.</summary>
    private static CustomerScenario Arriving(IEnumerable<ActorCommand> commands, CustomerScenario original)
    {
        var scenario = new CustomerScenario(original.Program.Policy).By(original.Now);
        foreach (var command in commands) scenario.When(command is RecordPurchase purchase ? purchase with { Payments = null } : command);
        return scenario.By(original.Now);
    }

    private static List<string> Figures(CustomerScenario scenario)
    {
        var counters = Counters.Of(scenario.State, scenario.Program.Calendar);
        var (running, through) = (Month.Of(2026, 2), Month.Of(2029, 1));
        return
        [
            .. CohortReport.Of(counters, null, through, running).Select(cell => cell.ToString()),
            .. PeriodReport.Of(counters, 3, null, through, running).Select(period => period.ToString()),
            MetricsReport.Of(counters, running).ToString(),
            MetricsReport.Of(counters, through).ToString(),
        ];
    }

    /// <summary>An order that the case itself determines, so that a failing case fails again.</summary>
    private static ActorCommand[] Shuffled(List<ActorCommand> commands, Step[] steps)
    {
        var shuffled = commands.ToArray();
        new Random(steps.Sum(step => step.Cents)).Shuffle(shuffled);
        return shuffled;
    }
}
