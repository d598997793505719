using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Referrals;

/// <summary>
/// This customer was brought by another. Of several referrals the earliest counts, in whatever order they arrive, and only of somebody who had not bought before it.
/// </summary>
public sealed record AcceptReferral : ActorCommand
{
    /// <summary>The referral's id.</summary>
    public string ReferralId { get; init; } = "";

    /// <summary>Who brought this customer.</summary>
    public string ReferrerId { get; init; } = "";

    /// <inheritdoc/>
    /// <remarks>Referrers give their referrals ids of their own, so that two of them may use the same one.</remarks>
    [JsonIgnore]
    public override string? NaturalId => $"referral_accepted:{ReferrerId}:{ReferralId}";

    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("referralId", ReferralId), .. Text.IdFaults("referrerId", ReferrerId)];

    /// <inheritdoc/>
    /// <remarks>A referral by a till whose clock runs ahead must not put off what counts as bought after it.</remarks>
    public override AheadOfClock Ahead() => AheadOfClock.AsNow;

    public override Verdict Decide(in Situation situation)
    {
        var state = situation.State;
        if (ReferrerId == state.CustomerId) return Refusal.SelfReferral();
        if (state.BroughtBy is { } broughtBy && broughtBy.At <= situation.At) return Refusal.AlreadyReferred(broughtBy.CustomerId);
        return state.FirstOrderAt < situation.At ? Refusal.AlreadyBought() : new ReferralAccepted(ReferralId, ReferrerId);
    }
}

/// <summary>Who brought a customer, and how often the referral has converted or ceased to.</summary>
/// <param name="CustomerId">The referrer.</param>
/// <param name="At">When the referral was made; only somebody who first bought after it converts it.</param>
/// <param name="Changes">0: not converted; then 1 more for each conversion, and for each time that it ceased to; 2 for another moment. Odd means converted.</param>
/// <param name="ConvertedAt">When the referral converted, as last told to the referrer.</param>
public sealed record BroughtBy(string CustomerId, DateTimeOffset At, int Changes = 0, DateTimeOffset? ConvertedAt = null) : Kept
{
    /// <summary>Whether the referral counts for the referrer now.</summary>
    [JsonIgnore]
    public bool Converted => Changes % 2 == 1;

    /// <summary>The referrer of a later referral whose place this one took, where that referrer was told of a conversion; only the last such one is kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BroughtBy? Former { get; init; }

    /// <summary>What holds once this earlier referral takes its place. Changes go on being numbered, since a referrer may come again.</summary>
    internal BroughtBy GiveWayTo(string referrerId, DateTimeOffset at)
    {
        if (referrerId == CustomerId) return this with { At = at };
        return new(referrerId, at, Converted ? Changes + 1 : Changes) { Former = ConvertedAt is null ? Former : this with { Former = null } };
    }

    public override bool HoldsNewer() => base.HoldsNewer() || Former?.HoldsNewer() is true;
}

/// <summary>This customer was brought by another.</summary>
/// <param name="ReferralId">The referral's id.</param>
/// <param name="ReferrerId">Id of the customer who brought this one.</param>
public sealed record ReferralAccepted(string ReferralId, string ReferrerId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = ReferralHistory.Part.Of(state);
        return ReferralHistory.Part.Set(state, before with { BroughtBy = before.BroughtBy?.GiveWayTo(ReferrerId, moment.Utc) ?? new(ReferrerId, moment.Utc) });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new AcceptReferral { ReferralId = ReferralId, ReferrerId = ReferrerId });
}

/// <summary>
/// The referral that brought this customer has converted, or has converted at another moment than was known, or has not
/// converted after all. The referrer is told.
/// </summary>
/// <param name="ReferrerId">Who brought this customer.</param>
/// <param name="Change">
/// Number of this change, from 1. Odd means converted. A change to another moment counts as two.
/// </param>
/// <param name="ConvertedAt">
/// When the order was placed that converts the referral. If the referral no longer converts, when the order was placed
/// that converted it.
/// </param>
public sealed record ReferralConversionChanged(string ReferrerId, int Change, DateTimeOffset ConvertedAt) : ActorEvent
{
    /// <summary>
    /// The moment of conversion that the referrer was told before, if the moment has changed. Else null.
    /// </summary>
    public DateTimeOffset? MovedFrom { get; init; }

    /// <summary>
    /// The change that a state calls for: a first order after the referral converts it, and where another order becomes the first, it converts with that;
    /// the last order to come back undoes it, and so does a late arrival that shows the person had bought before, or was brought by another before. Null for none.
    /// </summary>
    public static ReferralConversionChanged? Due(ActorState state)
    {
        if (state.BroughtBy is not { } by) return null;
        if (by.Former is { Converted: true } former) return new(former.CustomerId, former.Changes + 1, former.ConvertedAt!.Value);
        var told = by.Converted ? by.ConvertedAt : null;
        var converts = state.FirstOrderAt >= by.At ? state.FirstOrderAt : null;
        return (told, converts) switch
        {
            ({ } undone, null) => new(by.CustomerId, by.Changes + 1, undone),
            (null, { } first) => new(by.CustomerId, by.Changes + 1, first),
            ({ } from, { } to) when from != to => new(by.CustomerId, by.Changes + 2, to) { MovedFrom = from },
            _ => null,
        };
    }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = ReferralHistory.Part.Of(state);
        var by = before.BroughtBy!;
        var told = by.Former is { Converted: true } former
            ? by with { Former = former with { Changes = Change } }
            : by with { Changes = Change, ConvertedAt = ConvertedAt.ToUniversalTime() };
        return ReferralHistory.Part.Set(state, before with { BroughtBy = told });
    }

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) =>
        [new(ReferrerId, new CountConversion { ReferredCustomerId = of.Key, Change = Change, ConvertedAt = ConvertedAt, MovedFrom = MovedFrom, OccurredAt = at })];
}
