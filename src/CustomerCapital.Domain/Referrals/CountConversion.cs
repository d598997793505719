using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>A person whom this customer brought has bought, or no longer has. Sent by the engine, not by callers.</summary>
public sealed record CountConversion : ActorCommand
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
    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("referredCustomerId", ReferredCustomerId);

    /// <inheritdoc/>
    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    /// <inheritdoc/>
    public override Verdict Decide(in Situation situation) => new ConversionCounted(ReferredCustomerId, Change % 2 == 1, ConvertedAt);
}

/// <summary>A person whom this customer brought has bought, or no longer has.</summary>
/// <param name="ReferredCustomerId">The person brought.</param>
/// <param name="Converted">True when the referral counts from now on, false when it no longer does.</param>
/// <param name="ConvertedAt">When it converted.</param>
public sealed record ConversionCounted(string ReferredCustomerId, bool Converted, DateTimeOffset ConvertedAt) : ActorEvent
{
    /// <inheritdoc/>
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = ReferralHistory.Part.Of(state);
        return ReferralHistory.Part.Set(state, before with
        {
            Converted = before.Converted + (Converted ? 1 : -1),
            LatestConversions = Converted
                ? before.LatestConversions.With(ConvertedAt, complete: before.Converted == before.LatestConversions.Count)
                : before.LatestConversions.Without(ConvertedAt),
        });
    }

    /// <inheritdoc/>
    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move switch
    {
        StandingMove.Up => StandingReason.ConvertedReferrals,
        StandingMove.Down => StandingReason.ReferralUndone,
        _ => null,
    };
}
