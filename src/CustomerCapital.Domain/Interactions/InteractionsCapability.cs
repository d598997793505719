using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Interactions;

/// <summary>Contacts: inquiries, answers, complaints.</summary>
public sealed class InteractionsCapability : Capability
{
    public override string Name => "interactions";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<RecordInteraction>("interaction")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<InteractionRecorded>("interaction_recorded")];

    public override StatePart Part => Interest.Part;

    public override IReadOnlyList<Field> Fields { get; } = [InteractionFields.LastInteractionAt, InteractionFields.LastContactedAt];

    public override IJsonTypeInfoResolver Json => InteractionsJson.Default;
}

/// <summary>What interactions say of a person.</summary>
/// <param name="Shown">Whether the person has shown interest: contacted the business, or answered it positively.</param>
/// <param name="LastAt">When the latest interaction of any kind took place; null for never.</param>
public sealed record Interest(bool Shown = false, DateTimeOffset? LastAt = null) : Kept
{
    /// <summary>When the business last contacted the person by an interaction; null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastContactAt { get; init; }

    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Interest> Part = new("interest", new(), inRow: true);
}

[JsonSerializable(typeof(RecordInteraction))]
[JsonSerializable(typeof(InteractionRecorded))]
[JsonSerializable(typeof(Interest))]
internal sealed partial class InteractionsJson : JsonSerializerContext;
