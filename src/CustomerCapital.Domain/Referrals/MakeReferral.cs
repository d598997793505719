using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>This customer has brought another person, who must have accepted it first (<see cref="AcceptReferral"/>).</summary>
public sealed record MakeReferral : CustomerCommand
{
    /// <summary>The referral's id.</summary>
    public string ReferralId { get; init; } = "";

    /// <summary>The person brought.</summary>
    public string ReferredCustomerId { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => "referral:" + ReferralId;

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => string.IsNullOrEmpty(ReferralId) ? this with { ReferralId = id } : this;

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("referralId", ReferralId), .. Text.IdFaults("referredCustomerId", ReferredCustomerId)];

    internal Verdict Decide(CustomerState state) =>
        ReferredCustomerId == state.CustomerId ? Refusal.SelfReferral() : new ReferralMade(ReferralId, ReferredCustomerId);
}

/// <summary>This customer has brought another person.</summary>
public sealed record ReferralMade(string ReferralId, string ReferredCustomerId) : CustomerEvent
{
    internal static CustomerState Evolve(CustomerState state) => state with { Referrals = state.Referrals + 1 };
}
