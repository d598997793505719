using CustomerCapital.Engine.Access;

namespace CustomerCapital.Agents.Tools;

/// <summary>Campaigns and what became of them.</summary>
internal static class CampaignTools
{
    private static readonly ToolArgument CampaignId = new("campaignId", "string", "The campaign's id: 1 to 40 small letters, digits, '_' or '-'.") { IsRequired = true };

    public static IReadOnlyList<AgentTool> All { get; } =
    [
        new("campaigns", "All campaigns",
            "All campaigns in the order of their ids, those that are over among them: status, terms, next occurrences, grants and what they cost (in the program's currency). Titles were written by staff.", "listCampaigns")
        {
            Pages = new("campaigns", 20, 100), Withheld = WithheldOf("campaigns."),
        },
        new("campaign", "One campaign",
            "A campaign's status, its terms (audience, reward, schedule or trigger, limits, holdout in percent), the next five occurrences, grants and what they cost (in the program's currency). The title was written by staff.", "getCampaign")
        {
            Arguments = [CampaignId], Withheld = WithheldOf(""),
        },
        new("campaign_runs", "Runs of a campaign",
            "The latest 50 runs of a campaign, the latest first: size of the audience, how many had their turn, with which outcome, and the cost in the program's currency. Occurrences that were left out have a reason.", "listCampaignRuns")
        {
            Arguments = [CampaignId], Pages = new("runs", 20, 50),
        },
        new("campaign_results", "What a campaign was worth",
            "Members who were to be reached compared with members held out: revenue per member, the difference with a 95 % interval, cost, all in the program's currency. What a small holdout cannot show has a reason in place of figures. "
            + "The intervals are for one look when `isFinal`; `alwaysValid` may be looked at every day.", "getCampaignResults") { Arguments = [CampaignId] },
        new("campaign_calendar", "What comes next", "The next occurrences of all campaigns and the draws of raffles to come, the earliest first, with other campaigns of the same day. Titles were written by staff.", "getCampaignCalendar")
        {
            Arguments = [new("limit", "integer", "How many occurrences, 1 to 200. 50 if left out.") { Least = 1, Most = 200 }], Usual = [("limit", "50")],
        },
        new("dry_run_campaign", "What a campaign would come to",
            "What an occurrence of a campaign would come to now; nothing is written and nobody gets anything. Counts of audience, holdout and grants, cost in the program's currency, and the smallest effect that the holdout could show. "
            + "With customers:read also the first 20 customers with what each would get. Audiences that ask for birthdays need the scope privacy:read.", "dryRunCampaign")
        {
            Arguments =
            [
                CampaignId,
                new("terms", "object", "Terms to try instead of those that are written down, as the tool campaign shows them. Needs the scope customers:read."),
            ],
            Ask = AskedSegments.DryRunAsync,
            Withheld = [new("sample", Scope.CustomersRead)],
        },
    ];

    /// <summary>Who of staff has done what and why is personal; who of the customers failed is told with customers.</summary>
    private static Withheld[] WithheldOf(string under) =>
        [new(under + "statusChange.by", Scope.PrivacyRead), new(under + "statusChange.reason", Scope.PrivacyRead), new(under + "failed", Scope.CustomersRead)];
}
