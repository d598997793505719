using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Engine.Reports;

/// <summary>Census of the ladder, with the gain if a share of each rung moved up one.</summary>
/// <param name="Share">The share, 0 to 1.</param>
public sealed record ReportLadder(decimal Share = 1) : Report<LadderCensus>
{
    protected override CounterKind[] Kinds => [LadderCapability.Census, LadderCapability.RungMonth, RewardsCapability.CostOfStanding];

    protected override LadderCensus Of(Counters counters, ProgramPolicy rules, Month running) => LadderReport.Of(counters, rules, running, Share);
}
