using System.Globalization;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>A person whom this customer brought has bought, no longer has, or has at another moment than was known. Sent by the engine, not by callers.</summary>
/// <remarks>Of one person the change with the highest number holds, in whatever order and however often they arrive (ADR 0042).</remarks>
public sealed record CountConversion : ActorCommand
{
    /// <summary>The person brought.</summary>
    public string ReferredCustomerId { get; init; } = "";

    /// <summary>Number of the change, from 1; odd means converted.</summary>
    public int Change { get; init; }

    /// <summary>When the referral converted; of one that no longer does, when it had.</summary>
    public DateTimeOffset ConvertedAt { get; init; }

    /// <summary>When the referral was last said to have converted, where it converted at another moment; else null.</summary>
    public DateTimeOffset? MovedFrom { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(ReferredCustomerId, Change);

    /// <inheritdoc/>
    /// <remarks>All changes of one person concern the first, so that they are recalled together.</remarks>
    [JsonIgnore]
    public override string? ConcernsId => IdOf(ReferredCustomerId, 1);

    /// <summary>The natural id of a change.</summary>
    public static string IdOf(string referredCustomerId, int change) => string.Create(CultureInfo.InvariantCulture, $"referral_conversion:{change}:{referredCustomerId}");

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("referredCustomerId", ReferredCustomerId);

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation)
    {
        var counted = situation.Past.LastOf(ConcernsId!)?.Event as ConversionCounted;
        if (counted?.Change >= Change) return Verdict.Unchanged;
        var converted = Change % 2 == 1;
        // Entries of before the changes had numbers came in their order, so that the sender knows what they have left.
        var replaced = counted is { Change: 0 } ? (converted ? MovedFrom : ConvertedAt) : counted?.Counts;
        var happened = new ConversionCounted(ReferredCustomerId, converted, ConvertedAt) { Change = Change, Replaced = replaced };
        var history = ReferralHistory.Part.Of(situation.State);
        if (history.Knows(happened)) return happened;
        return situation.Past.Times?.ConversionsWithout(replaced) is { } left
            ? happened with { LatestConversions = happened.Counts is { } at ? left.With(at, complete: true) : left }
            : Verdict.History;
    }
}

/// <summary>
/// A person whom this customer brought has bought, or has bought at another moment than was known, or has not bought
/// after all.
/// </summary>
/// <param name="ReferredCustomerId">The person brought.</param>
/// <param name="Converted">Whether the referral counts from now on.</param>
/// <param name="ConvertedAt">When the referral converted.</param>
public sealed record ConversionCounted(string ReferredCustomerId, bool Converted, DateTimeOffset ConvertedAt) : ActorEvent
{
    /// <summary>Number of the change. 0 in entries of early versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Change { get; init; }

    /// <summary>
    /// The moment of conversion that counted until now. Null if none did, and in entries of early versions.
    /// </summary>
    public DateTimeOffset? Replaced { get; init; }

    /// <summary>The latest conversions that count now, newest first. Null where earlier entries tell them.</summary>
    public LatestInstants? LatestConversions { get; init; }

    /// <summary>The moment that counts from now on; null for none.</summary>
    internal DateTimeOffset? Counts => Converted ? ConvertedAt : null;

    /// <summary>The moment that counted until now; null for none.</summary>
    internal DateTimeOffset? Counted => Change == 0 && !Converted ? ConvertedAt : Replaced;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = ReferralHistory.Part.Of(state);
        return ReferralHistory.Part.Set(state, before with
        {
            Converted = before.ConvertedAfter(this),
            LatestConversions = LatestConversions ?? before.LatestAfter(this),
        });
    }

    public override NaturalIds? Ids() => Change == 0 ? null : NaturalIds.Of(new CountConversion { ReferredCustomerId = ReferredCustomerId, Change = Change });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move switch
    {
        StandingMove.Up => StandingReason.ConvertedReferrals,
        StandingMove.Down when !Converted => StandingReason.ReferralUndone,
        _ => null,
    };

    internal override void Place(HistoryTimes times, DateTimeOffset at) => times.MoveConversion(Counted, Counts);
}
