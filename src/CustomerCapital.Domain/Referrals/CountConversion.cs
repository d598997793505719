using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>A person whom this customer brought has bought, or no longer has. Sent by the engine, not by callers.</summary>
public sealed record CountConversion : CustomerCommand
{
    /// <summary>The person brought.</summary>
    public string ReferredCustomerId { get; init; } = "";

    /// <summary>Number of the change, from 1; odd means converted.</summary>
    public int Change { get; init; }

    /// <summary>When the referral converted.</summary>
    public DateTimeOffset ConvertedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"referral_conversion:{Change}:{ReferredCustomerId}");

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => this;

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("referredCustomerId", ReferredCustomerId);

    internal Verdict Decide() => new ConversionCounted(ReferredCustomerId, Change % 2 == 1, ConvertedAt);
}

/// <summary>A person whom this customer brought has bought, or no longer has.</summary>
/// <param name="ReferredCustomerId">The person brought.</param>
/// <param name="Converted">True when the referral counts from now on, false when it no longer does.</param>
/// <param name="ConvertedAt">When it converted.</param>
public sealed record ConversionCounted(string ReferredCustomerId, bool Converted, DateTimeOffset ConvertedAt) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state) => Converted
        ? state with
        {
            ConvertedReferrals = state.ConvertedReferrals + 1,
            LatestConversions = state.LatestConversions.With(ConvertedAt, complete: state.ConvertedReferrals == state.LatestConversions.Count),
        }
        : state with { ConvertedReferrals = state.ConvertedReferrals - 1, LatestConversions = state.LatestConversions.Without(ConvertedAt) };
}
