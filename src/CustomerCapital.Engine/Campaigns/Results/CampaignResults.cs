using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Campaigns.Results;

/// <summary>What a campaign was worth, as far as its members have been measured.</summary>
/// <param name="CampaignId">The campaign's id.</param>
/// <param name="Version">
/// 1, and one more with each entry that has changed a member's figures after the end of that member's window, such as a
/// late return.
/// </param>
/// <param name="AsOf">The moment of which the results are.</param>
/// <param name="IsFinal">
/// Whether the planned end has come: the campaign is over, and so are the windows of all members. What changes afterwards
/// is a correction.
/// </param>
/// <param name="EndsAt">
/// The end of the day, in UTC, on which the last window of the members so far ends. Null without members.
/// </param>
/// <param name="PlannedMembers">
/// How many members were planned: the audience of the first run, or 10,000 if that is not known beforehand.
/// </param>
/// <param name="Progress">
/// Windows that have passed, in parts of a window, divided by the planned members. More than 1 if more members came than
/// planned.
/// </param>
/// <param name="Forgotten">Members whom the results no longer count, because a hundred other campaigns have reached them since.</param>
/// <param name="Reached">
/// The members who were to be reached, whether they got the reward or not: only these can be compared with the members
/// held out.
/// </param>
/// <param name="HeldOut">The members held out.</param>
/// <param name="Effect">What follows, or the reason why nothing does.</param>
public sealed record CampaignResults(
    string CampaignId, long Version, DateTimeOffset AsOf, bool IsFinal, DateTimeOffset? EndsAt, long PlannedMembers, double Progress, long Forgotten, ArmResults Reached, ArmResults HeldOut,
    CampaignEffect Effect)
{
    /// <summary>How many members are taken for planned where no first audience says so.</summary>
    public const long UsualPlan = 10_000;

    /// <summary>The least progress by which an interval is worked out: at the very beginning nothing of a window has passed.</summary>
    private const double LeastProgress = 1e-6;

    private const double UnitsPerAmount = Money.Scale;

    private const double ShareParts = 10_000;

    /// <summary>Works the results out from counters.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="campaign">Its state.</param>
    /// <param name="all">The counters of all campaigns.</param>
    /// <param name="now">Of which moment.</param>
    public static CampaignResults Of(string campaignId, Campaign campaign, Counters all, DateTimeOffset now)
    {
        var counters = Counters.Of(all.Rows.Where(row => row.Key.Name == campaignId));
        var (planned, observed, end) = (campaign.FirstAudience > 1 ? campaign.FirstAudience : UsualPlan, 0.0, default(DateTimeOffset?));
        // In an order of its own, so that the same members always give the same last digit.
        foreach (var ((_, day, days, _), count) in counters.OfKind(CampaignCounters.Windows).OrderBy(row => (row.Key.A, row.Key.B)))
        {
            var until = EndOf(DateOnly.FromDayNumber(day));
            if (!(end >= until)) end = until;
            observed += count[0] * PassedOf(until, days, now);
        }

        var (reached, heldOut) = (ArmResults.Of(counters, CampaignArm.Reached), ArmResults.Of(counters, CampaignArm.HeldOut));
        var members = reached.Members + heldOut.Members;
        var share = members == 0 ? 0 : (counters[KeyOf(CampaignCounters.Sums, CampaignArm.Reached)][3] + counters[KeyOf(CampaignCounters.Sums, CampaignArm.HeldOut)][3]) / ShareParts / members;
        var (left, progress) = (counters[new(CampaignCounters.Left, 0, 0, campaignId)], observed / planned);
        var effect = CampaignEffect.Of(
            FiguresOf(CampaignArm.Reached), FiguresOf(CampaignArm.HeldOut),
            new Companion(counters[KeyOf(CampaignCounters.Sums, CampaignArm.Reached)][2] / UnitsPerAmount, ProductOf(CampaignArm.Reached, MeasuredProduct.CostCost), ProductOf(CampaignArm.Reached, MeasuredProduct.RevenueCost)),
            share, Math.Max(progress, LeastProgress));
        return new(
            campaignId, 1 + counters[new(CampaignCounters.Corrections, 0, 0, campaignId)][0] + left[0] + left[1], now, campaign.IsOver && !(end > now), end, planned, progress, left[0], reached, heldOut, effect);

        CounterKey KeyOf(CounterKind kind, CampaignArm arm, int b = 0) => new(kind, (int)arm, b, campaignId);

        double ProductOf(CampaignArm arm, MeasuredProduct product) => (double)CampaignCounters.ProductOf(counters[KeyOf(CampaignCounters.Products, arm, (int)product)]) / (UnitsPerAmount * UnitsPerAmount);

        GroupFigures FiguresOf(CampaignArm arm)
        {
            var (count, sums) = (counters[KeyOf(CampaignCounters.Members, arm)][0], counters[KeyOf(CampaignCounters.Sums, arm)]);
            return new(
                new(count, sums[0] / UnitsPerAmount, ProductOf(arm, MeasuredProduct.RevenueRevenue)),
                new Companion(sums[1] / UnitsPerAmount, ProductOf(arm, MeasuredProduct.BeforeBefore), ProductOf(arm, MeasuredProduct.RevenueBefore)));
        }
    }

    /// <summary>The end of a day in UTC.</summary>
    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(default), TimeSpan.Zero);

    /// <summary>What part of a window has passed that is taken to end with the end of a day.</summary>
    private static double PassedOf(DateTimeOffset until, int days, DateTimeOffset now) => Math.Clamp(1 - (until - now).TotalDays / days, 0, 1);
}

/// <summary>What one of the two groups of members came to.</summary>
/// <param name="Members">How many members.</param>
/// <param name="Granted">How many of them have a reward of the campaign, got within the window and not taken back.</param>
/// <param name="Redeemed">How many of them have used a voucher of the campaign within the window.</param>
/// <param name="Cost">What the campaign's grants within the windows cost the business, by the cost of the reward.</param>
/// <param name="Revenue">Purchases within the windows, net of returns.</param>
/// <param name="RevenuePerMember">Revenue divided by members, rounded. Null without members.</param>
/// <param name="RevenueBefore">All purchases of these members before their windows, net of returns.</param>
public sealed record ArmResults(long Members, long Granted, long Redeemed, Money Cost, Money Revenue, DerivedAmount? RevenuePerMember, Money RevenueBefore)
{
    /// <summary>From the counters of one campaign.</summary>
    internal static ArmResults Of(Counters counters, CampaignArm arm)
    {
        var members = counters.OfKind(CampaignCounters.Members).SingleOrDefault(row => row.Key.A == (int)arm).Value;
        var sums = counters.OfKind(CampaignCounters.Sums).SingleOrDefault(row => row.Key.A == (int)arm).Value;
        return new(
            members[0], members[1], members[2], new(sums[2]), new(sums[0]), members[0] == 0 ? null : DerivedAmount.Round((decimal)sums[0] / Money.Scale / members[0]), new(sums[1]));
    }
}
