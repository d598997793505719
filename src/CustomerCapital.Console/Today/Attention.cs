using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.ConsolePages.Today;

/// <summary>Something that somebody should look at today.</summary>
/// <param name="Says">What, in the reader's language.</param>
/// <param name="Leads">The page on which something can be done about it.</param>
internal sealed record Attention(string Says, string Leads)
{
    /// <summary>A budget of which so much is gone is nearly spent.</summary>
    private const decimal NearlySpent = 0.8m;

    /// <summary>So many follow-ups are counted.</summary>
    private const int MostCounted = 100;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>Customers whose time of being at risk has begun within the last thirty days, and who are not lapsed: they can be won back.</summary>
    public static readonly Segment AtRisk = new AllOf([PurchaseFields.DaysToAtRisk.Where(SegmentOperator.AtMost, 0), PurchaseFields.DaysToAtRisk.Where(SegmentOperator.AtLeast, -30), LadderFields.Lapsed.Where(SegmentOperator.Equals, false)]);

    public static async Task<IReadOnlyList<Attention>> ReadAsync(ConsoleRequest ask, RecentCounts counts, IReadOnlyList<Rung> rungsWithoutCampaign)
    {
        var (say, now) = (ask.Speech, ask.Capital.Now);
        var found = new List<Attention>();
        if (await counts.OfAsync(ask.Capital, AtRisk) is > 0 and var atRisk) found.Add(new(say.Count("attention.risk", atRisk), ConsoleAddress.Of(ConsoleAddress.Root + "/customers", ("view", "at-risk"))));
        var overdue = (await ask.AskAsync(new ReadWorkList(null, MostCounted))).FollowUps.Count(due => due.Overdue);
        if (overdue > 0) found.Add(new(overdue == MostCounted ? say.Say("attention.overdue.more", say.Number(overdue)) : say.Count("attention.overdue", overdue), ConsoleAddress.Root + "/work"));
        foreach (var campaign in await ask.AskAsync(new ReadCampaigns()))
        {
            var (title, page) = (campaign.Terms.Title ?? campaign.CampaignId, ConsoleAddress.Campaign(campaign.CampaignId));
            if (campaign.Failed.Count > 0) found.Add(new(say.Say("attention.failed", title, say.Number(campaign.Failed.Count)), page));
            if (campaign.Status is not (CampaignStatus.Scheduled or CampaignStatus.Running)) continue;
            if (ShareSpent(campaign) is >= NearlySpent and var spent) found.Add(new(say.Say("attention.budget", title, say.Percent(spent)), page));
            if (EndOf(campaign.Terms) is { } end && end - now is { } left && left > TimeSpan.Zero && left <= Soon) found.Add(new(say.Say("attention.ends", title, say.Moment(end)), page));
        }

        foreach (var draw in (await ask.AskAsync(new ReadScheduledDraws(100))).Where(draw => draw.At - now <= Soon))
            found.Add(new(say.Say("attention.draw", draw.Title ?? draw.RaffleId, say.Moment(draw.At)), ConsoleAddress.Of(ConsoleAddress.Root + "/raffle", ("id", draw.RaffleId))));
        if ((await ask.AskAsync(new ReadModels())).Last is { Version: null, Customers: > 0 } refused) found.Add(new(say.Say("attention.model", say.Day(refused.At)), ConsoleAddress.Root + "/value"));
        if (rungsWithoutCampaign.Count > 0) found.Add(new(say.Say("attention.rungs", string.Join(", ", rungsWithoutCampaign.Select(say.Word))), ConsoleAddress.Root + "/ladder"));
        return found;
    }

    /// <summary>How much of the tightest limit of a budget is gone; null where there is none.</summary>
    internal static decimal? ShareSpent(CampaignView campaign) => campaign.Terms.Budget is not { } budget ? null : new[]
    {
        budget.Grants is > 0 and var grants ? (decimal)campaign.Granted / grants : (decimal?)null,
        budget.Amount is { Units: > 0 } amount ? (decimal)campaign.Spent.Units / amount.Units : null,
    }.Max();

    private static DateTimeOffset? EndOf(CampaignTerms terms) => terms.Trigger?.Until ?? terms.Schedule?.Until;
}
