using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Today;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.ConsolePages.Campaigns;

/// <summary>All campaigns, with where each stands and how much of its budget is gone.</summary>
public sealed class CampaignsTable : ITableSource
{
    public string Name => "campaigns";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var campaigns = await ask.AskAsync(new ReadCampaigns());
        return new(
            [
                new("title", say["campaigns.title"]), new("campaign_id", say["customers.id"]), new("status", say["campaigns.status"]), new("reward", say["campaigns.reward"]), new("when", say["campaigns.when"]),
                new("next", say["campaigns.next"]), new("runs", say["campaigns.runs"], true), new("granted", say["campaigns.granted"], true), new("spent", say["campaigns.spent"], true),
                new("budget_spent", say["campaigns.budget"], true) { Means = say["campaigns.budget.means"] }, new("failed", say["campaigns.failed"], true),
            ],
            [.. campaigns.OrderBy(campaign => campaign.Status).ThenBy(campaign => campaign.CampaignId, StringComparer.Ordinal).Select(campaign => new Row(
            [
                Cell.Of(campaign.Terms.Title ?? campaign.CampaignId, ConsoleAddress.Campaign(campaign.CampaignId)), Cell.Of(campaign.CampaignId), new(say.Word(campaign.Status), campaign.Status),
                Cell.Of(campaign.Terms.Reward), new(WhenOf(ask, campaign), campaign.Terms.Schedule?.Cron ?? (object?)campaign.Terms.Schedule?.At ?? campaign.Terms.Trigger?.On), new(say.Moment(NextOf(campaign)), NextOf(campaign)), new(say.Number(campaign.RunCount), (long)campaign.RunCount),
                campaign.Terms.Budget is null ? Cell.Of(null) : new(say.Number(campaign.Granted), campaign.Granted), campaign.Terms.Budget is null ? Cell.Of(null) : new(say.Money(campaign.Spent), campaign.Spent.ToDecimal()),
                new(say.Percent(Attention.ShareSpent(campaign)), (double?)Attention.ShareSpent(campaign), Mark: Attention.ShareSpent(campaign) >= 0.8m ? "warn" : null),
                new(say.Number(campaign.Failed.Count), (long)campaign.Failed.Count, Mark: campaign.Failed.Count > 0 ? "warn" : null),
            ]))])
        { Call = "/v1/campaigns" };
    }

    internal static DateTimeOffset? NextOf(CampaignView campaign) => campaign.NextOccurrences.Count > 0 ? campaign.NextOccurrences[0] : null;

    internal static string WhenOf(ConsoleRequest ask, CampaignView campaign)
    {
        var say = ask.Speech;
        return campaign.Terms switch
        {
            { Trigger: { } trigger } => say.Word(trigger.On),
            { Schedule.Cron: { } cron } => cron,
            { Schedule.At: { } at } => say.Moment(at),
            { Schedule.AtLocal: { } local } => say.Moment(local),
            _ => Language.Speech.Nothing,
        };
    }
}
