using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>What became of the latest runs of a campaign, the latest first; none where there is no such campaign.</summary>
/// <param name="CampaignId">The campaign.</param>
public sealed record ReportRuns(string CampaignId) : Question<IReadOnlyList<RunReport>>
{
    public override async Task<IReadOnlyList<RunReport>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if ((await engine.Ledger.RecallAsync(new(CampaignRunner.ActorOf(CampaignId), WithRow: true, []))).Row is not { } row) return [];
        var counters = await engine.Ledger.ReadCountersAsync([CampaignsOfCustomerCapability.Offers], cancellation);
        var ofRun = counters.OfKind(CampaignsOfCustomerCapability.Offers).Where(counted => counted.Key.Name == CampaignId).OrderBy(counted => counted.Key.B).ToLookup(counted => counted.Key.A);
        var campaign = Campaign.Part.Of(row.State);
        // What something has triggered belongs to one run that goes on as long as the campaign.
        var runs = campaign.Terms.Trigger is null ? campaign.Runs.Reverse()
            : [new CampaignRun(OfferReward.Triggered, 0, campaign.IsOver ? RunStatus.Finished : RunStatus.Running, campaign.ConsideredThrough ?? row.State.KnownSince)];
        return
        [
            .. runs.Select(run => new RunReport(
                run.RunId, run.Number, run.Status, run.BegunAt, run.EndedAt, run.Audience, ofRun[run.Number].Sum(counted => counted.Value[0]), run.Failed,
                [.. ofRun[run.Number].Select(counted => new OutcomeCount((OfferOutcome)counted.Key.B, counted.Value[0]))], new(ofRun[run.Number].Sum(counted => counted.Value[1]))) { Zones = run.Zones }),
        ];
    }
}

/// <summary>What became of a run.</summary>
/// <param name="RunId">
/// The moment for which the run was scheduled, in UTC, which names the run. If the schedule is in the members' time zones,
/// their local time and <c>@</c> stand before that.
/// </param>
/// <param name="Number">1, 2, 3 … among the campaign's.</param>
/// <param name="Status">How the run stands.</param>
/// <param name="BegunAt">When the run began, or was left out.</param>
/// <param name="EndedAt">When the run ended. Null before that.</param>
/// <param name="Audience">How many customers were in the audience when the run began.</param>
/// <param name="Done">How many customers had their turn.</param>
/// <param name="Failed">How many failed for a reason of their own. The campaign lists the latest.</param>
/// <param name="Outcomes">How many customers had which outcome.</param>
/// <param name="Cost">What the grants cost the business.</param>
public sealed record RunReport(
    string RunId, int Number, RunStatus Status, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, long Audience, long Done, long Failed, IReadOnlyList<OutcomeCount> Outcomes, Money Cost)
{
    /// <summary>The time zones whose members the run is for. Null if the schedule is in the program's.</summary>
    public IReadOnlyList<string>? Zones { get; init; }
}

/// <summary>How many members of an audience had an outcome.</summary>
/// <param name="Outcome">Granted, held out, or why they got nothing.</param>
/// <param name="Customers">How many.</param>
public sealed record OutcomeCount(OfferOutcome Outcome, long Customers);
