using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Returns;

/// <summary>Returns, at the price then paid, and credits. They change what purchases come to, and keep nothing of their own.</summary>
public sealed class ReturnsCapability : Capability
{
    public override string Name => "returns";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<RecordReturn>("return")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<ReturnRecorded>("return_recorded")];

    public override IJsonTypeInfoResolver Json => ReturnsJson.Default;
}

[JsonSerializable(typeof(RecordReturn))]
[JsonSerializable(typeof(ReturnRecorded))]
internal sealed partial class ReturnsJson : JsonSerializerContext;
