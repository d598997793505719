using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Interactions;

/// <summary>Contacts: inquiries, answers, complaints.</summary>
public sealed class InteractionsCapability : Capability
{
    public override string Name => "interactions";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<RecordInteraction>("interaction")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<InteractionRecorded>("interaction_recorded")];

    public override StatePart Part => Interest.Part;

    public override IJsonTypeInfoResolver Json => InteractionsJson.Default;
}

/// <summary>Whether a person has shown interest: contacted the business, or answered it positively.</summary>
public sealed record Interest(bool Shown = false) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Interest> Part = new("interest", new(), inRow: true);
}

[JsonSerializable(typeof(RecordInteraction))]
[JsonSerializable(typeof(InteractionRecorded))]
[JsonSerializable(typeof(Interest))]
internal sealed partial class InteractionsJson : JsonSerializerContext;
