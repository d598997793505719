using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Effects;
using CustomerCapital.Engine.Campaigns.Results;

namespace CustomerCapital.Engine.FollowUps;

/// <summary>What has become of follow-ups, and what they brought as far as a holdout shows it. Counters alone are read.</summary>
/// <param name="From">The first month of due days; null for the first there is.</param>
/// <param name="Through">The last month of due days; null for the last there is.</param>
public sealed record ReportFollowUps(Month? From = null, Month? Through = null) : Question<FollowUpReport>
{
    public override async Task<FollowUpReport> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var counters = await engine.Ledger.ReadCountersAsync([FollowUpsCapability.Open, FollowUpsCapability.Done, FollowUpsCapability.Withheld, .. CampaignCounters.All], cancellation);
        var (program, now) = (engine.Policy.Program, engine.Time.GetUtcNow());
        var today = program.Calendar.DayOf(now);
        var lines = new SortedDictionary<(int Month, int Coordinate), FollowUpLine>();
        foreach (var row in counters.OfKind(FollowUpsCapability.Open))
            Add(row.Key, line => line with { Open = line.Open + row.Value[0], Overdue = line.Overdue + (row.Key.A < today.DayNumber ? row.Value[0] : 0) });
        foreach (var row in counters.OfKind(FollowUpsCapability.Done)) Add(row.Key, line => line with { InTime = line.InTime + row.Value[0], Late = line.Late + row.Value[1] });
        var withheld = counters.OfKind(FollowUpsCapability.Withheld).Where(row => IsShown(MonthOf(row.Key.A))).Sum(row => row.Value[0]);
        var brought = (await ReadCampaigns.AllAsync(engine, cancellation)).Select(found => BroughtBy(found.CampaignId, found.Campaign, program.Policy, counters, now)).OfType<FollowUpEffect>();
        return new(today, [.. lines.Values], withheld, [.. brought]);

        void Add(CounterKey key, Func<FollowUpLine, FollowUpLine> change)
        {
            var month = MonthOf(key.A);
            if (!IsShown(month)) return;
            var known = lines.GetValueOrDefault((month.Index, key.B)) ?? new(month, (FollowUpKind)(key.B / 100), (Rung)(key.B % 100), 0, 0, 0, 0);
            lines[(month.Index, key.B)] = change(known);
        }

        bool IsShown(Month month) => !(month < From) && !(month > Through);
    }

    private static Month MonthOf(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return Month.Of(date.Year, date.Month);
    }

    /// <summary>What a campaign shows that has customers followed up; null for another one.</summary>
    private static FollowUpEffect? BroughtBy(string campaignId, Campaign campaign, ProgramPolicy policy, Counters counters, DateTimeOffset now)
    {
        if (campaign.Terms is not { } terms || policy.RewardOf(terms.Reward)?.FollowUp is not { } followUp) return null;
        var results = CampaignResults.Of(campaignId, campaign, counters, now);
        var (reached, heldOut) = (ArmOf(CampaignArm.Reached, results.Reached), ArmOf(CampaignArm.HeldOut, results.HeldOut));
        var reason = heldOut.Members == 0 ? NotMeasured.NoHoldout
            : reached.Members < 2 || heldOut.Members < 2 ? NotMeasured.TooFewMembers
            : results.Effect.Split is { IsAlarming: true } ? NotMeasured.SplitNotAsPlanned : (NotMeasured?)null;
        var difference = reason is null ? ShareDifference.Of(reached.Buyers, reached.Members, heldOut.Buyers, heldOut.Members) : null;
        return new(campaignId, followUp.Kind, terms.WindowDays, results.IsFinal, reached, heldOut, difference, reason);

        FollowUpArm ArmOf(CampaignArm arm, ArmResults members) => new(members.Members, counters[new(CampaignCounters.Buyers, (int)arm, 0, campaignId)][0]);
    }
}
