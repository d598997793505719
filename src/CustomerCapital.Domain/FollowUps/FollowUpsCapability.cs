using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Interactions;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>Following persons up: call, letter or e-mail, done or not.</summary>
public sealed class FollowUpsCapability : Capability
{
    public override string Name => "follow_ups";

    public override IReadOnlyList<CommandType> Commands { get; } = 
    [
        CommandType.Of<ScheduleFollowUp>("follow_up"), CommandType.Of<AssignFollowUp>("follow_up_assignment"), CommandType.Of<CompleteFollowUp>("follow_up_done"),
    ];

    public override IReadOnlyList<EventType> Events { get; } = 
    [
        EventType.Of<FollowUpScheduled>("follow_up_scheduled"), EventType.Of<FollowUpAssigned>("follow_up_assigned"), EventType.Of<FollowUpDone>("follow_up_done"),
        EventType.Of<FollowUpWithheld>("follow_up_withheld"),
    ];

    public override StatePart Part => OpenFollowUps.Part;

    public override IReadOnlyList<Field> Fields { get; } = [FollowUpFields.NextFollowUpAt];

    public override IJsonTypeInfoResolver Json => FollowUpsJson.Default;

    /// <summary>What came of a follow-up is an interaction too.</summary>
    public override Happening? React(ActorState state, in Cause cause) =>
        cause.Fact is FollowUpDone done && done.Contact() is { } contact && !cause.Happened.Any(happened => happened.Event is InteractionRecorded) ? new(contact, cause.At) : null;
}

/// <summary>What follow-ups say of a customer.</summary>
public static class FollowedUpCustomer
{
    extension(ActorState state)
    {
        /// <summary>Follow-ups that are not done, in the order in which they are due.</summary>
        public ImmutableList<FollowUp> OpenFollowUps => FollowUps.OpenFollowUps.Part.Of(state).Open;
    }
}

[JsonSerializable(typeof(ScheduleFollowUp))]
[JsonSerializable(typeof(CompleteFollowUp))]
[JsonSerializable(typeof(FollowUpScheduled))]
[JsonSerializable(typeof(AssignFollowUp))]
[JsonSerializable(typeof(FollowUpAssigned))]
[JsonSerializable(typeof(FollowUpDone))]
[JsonSerializable(typeof(FollowUpWithheld))]
[JsonSerializable(typeof(OpenFollowUps))]
internal sealed partial class FollowUpsJson : JsonSerializerContext;
