using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Enrolment;

/// <summary>Enrolling in the program, and leaving it.</summary>
public sealed class EnrolmentCapability : Capability
{
    public override string Name => "enrolment";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<SetEnrolment>("enrolment")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<EnrolmentChanged>("enrolment_changed")];

    public override StatePart Part => Membership.Part;

    public override IReadOnlyList<Field> Fields { get; } = [EnrolmentFields.Enrolled, EnrolmentFields.EnrolledAt, EnrolmentFields.DaysInProgram];

    public override IJsonTypeInfoResolver Json => EnrolmentJson.Default;
}

/// <summary>Whether a person is in the program.</summary>
/// <param name="Enrolled">True in it, false not.</param>
/// <param name="At">When the person last enrolled or left; null for never.</param>
public sealed record Membership(bool Enrolled = false, DateTimeOffset? At = null) : Kept
{
    /// <summary>Since when the person is in it without having left; null while not in it. Enrolling once more does not change it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Membership> Part = new("enrolment", new(), inRow: true);
}

/// <summary>What enrolment says of a customer.</summary>
public static class EnrolledCustomer
{
    extension(ActorState state)
    {
        /// <summary>Whether enrolled in the program.</summary>
        public bool Enrolled => Membership.Part.Of(state).Enrolled;

        /// <summary>Since when the person is in the program without having left it. Null while not in it.</summary>
        public DateTimeOffset? EnrolledAt => Membership.Part.Of(state).Since;
    }
}

[JsonSerializable(typeof(SetEnrolment))]
[JsonSerializable(typeof(EnrolmentChanged))]
[JsonSerializable(typeof(Membership))]
internal sealed partial class EnrolmentJson : JsonSerializerContext;
