using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Domain.Ladder;

/// <summary>Who stands on one rung, and what they are worth.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="Customers">How many stand on it, lapsed ones included.</param>
/// <param name="Lapsed">How many of them are lapsed.</param>
/// <param name="Orders">Their orders so far.</param>
/// <param name="Revenue">Their revenue so far.</param>
/// <param name="HistoricValue">Margin of it, less what winning them and their rewards cost.</param>
/// <param name="TwelveMonthValue">Mean margin per customer over the running month and the eleven before it; null when the rung is empty.</param>
/// <param name="StepUpGain">What their twelve-month value would gain if the share moved up one rung; null where this rung or the next is empty.</param>
public sealed record RungCensus(
    Rung Rung, long Customers, long Lapsed, long Orders, DerivedAmount Revenue, DerivedAmount HistoricValue, DerivedAmount? TwelveMonthValue, DerivedAmount? StepUpGain)
{
    /// <summary>The campaigns on their way that name the rung. Empty where nothing is done for whoever stands on it.</summary>
    public IReadOnlyList<string> Campaigns { get; init; } = [];

    /// <summary>Mean historic value of a customer of the rung. Null when the rung is empty.</summary>
    public DerivedAmount? MeanHistoricValue => Customers == 0 ? null : DerivedAmount.Round(HistoricValue.ToDecimal() / Customers);
}

/// <summary>The census of the ladder.</summary>
/// <param name="Rungs">All seven, lowest first.</param>
/// <param name="Share">Share of each rung that the step-up moves, in [0, 1]; of those that <paramref name="Shares"/> does not name.</param>
/// <param name="StepUpGain">Sum over rungs of customers * share * (value on the next rung - value on this one), where both are known.</param>
/// <param name="Shares">Shares of chosen rungs. Empty where none were chosen.</param>
/// <param name="Caveat">What the gain does not say.</param>
public sealed record LadderCensus(IReadOnlyList<RungCensus> Rungs, decimal Share, DerivedAmount StepUpGain, IReadOnlyList<MovedShare> Shares, string Caveat);

/// <summary>The census from the counters.</summary>
public static class LadderReport
{
    private const string Caveat =
        "The gain is correlation, not cause: the value of a rung is the mean of whoever stands there, and those who are moved up need not become like them.";

    /// <summary>Counts every rung.</summary>
    /// <param name="counters">With <see cref="LadderCapability.Census"/>, <see cref="LadderCapability.RungMonth"/> and <see cref="RewardsCapability.CostOfStanding"/>.</param>
    /// <param name="policy">For the margin.</param>
    /// <param name="running">The month that is not over yet.</param>
    /// <param name="share">Share of each rung that the step-up moves, in [0, 1].</param>
    /// <param name="shares">Shares of chosen rungs, each in [0, 1], which stand instead of <paramref name="share"/>.</param>
    public static LadderCensus Of(Counters counters, ProgramPolicy policy, Month running, decimal share, params IReadOnlyList<MovedShare> shares)
    {
        var rungs = Enum.GetValues<Rung>().Select(rung => Census(counters, policy, running, rung)).ToArray();
        var gain = default(DerivedAmount);
        for (var i = 0; i + 1 < rungs.Length; i++)
        {
            if (rungs[i].TwelveMonthValue is not { } here || rungs[i + 1].TwelveMonthValue is not { } above) continue;
            var moved = (above - here).Times(rungs[i].Customers * (shares.FirstOrDefault(chosen => chosen.Rung == rungs[i].Rung)?.Share ?? share));
            rungs[i] = rungs[i] with { StepUpGain = moved };
            gain += moved;
        }

        return new(rungs, share, gain, shares, Caveat);
    }

    private static RungCensus Census(Counters counters, ProgramPolicy policy, Month running, Rung rung)
    {
        var (active, lapsed) = (counters[new(LadderCapability.Census, (int)rung, 0)], counters[new(LadderCapability.Census, (int)rung, 1)]);
        var customers = active.Customers + lapsed.Customers;
        var revenue = DerivedAmount.OfUnits((decimal)active.Revenue + lapsed.Revenue);
        var cost = DerivedAmount.OfUnits((decimal)active.AcquisitionCost + lapsed.AcquisitionCost);
        var rewards = DerivedAmount.OfUnits((decimal)counters[new(RewardsCapability.CostOfStanding, (int)rung, 0)].Customers + counters[new(RewardsCapability.CostOfStanding, (int)rung, 1)].Customers);
        var twelveMonths = DerivedAmount.OfUnits(Enumerable.Range(running.Index - 11, 12).Sum(month => (decimal)counters[new(LadderCapability.RungMonth, (int)rung, month)].Revenue));
        DerivedAmount? mean = customers == 0 ? null : DerivedAmount.Round(twelveMonths.ToDecimal() * policy.MarginRate / customers);
        return new(rung, customers, lapsed.Customers, active.Orders + lapsed.Orders, revenue, HistoricValue.Of(revenue, cost, rewards, policy), mean, null);
    }
}
