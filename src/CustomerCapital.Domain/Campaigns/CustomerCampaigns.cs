using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>A campaign whose audience a customer was in.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RunId">Its latest run with the customer.</param>
/// <param name="Outcome">What became of that.</param>
/// <param name="At">When.</param>
public sealed record CampaignMembership(string CampaignId, string RunId, OfferOutcome Outcome, DateTimeOffset At) : Kept
{
    private readonly ValueList<DateTimeOffset> _grantedAt;

    /// <summary>The exclusive group of the campaign. Null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The natural id of what triggered the campaign the last time, or its place in the history. Null for one by a schedule.</summary>
    public string? Cause { get; init; }

    /// <summary>The greatest number of orders that has triggered the campaign. 0 where none has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Orders { get; init; }

    /// <summary>How often the customer has got the reward by the campaign.</summary>
    public long Grants { get; init; }

    /// <summary>When the latest of these grants were, at most 20, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> GrantedAt { get => _grantedAt.Items; init => _grantedAt = new(value); }

    /// <summary>What the campaign measures of the customer. Null where the customer is held out of the program.</summary>
    public CampaignMeasurement? Measurement { get; init; }
}

/// <summary>The campaigns whose audiences a customer was in.</summary>
/// <param name="Memberships">The campaign that reached the customer longest ago first.</param>
public sealed record CustomerCampaigns(ImmutableList<CampaignMembership> Memberships) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerCampaigns> Part = new("campaigns", new([]));

    /// <summary>So many campaigns are kept in the state; those that reached the customer longest ago are forgotten first, and with them what their limits rest on.</summary>
    public const int Most = 100;

    /// <summary>The campaign that reached the customer longest ago first.</summary>
    public ImmutableList<CampaignMembership> Memberships { get; init; } = Memberships ?? [];

    /// <summary>Whether the customer has had as much of a campaign as one customer can.</summary>
    internal bool HasReached(MemberLimit limit, string campaignId, DateTimeOffset now)
    {
        if (Memberships.Find(known => known.CampaignId == campaignId) is not { } membership) return false;
        return limit.Days is { } days ? membership.GrantedAt.Count(at => at > now.AddDays(-days)) >= limit.Times : membership.Grants >= limit.Times;
    }

    /// <summary>Whether other campaigns of a group have given the customer as much within the group's time as one customer gets.</summary>
    internal bool HasOthersOf(ExclusiveGroup group, string campaignId, DateTimeOffset now) =>
        Memberships.Where(known => known.Group == group.Group && known.CampaignId != campaignId).Sum(known => known.GrantedAt.Count(at => at > now.AddDays(-group.Days))) >= group.Times;

    /// <summary>Whether something has triggered a campaign already: the same fact, or as many orders before some of them came back.</summary>
    internal bool HasAnswered(string campaignId, string cause, long orders) => Memberships.Exists(known => known.CampaignId == campaignId && (known.Cause == cause || (orders > 0 && known.Orders >= orders)));

    /// <summary>The campaign that is forgotten, and no longer counts the customer, when another offers something; null where none is.</summary>
    internal ForgottenMember? LeavesFor(string campaignId) =>
        Memberships.Count >= Most && Memberships[0].Measurement is { } measured && !Memberships.Exists(known => known.CampaignId == campaignId) ? new(Memberships[0].CampaignId, measured.Corrections) : null;

    /// <summary>A customer's state after an offer.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="offer">The offer.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="moment">When.</param>
    /// <param name="cost">What the grant costs, where there is one.</param>
    /// <param name="code">The code of its voucher; null for none.</param>
    internal static ActorState With(ActorState state, Offer offer, OfferOutcome outcome, in Moment moment, Money cost = default, string? code = null)
    {
        var (campaigns, at) = (Part.Of(state), moment.Utc);
        var known = campaigns.Memberships.Find(one => one.CampaignId == offer.CampaignId);
        var membership = new CampaignMembership(offer.CampaignId, offer.RunId, outcome, at) { Group = offer.Group, Cause = offer.Cause, Orders = Math.Max(known?.Orders ?? 0, offer.Orders), Grants = known?.Grants ?? 0, GrantedAt = known?.GrantedAt ?? [] };
        if (outcome == OfferOutcome.Granted)
            membership = membership with { Grants = membership.Grants + 1, GrantedAt = [.. membership.GrantedAt.Append(at).Order().TakeLast(MemberLimit.Most)] };
        membership = membership with { Measurement = MeasurementAfter(state, known?.Measurement, offer, outcome, moment, cost, code) };
        var memberships = (known is null ? campaigns.Memberships : campaigns.Memberships.Remove(known)).Add(membership);
        return Part.Set(state, campaigns with { Memberships = memberships.Count > Most ? memberships.RemoveAt(0) : memberships });
    }

    /// <summary>A customer's state after revenue of a moment has changed, and with it what vouchers are used for: one change of each measurement, whatever the entry changes of it.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="purchasedAt">When the purchase was placed of which it is, or when a credit was given.</param>
    /// <param name="amount">How much more, or less.</param>
    /// <param name="uses">The vouchers that the purchase has used, or uses no more.</param>
    /// <param name="recordedAt">When it was recorded.</param>
    internal static ActorState ChangeRevenue(ActorState state, DateTimeOffset purchasedAt, Money amount, VoucherUses uses, DateTimeOffset recordedAt) =>
        amount == Money.Zero && uses.Codes is null ? state : Change(state, recordedAt, (purchasedAt, amount, uses), static (measured, change) =>
        {
            var after = change.amount == Money.Zero ? measured : measured.WithRevenue(change.purchasedAt, change.amount);
            foreach (var code in change.uses.Codes ?? []) after = after.WithUse(code, change.purchasedAt, change.uses.Sign);
            return after;
        });

    /// <summary>A customer's state after a grant of a campaign was taken back.</summary>
    internal static ActorState TakeBack(ActorState state, string campaignId, DateTimeOffset grantedAt, Money cost, DateTimeOffset recordedAt) =>
        Change(state, recordedAt, (grantedAt, cost), static (measured, grant) => measured.WithoutGrant(grant.grantedAt, grant.cost), campaignId);

    /// <summary>The same with the corrections that others, folded from the same entries, count.</summary>
    internal CustomerCampaigns WithCorrectionsOf(CustomerCampaigns replayed)
    {
        ImmutableList<CampaignMembership>.Builder? changed = null;
        for (var at = 0; at < Memberships.Count; at++)
        {
            if (Memberships[at] is not { Measurement: { } measured } membership) continue;
            var counted = replayed.Memberships.Find(known => known.CampaignId == membership.CampaignId)?.Measurement?.Corrections ?? measured.Corrections;
            if (counted != measured.Corrections) (changed ??= Memberships.ToBuilder())[at] = membership with { Measurement = measured with { Corrections = counted } };
        }

        return changed is null ? this : this with { Memberships = changed.ToImmutable() };
    }

    /// <summary>Adds what the customer contributes to the results of campaigns.</summary>
    internal void Count(int sign, Counters counters)
    {
        foreach (var membership in Memberships)
            if (membership.Measurement is { } measured) CampaignCounters.Add(membership.CampaignId, measured, sign, counters);
    }

    private static CampaignMeasurement? MeasurementAfter(ActorState state, CampaignMeasurement? before, Offer offer, OfferOutcome outcome, in Moment moment, Money cost, string? code)
    {
        if (before is null && (offer.MeasureDays == 0 || outcome == OfferOutcome.HeldOutOfProgram)) return null;
        var measured = before ?? CampaignMeasurement.Begin(offer, outcome == OfferOutcome.HeldOut ? CampaignArm.HeldOut : CampaignArm.Reached, moment.Utc, state.AsOf, state.Revenue);
        var after = outcome == OfferOutcome.Granted ? measured.WithGrant(moment.Utc, cost, code) : measured;
        return ReferenceEquals(after, before) ? before : before is null ? after : Corrected(before, after, moment.RecordedAt);
    }

    /// <summary>Changes what campaigns measure of the customer, of one campaign or of all. Most customers are in none, and most changes concern none.</summary>
    private static ActorState Change<T>(ActorState state, DateTimeOffset recordedAt, T how, Func<CampaignMeasurement, T, CampaignMeasurement> change, string? campaignId = null)
    {
        var campaigns = Part.Of(state);
        if (campaigns.Memberships.IsEmpty) return state;
        ImmutableList<CampaignMembership>.Builder? changed = null;
        for (var at = 0; at < campaigns.Memberships.Count; at++)
        {
            var membership = campaigns.Memberships[at];
            if (membership.Measurement is not { } before || (campaignId is not null && membership.CampaignId != campaignId)) continue;
            var after = change(before, how);
            if (!ReferenceEquals(after, before)) (changed ??= campaigns.Memberships.ToBuilder())[at] = membership with { Measurement = Corrected(before, after, recordedAt) };
        }

        return changed is null ? state : Part.Set(state, campaigns with { Memberships = changed.ToImmutable() });
    }

    /// <summary>What is recorded after the end of the window is a correction.</summary>
    private static CampaignMeasurement Corrected(CampaignMeasurement before, CampaignMeasurement after, DateTimeOffset recordedAt) =>
        recordedAt >= before.Until ? after with { Corrections = after.Corrections + 1 } : after;

    public bool Equals(CustomerCampaigns? other) => other is not null && Memberships.SequenceEqual(other.Memberships);

    public override int GetHashCode() => Memberships.Count;
}

/// <summary>Vouchers that a purchase has used, or uses no more.</summary>
/// <param name="Codes">Their codes; null for none.</param>
/// <param name="Sign">1 for used, -1 for used no more.</param>
internal readonly record struct VoucherUses(IEnumerable<string>? Codes, int Sign);
