using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.Engine.Reports;

/// <summary>Census of the ladder, with the gain if a share of each rung moved up one.</summary>
/// <param name="Share">The share, 0 to 1, of rungs that <paramref name="Shares"/> does not name.</param>
/// <param name="Shares">Shares of chosen rungs; null where none are chosen.</param>
public sealed record ReportLadder(decimal Share = 1, IReadOnlyList<MovedShare>? Shares = null) : Report<LadderCensus>
{
    /// <summary>Of shares as they are read.</summary>
    public static ReportLadder Of(MovedShares shares) => shares.Chosen.Count == 0 ? new(shares.Share) : new(shares.Share, shares.Chosen);

    public override async Task<LadderCensus> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var census = await base.AnswerAsync(engine, cancellation);
        var live = (await ReadCampaigns.AllAsync(engine, cancellation)).Where(found => found.Campaign.IsLive).ToList();
        return census with { Rungs = [.. census.Rungs.Select(rung => rung with { Campaigns = [.. live.Where(found => found.Campaign.Terms.Rungs.Contains(rung.Rung)).Select(found => found.CampaignId)] })] };
    }

    protected override CounterKind[] Kinds => [LadderCapability.Census, LadderCapability.RungMonth, RewardsCapability.CostOfStanding];

    protected override LadderCensus Of(Counters counters, ProgramPolicy rules, Month running) => LadderReport.Of(counters, rules, running, Share, Shares ?? []);
}
