using System.Text.Json.Serialization;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Customers;

/// <summary>Something to be done to one customer. In JSON the field <c>type</c> names which.</summary>
/// <remarks>A command with a natural id takes effect once: sent again with the same content it changes nothing.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RegisterCustomer), "registration")]
[JsonDerivedType(typeof(RecordInteraction), "interaction")]
[JsonDerivedType(typeof(RecordPurchase), "purchase")]
[JsonDerivedType(typeof(RecordReturn), "return")]
[JsonDerivedType(typeof(SetEnrolment), "enrolment")]
[JsonDerivedType(typeof(GiveFeedback), "feedback")]
[JsonDerivedType(typeof(MakeReferral), "referral")]
[JsonDerivedType(typeof(AcceptReferral), "referral_acceptance")]
[JsonDerivedType(typeof(CountConversion), "referral_conversion")]
[JsonDerivedType(typeof(ScheduleFollowUp), "follow_up")]
[JsonDerivedType(typeof(CompleteFollowUp), "follow_up_done")]
public abstract record CustomerCommand
{
    /// <summary>When it happened, with the caller's offset, at most 5 minutes ahead of the engine's clock; null means when it arrives, by the engine's clock.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The id under which it takes effect once, unique per customer for ever; null when repeating is harmless.</summary>
    [JsonIgnore]
    public abstract string? NaturalId { get; }

    /// <summary>The natural id of an earlier command that deciding this one needs to see; null for none.</summary>
    [JsonIgnore]
    public virtual string? ConcernsId => null;

    /// <summary>The same command under an id given beside it, where it does not carry its own.</summary>
    public abstract CustomerCommand Identified(string id);

    /// <summary>Every field that is malformed, whatever the customer's state; empty when the command can be decided.</summary>
    public virtual IEnumerable<FieldFault> Faults() => [];
}
