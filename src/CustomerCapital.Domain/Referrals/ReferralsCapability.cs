using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Referrals;

/// <summary>Who has brought whom. A first order after the referral converts it, and the referrer is told.</summary>
public sealed class ReferralsCapability : Capability
{
    public override string Name => "referrals";

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.Of<MakeReferral>("referral"), CommandType.EnginesOwn<AcceptReferral>("referral_acceptance"), CommandType.EnginesOwn<CountConversion>("referral_conversion"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<ReferralMade>("referral_made"), EventType.Of<ReferralAccepted>("referral_accepted"),
        EventType.Of<ReferralConversionChanged>("referral_conversion_changed"), EventType.Of<ConversionCounted>("conversion_counted"),
    ];

    public override StatePart Part => ReferralHistory.Part;

    public override IReadOnlyList<Field> Fields { get; } = [ReferralFields.ConvertedReferrals];

    public override IJsonTypeInfoResolver Json => ReferralsJson.Default;

    public override Happening? React(ActorState state, in Cause cause) =>
        ReferralConversionChanged.Due(state) is { } conversion ? new Happening(conversion, cause.At) : null;

    /// <inheritdoc/>
    /// <remarks>What was told to the referrer is wrong in time only where a program of before did not tell of a moved first order.</remarks>
    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) => ReferralConversionChanged.Due(state) is null ? null : state.AsOf;

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) => ReferralConversionChanged.Due(state)!;
}

/// <summary>Whom a customer has brought, and who has brought the customer.</summary>
public sealed record ReferralHistory : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<ReferralHistory> Part = new("referrals", new());

    /// <summary>Who brought this customer, and what became of it.</summary>
    public BroughtBy? BroughtBy { get; init; }

    /// <summary>Persons this customer has referred.</summary>
    public long Made { get; init; }

    /// <summary>Referred persons who have bought.</summary>
    public long Converted { get; init; }

    /// <summary>When the latest of them did.</summary>
    public LatestInstants LatestConversions { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    /// <summary>How many count after a change.</summary>
    internal long ConvertedAfter(ConversionCounted change) => Converted + (change.Counts is null ? 0 : 1) - (change.Counted is null ? 0 : 1);

    /// <summary>The latest after a change, as far as they are known here.</summary>
    internal LatestInstants LatestAfter(ConversionCounted change)
    {
        var rest = change.Counted is { } undone ? LatestConversions.Without(undone) : LatestConversions;
        return change.Counts is { } at ? rest.With(at, complete: Converted == LatestConversions.Count) : rest;
    }

    /// <summary>Whether as many of the latest are known here after a change as a rule may ask for.</summary>
    internal bool Knows(ConversionCounted change) =>
        Converted <= LatestConversions.Count || LatestAfter(change).Count >= Math.Min(LatestInstants.Needed, ConvertedAfter(change));
}

/// <summary>What referrals say of a customer.</summary>
public static class ReferringCustomer
{
    extension(ActorState state)
    {
        /// <summary>Who brought this customer, and what became of it.</summary>
        public BroughtBy? BroughtBy => ReferralHistory.Part.Of(state).BroughtBy;

        /// <summary>Persons this customer has referred.</summary>
        public long Referrals => ReferralHistory.Part.Of(state).Made;

        /// <summary>Referred persons who have bought.</summary>
        public long ConvertedReferrals => ReferralHistory.Part.Of(state).Converted;

        /// <summary>When the latest of them did.</summary>
        public LatestInstants LatestConversions => ReferralHistory.Part.Of(state).LatestConversions;
    }
}

[JsonSerializable(typeof(MakeReferral))]
[JsonSerializable(typeof(AcceptReferral))]
[JsonSerializable(typeof(CountConversion))]
[JsonSerializable(typeof(ReferralMade))]
[JsonSerializable(typeof(ReferralAccepted))]
[JsonSerializable(typeof(ReferralConversionChanged))]
[JsonSerializable(typeof(ConversionCounted))]
[JsonSerializable(typeof(ReferralHistory))]
internal sealed partial class ReferralsJson : JsonSerializerContext;
