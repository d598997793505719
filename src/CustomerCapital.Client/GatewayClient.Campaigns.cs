using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Results;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string CampaignsPath = "v1/campaigns";

    private static readonly string[] NoCampaign = ["campaign_not_found"];

    /// <summary>All campaigns, in the order of their ids.</summary>
    public async Task<IReadOnlyList<CampaignView>> ListCampaignsAsync(CancellationToken cancellation = default) => (await GetAsync<CampaignList>(CampaignsPath, cancellation)).Campaigns;

    /// <summary>A campaign; null where there is none of that id.</summary>
    public Task<CampaignView?> GetCampaignAsync(string campaignId, CancellationToken cancellation = default) => FindAsync<CampaignView>(PathOfCampaign(campaignId), NoCampaign, cancellation);

    /// <summary>Writes a campaign down, or changes its terms.</summary>
    /// <param name="campaignId">Its id.</param>
    /// <param name="definition">Its terms, and who writes them down.</param>
    /// <param name="fromVersion">The version of the terms from which the change was made; null to replace whichever there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">Nothing was changed; its code and faults say why.</exception>
    public Task<CampaignView> PutCampaignAsync(string campaignId, CampaignDefinition definition, int? fromVersion = null, CancellationToken cancellation = default) =>
        PutAsync<CampaignDefinition, CampaignView>(PathOfCampaign(campaignId), definition, fromVersion, cancellation);

    /// <summary>What an occurrence of a campaign would come to now. Writes nothing.</summary>
    public Task<DryRun> DryRunCampaignAsync(string campaignId, CampaignDefinition definition, CancellationToken cancellation = default) =>
        PostAsync<CampaignDefinition, DryRun>(PathOfCampaign(campaignId) + "/dry-run", definition, cancellation);

    /// <summary>Puts a campaign on its way.</summary>
    public Task<CampaignView> ScheduleCampaignAsync(string campaignId, CampaignChange change, CancellationToken cancellation = default) => MoveAsync(campaignId, "schedule", change, cancellation);

    /// <summary>Pauses a campaign.</summary>
    public Task<CampaignView> PauseCampaignAsync(string campaignId, CampaignChange change, CancellationToken cancellation = default) => MoveAsync(campaignId, "pause", change, cancellation);

    /// <summary>Resumes a paused campaign.</summary>
    public Task<CampaignView> ResumeCampaignAsync(string campaignId, CampaignChange change, CancellationToken cancellation = default) => MoveAsync(campaignId, "resume", change, cancellation);

    /// <summary>Cancels a campaign, for ever.</summary>
    public Task<CampaignView> CancelCampaignAsync(string campaignId, CampaignChange change, CancellationToken cancellation = default) => MoveAsync(campaignId, "cancel", change, cancellation);

    /// <summary>The latest runs of a campaign, the latest first; null where there is no such campaign.</summary>
    public async Task<IReadOnlyList<RunReport>?> ListCampaignRunsAsync(string campaignId, CancellationToken cancellation = default) =>
        (await FindAsync<CampaignRunList>(PathOfCampaign(campaignId) + "/runs", NoCampaign, cancellation))?.Runs;

    /// <summary>Gives what became of each member of a run's audience on as it comes, in the order of the customers' ids.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="runId">The run.</param>
    /// <param name="outcome">Only those with an outcome; null for all.</param>
    /// <param name="listed">Takes each member.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task ListCampaignMembersAsync(string campaignId, string runId, OfferOutcome? outcome, Action<CampaignMember> listed, CancellationToken cancellation = default)
    {
        var query = outcome is { } only ? "?outcome=" + System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(only.ToString()) : "";
        return ReadLinesAsync(new(HttpMethod.Get, $"{PathOfCampaign(campaignId)}/runs/{Uri.EscapeDataString(runId)}/members{query}"), listed, cancellation);
    }

    /// <summary>What a campaign was worth so far; null where there is no such campaign.</summary>
    public Task<CampaignResults?> GetCampaignResultsAsync(string campaignId, CancellationToken cancellation = default) =>
        FindAsync<CampaignResults>(PathOfCampaign(campaignId) + "/results", NoCampaign, cancellation);

    /// <summary>Gives what a campaign has measured of each member on as it comes, in the order of the customers' ids.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="listed">Takes each member.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task ListMeasuredMembersAsync(string campaignId, Action<MeasuredMember> listed, CancellationToken cancellation = default) =>
        ReadLinesAsync(new(HttpMethod.Get, PathOfCampaign(campaignId) + "/results/members"), listed, cancellation);

    /// <summary>The next occurrences of all campaigns, the earliest first.</summary>
    public async Task<IReadOnlyList<CalendarEntry>> GetCampaignCalendarAsync(int limit = 100, CancellationToken cancellation = default) =>
        (await GetAsync<CampaignCalendar>(FormattableString.Invariant($"v1/calendar?limit={limit}"), cancellation)).Occurrences;

    /// <summary>The campaigns whose audiences a customer was in; null where nobody is known by that id.</summary>
    public async Task<IReadOnlyList<CampaignMembership>?> ListCustomerCampaignsAsync(string customerId, CancellationToken cancellation = default) =>
        (await FindAsync<CustomerCampaignList>(PathOfCustomer(customerId) + "/campaigns", NobodyOrNothing, cancellation))?.Campaigns;

    private Task<CampaignView> MoveAsync(string campaignId, string verb, CampaignChange change, CancellationToken cancellation) =>
        PostAsync<CampaignChange, CampaignView>($"{PathOfCampaign(campaignId)}/{verb}", change, cancellation);

    private static string PathOfCampaign(string campaignId) => $"{CampaignsPath}/{Uri.EscapeDataString(campaignId)}";
}
