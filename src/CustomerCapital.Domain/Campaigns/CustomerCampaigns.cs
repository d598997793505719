using System.Collections.Immutable;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

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

    /// <summary>How often the customer has got the reward by the campaign.</summary>
    public long Grants { get; init; }

    /// <summary>When the latest of these grants were, at most 20, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> GrantedAt { get => _grantedAt.Items; init => _grantedAt = new(value); }
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

    /// <summary>Whether something has triggered a campaign already.</summary>
    internal bool HasAnswered(string campaignId, string cause) => Memberships.Exists(known => known.CampaignId == campaignId && known.Cause == cause);

    /// <summary>A customer's state after an offer.</summary>
    internal static ActorState With(ActorState state, Offer offer, OfferOutcome outcome, DateTimeOffset at)
    {
        var campaigns = Part.Of(state);
        var known = campaigns.Memberships.Find(one => one.CampaignId == offer.CampaignId);
        var membership = new CampaignMembership(offer.CampaignId, offer.RunId, outcome, at) { Group = offer.Group, Cause = offer.Cause, Grants = known?.Grants ?? 0, GrantedAt = known?.GrantedAt ?? [] };
        if (outcome == OfferOutcome.Granted)
            membership = membership with { Grants = membership.Grants + 1, GrantedAt = [.. membership.GrantedAt.Append(at).Order().TakeLast(MemberLimit.Most)] };
        var memberships = (known is null ? campaigns.Memberships : campaigns.Memberships.Remove(known)).Add(membership);
        return Part.Set(state, campaigns with { Memberships = memberships.Count > Most ? memberships.RemoveAt(0) : memberships });
    }

    public bool Equals(CustomerCampaigns? other) => other is not null && Memberships.SequenceEqual(other.Memberships);

    public override int GetHashCode() => Memberships.Count;
}
