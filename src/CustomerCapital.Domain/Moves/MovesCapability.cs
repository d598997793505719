using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Moves;

/// <summary>Moving a purchase to the customer whose it is. It changes what purchases come to, and keeps nothing of its own.</summary>
public sealed class MovesCapability : Capability
{
    public override string Name => "moves";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<MovePurchase>("purchase_move"), CommandType.EnginesOwn<TakeOverPurchase>("purchase_takeover")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<PurchaseMoved>("purchase_moved"), EventType.Of<PurchaseTakenOver>("purchase_taken_over")];

    public override IJsonTypeInfoResolver Json => MovesJson.Default;
}

[JsonSerializable(typeof(MovePurchase))]
[JsonSerializable(typeof(TakeOverPurchase))]
[JsonSerializable(typeof(PurchaseMoved))]
[JsonSerializable(typeof(PurchaseTakenOver))]
internal sealed partial class MovesJson : JsonSerializerContext;
