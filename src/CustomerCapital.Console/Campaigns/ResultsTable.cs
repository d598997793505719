using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns.Results;

namespace CustomerCapital.ConsolePages.Campaigns;

/// <summary>Those reached and those held out, beside each other.</summary>
public sealed class ResultsTable : ITableSource
{
    public string Name => "campaign-results";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) =>
        ask["id"] is { } id && Domain.Campaigns.Campaign.IsId(id) && await ask.AskAsync(new ReportCampaignResults(id)) is { } results ? Of(ask, results) : new([new("arm", ask.Speech["results.arm"])], []);

    internal static ConsoleTable Of(ConsoleRequest ask, CampaignResults results)
    {
        var say = ask.Speech;
        return new(
            [
                new("arm", say["results.arm"]), new("members", say["results.members"], true), new("granted", say["campaigns.granted"], true), new("redeemed", say["results.redeemed"], true),
                new("cost", say["runs.cost"], true), new("revenue", say["ladder.revenue"], true), new("revenue_per_member", say["results.each"], true), new("revenue_before", say["results.before"], true),
            ],
            [RowOf(say["results.reached"], CampaignArm.Reached, results.Reached), RowOf(say["results.heldout"], CampaignArm.HeldOut, results.HeldOut)])
        { Call = $"/v1/campaigns/{Uri.EscapeDataString(results.CampaignId)}/results" };

        Row RowOf(string title, CampaignArm which, ArmResults arm) => new(
        [
            new(title, which), new(say.Number(arm.Members), arm.Members), new(say.Number(arm.Granted), arm.Granted), new(say.Number(arm.Redeemed), arm.Redeemed), new(say.Money(arm.Cost), arm.Cost.ToDecimal()),
            new(say.Money(arm.Revenue), arm.Revenue.ToDecimal()), new(say.Money(arm.RevenuePerMember), arm.RevenuePerMember?.ToDecimal()), new(say.Money(arm.RevenueBefore), arm.RevenueBefore.ToDecimal()),
        ]);
    }
}
