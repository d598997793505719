using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Merges;

/// <summary>Customers who are one person with another.</summary>
public sealed class MergesCapability : Capability
{
    public override string Name => "merges";

    public override IReadOnlyList<CommandType> Commands { get; } =
        [CommandType.EnginesOwn<MergeCustomer>("customer_merge"), CommandType.EnginesOwn<UndoMerge>("merge_undo"), CommandType.EnginesOwn<ReadAnew>("read_anew")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<CustomersMerged>("customers_merged")];

    public override StatePart Part => MergedCustomers.Part;

    public override IJsonTypeInfoResolver Json => MergesJson.Default;
}

/// <summary>Ids that lead to other customers.</summary>
public sealed class AliasCapability : Capability
{
    public override string Name => "aliases";

    public override ActorKind Kind => ActorKind.Alias;

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<AliasMade>("alias_made"), EventType.Of<AliasEnded>("alias_ended")];

    public override StatePart Part => Alias.Part;

    public override IJsonTypeInfoResolver Json => MergesJson.Default;
}

[JsonSerializable(typeof(MergeCustomer))]
[JsonSerializable(typeof(UndoMerge))]
[JsonSerializable(typeof(ReadAnew))]
[JsonSerializable(typeof(CustomersMerged))]
[JsonSerializable(typeof(AliasMade))]
[JsonSerializable(typeof(AliasEnded))]
[JsonSerializable(typeof(MergedCustomers))]
[JsonSerializable(typeof(Alias))]
internal sealed partial class MergesJson : JsonSerializerContext;
