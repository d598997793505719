using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>This customer has brought another person.</summary>
/// <remarks>The other person must have accepted the referral first (<see cref="AcceptReferral"/>).</remarks>
public sealed record MakeReferral : ActorCommand
{
    /// <summary>The referral's id.</summary>
    public string ReferralId { get; init; } = "";

    /// <summary>The person brought.</summary>
    public string ReferredCustomerId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "referral:" + ReferralId;

    [JsonIgnore]
    public override string? OtherCustomerId => ReferredCustomerId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ReferralId) ? this with { ReferralId = id } : this;

    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("referralId", ReferralId), .. Text.IdFaults("referredCustomerId", ReferredCustomerId)];

    public override Verdict Decide(in Situation situation) =>
        ReferredCustomerId == situation.State.CustomerId ? Refusal.SelfReferral() : new ReferralMade(ReferralId, ReferredCustomerId);
}

/// <summary>This customer has brought another person.</summary>
/// <param name="ReferralId">The referral's id.</param>
/// <param name="ReferredCustomerId">The person brought.</param>
public sealed record ReferralMade(string ReferralId, string ReferredCustomerId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = ReferralHistory.Part.Of(state);
        return ReferralHistory.Part.Set(state, before with { Made = before.Made + 1 });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new MakeReferral { ReferralId = ReferralId });
}
