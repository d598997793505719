using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>Campaigns: written down, scheduled, paused, and run. What occurs when is the engine's to find out, and what members get is decided by each customer.</summary>
public sealed class CampaignCapability : Capability
{
    public override string Name => "campaign";

    public override ActorKind Kind => ActorKind.Campaign;

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.EnginesOwn<DefineCampaign>("campaign_definition"), CommandType.EnginesOwn<ScheduleCampaign>("campaign_schedule"), CommandType.EnginesOwn<PauseCampaign>("campaign_pause"),
        CommandType.EnginesOwn<ResumeCampaign>("campaign_resumption"), CommandType.EnginesOwn<CancelCampaign>("campaign_cancellation"), CommandType.EnginesOwn<FinishCampaign>("campaign_finish"),
        CommandType.EnginesOwn<BeginRun>("campaign_run_begin"), CommandType.EnginesOwn<TakeMembers>("campaign_members_taking"), CommandType.EnginesOwn<EndRun>("campaign_run_end"), CommandType.EnginesOwn<ReserveGrants>("campaign_grants_reservation"),
        CommandType.EnginesOwn<SettleGrants>("campaign_grants_settlement"), CommandType.EnginesOwn<NoteFailedMember>("campaign_failed_member"),
        CommandType.EnginesOwn<ClaimGrant>("campaign_grant_claim"), CommandType.EnginesOwn<ReleaseGrant>("campaign_grant_release"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<CampaignDefined>("campaign_defined"), EventType.Of<CampaignMoved>("campaign_moved"), EventType.Of<RunBegun>("campaign_run_begun"), EventType.Of<MembersTaken>("campaign_members_taken"), EventType.Of<RunEnded>("campaign_run_ended"),
        EventType.Of<GrantsReserved>("campaign_grants_reserved"), EventType.Of<GrantsSettled>("campaign_grants_settled"), EventType.Of<MemberFailed>("campaign_member_failed"),
        EventType.Of<GrantClaimed>("campaign_grant_claimed"), EventType.Of<GrantReleased>("campaign_grant_released"),
    ];

    public override StatePart Part => Campaign.Part;

    public override IJsonTypeInfoResolver Json => CampaignJson.Default;
}

/// <summary>What customers get by campaigns, and why they do not.</summary>
public sealed class CampaignsOfCustomerCapability : Capability
{
    /// <summary>Members of a campaign's (name) audience in a run (A, its number) with an outcome (B, its number), and what grants cost, in ten-thousandths.</summary>
    public static readonly CounterKind Offers = new(40, "campaign_offers", "customers", "cost");

    public override string Name => "campaigns";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.EnginesOwn<OfferReward>("campaign_offer")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<OfferPassed>("campaign_offer_passed"), EventType.Of<OfferAsked>("campaign_offer_asked")];

    public override StatePart Part => CustomerCampaigns.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Offers, .. CampaignCounters.All];

    public override IJsonTypeInfoResolver Json => CampaignsOfCustomerJson.Default;

    public override bool AnswersTime => true;

    public override bool ServesPerson => true;

    public override bool CountsPartAlone => true;

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters) => CustomerCampaigns.Part.Of(state).Count(sign, counters);

    /// <remarks>Versions of before counted an entry that changes revenue and uses of vouchers as several corrections.</remarks>
    public override ActorState Refill(ActorState state, ActorState replayed) => CustomerCampaigns.Part.Set(state, CustomerCampaigns.Part.Of(state).WithCorrectionsOf(CustomerCampaigns.Part.Of(replayed)));

    /// <summary>A campaign that something has triggered answers it, once for each fact.</summary>
    public override Happening? React(ActorState state, in Cause cause)
    {
        var (triggered, campaigns) = (cause.Program.Policy.TriggeredCampaigns, CustomerCampaigns.Part.Of(state));
        for (var i = 0; i < triggered.Count; i++)
        {
            var campaign = triggered[i];
            var orders = campaign.Terms.Trigger!.On == TriggerKind.NthPurchase ? state.Orders : 0;
            if (campaigns.HasAnswered(campaign.CampaignId, cause.Evidence, orders) || !IsTriggered(campaign, state, cause)) continue;
            var verdict = OfferReward.Of(campaign).Decide(new(state, new([]), cause.Program, cause.At, cause.NewCode), cause.Evidence, asks: campaign.Terms.Budget is not null, orders);
            if (verdict.Event is { } answer) return new(answer, cause.At);
        }

        return null;
    }

    private static bool IsTriggered(TriggeredCampaign campaign, ActorState state, in Cause cause)
    {
        var moment = new Moment(cause.At, cause.Program.Calendar);
        foreach (var (happened, _) in cause.Happened)
            if (campaign.Terms.Trigger!.IsBy(happened, state, moment)) return campaign.Terms.Audience is not { } audience || SegmentRule.Of(audience.At(cause.At, cause.Program.Calendar))(state, new());
        return false;
    }
}

[JsonSerializable(typeof(DefineCampaign))]
[JsonSerializable(typeof(ScheduleCampaign))]
[JsonSerializable(typeof(PauseCampaign))]
[JsonSerializable(typeof(ResumeCampaign))]
[JsonSerializable(typeof(CancelCampaign))]
[JsonSerializable(typeof(FinishCampaign))]
[JsonSerializable(typeof(BeginRun))]
[JsonSerializable(typeof(TakeMembers))]
[JsonSerializable(typeof(MembersTaken))]
[JsonSerializable(typeof(EndRun))]
[JsonSerializable(typeof(ReserveGrants))]
[JsonSerializable(typeof(SettleGrants))]
[JsonSerializable(typeof(NoteFailedMember))]
[JsonSerializable(typeof(ClaimGrant))]
[JsonSerializable(typeof(ReleaseGrant))]
[JsonSerializable(typeof(GrantClaimed))]
[JsonSerializable(typeof(GrantReleased))]
[JsonSerializable(typeof(CampaignDefined))]
[JsonSerializable(typeof(CampaignMoved))]
[JsonSerializable(typeof(RunBegun))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(GrantsReserved))]
[JsonSerializable(typeof(GrantsSettled))]
[JsonSerializable(typeof(MemberFailed))]
[JsonSerializable(typeof(Campaign))]
internal sealed partial class CampaignJson : JsonSerializerContext;

[JsonSerializable(typeof(OfferReward))]
[JsonSerializable(typeof(OfferPassed))]
[JsonSerializable(typeof(OfferAsked))]
[JsonSerializable(typeof(CustomerCampaigns))]
internal sealed partial class CampaignsOfCustomerJson : JsonSerializerContext;
