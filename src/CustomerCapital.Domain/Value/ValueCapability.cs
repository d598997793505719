using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Value;

/// <summary>What models say of customers. No command and no fact is its own: it rests on what purchases and returns have told.</summary>
public sealed class ValueCapability : Capability
{
    public override string Name => "value";

    public override IReadOnlyList<Field> Fields { get; } = [ValueFields.PAlive, ValueFields.PredictedOrders12m, ValueFields.PredictedValue12m, ValueFields.ResidualValue, ValueFields.ScoredAt];

    public override IJsonTypeInfoResolver Json { get; } = JsonTypeInfoResolver.Combine();
}
