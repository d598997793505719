using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Duplicates;

/// <summary>What somebody decides of customers who are likely to be one person. Finding them is the engine's.</summary>
public sealed class DuplicatesCapability : Capability
{
    public override string Name => "duplicates";

    public override ActorKind Kind => ActorKind.DuplicateGroup;

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.EnginesOwn<DecideDuplicates>("duplicates_decision")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<DuplicatesDecided>("duplicates_decided")];

    public override StatePart Part => DuplicateGroup.Part;

    public override IJsonTypeInfoResolver Json => DuplicatesJson.Default;
}

[JsonSerializable(typeof(DecideDuplicates))]
[JsonSerializable(typeof(DuplicatesDecided))]
[JsonSerializable(typeof(DuplicateGroup))]
internal sealed partial class DuplicatesJson : JsonSerializerContext;
