using CustomerCapital.Domain.Campaigns;

namespace CustomerCapital.Engine.Campaigns.Results;

/// <summary>What a campaign was worth so far; null where there is no such campaign.</summary>
/// <remarks>Its cost does not grow with the number of members: counters alone are read.</remarks>
/// <param name="CampaignId">The campaign.</param>
public sealed record ReportCampaignResults(string CampaignId) : Question<CampaignResults?>
{
    public override async Task<CampaignResults?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if ((await engine.Ledger.RecallAsync(new(CampaignRunner.ActorOf(CampaignId), WithRow: true, []))).Row is not { } row) return null;
        var counters = await engine.Ledger.ReadCountersAsync([.. CampaignCounters.All], cancellation);
        return CampaignResults.Of(CampaignId, Campaign.Part.Of(row.State), counters, engine.Time.GetUtcNow());
    }
}
