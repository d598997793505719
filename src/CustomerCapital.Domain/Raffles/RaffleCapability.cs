using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Raffles;

/// <summary>Raffles: written down, opened, frozen and drawn. Reading entries and drawing is the engine's; what the winners are follows from the history.</summary>
public sealed class RaffleCapability : Capability
{
    public override string Name => "raffle";

    public override ActorKind Kind => ActorKind.Raffle;

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.EnginesOwn<DefineRaffle>("raffle_definition"), CommandType.EnginesOwn<OpenRaffle>("raffle_opening"), CommandType.EnginesOwn<FreezeRaffle>("raffle_freeze"),
        CommandType.EnginesOwn<CancelRaffle>("raffle_cancellation"), CommandType.EnginesOwn<AddEntrants>("raffle_entrants"), CommandType.EnginesOwn<EndFreeze>("raffle_freeze_end"),
        CommandType.EnginesOwn<BeginDraw>("raffle_draw"), CommandType.EnginesOwn<RecordWinners>("raffle_winners"), CommandType.EnginesOwn<RecordPrizes>("raffle_prizes"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<RaffleDefined>("raffle_defined"), EventType.Of<RaffleOpened>("raffle_opened"), EventType.Of<RaffleMoved>("raffle_moved"), EventType.Of<EntrantsAdded>("raffle_entrants_added"),
        EventType.Of<RaffleFrozen>("raffle_frozen"), EventType.Of<DrawBegun>("raffle_draw_begun"), EventType.Of<WinnersDrawn>("raffle_winners_drawn"), EventType.Of<PrizesGranted>("raffle_prizes_granted"),
    ];

    public override StatePart Part => Raffle.Part;

    public override IJsonTypeInfoResolver Json => RaffleOfLedgerJson.Default;
}

/// <summary>Prizes that customers win: rewards of the catalogue, kept as these are.</summary>
public sealed class PrizesCapability : Capability
{
    public override string Name => "prizes";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.EnginesOwn<GrantPrize>("raffle_prize_grant")];

    public override IJsonTypeInfoResolver Json => PrizesJson.Default;
}

[JsonSerializable(typeof(DefineRaffle))]
[JsonSerializable(typeof(OpenRaffle))]
[JsonSerializable(typeof(FreezeRaffle))]
[JsonSerializable(typeof(CancelRaffle))]
[JsonSerializable(typeof(AddEntrants))]
[JsonSerializable(typeof(EndFreeze))]
[JsonSerializable(typeof(BeginDraw))]
[JsonSerializable(typeof(RecordWinners))]
[JsonSerializable(typeof(RecordPrizes))]
[JsonSerializable(typeof(RaffleDefined))]
[JsonSerializable(typeof(RaffleOpened))]
[JsonSerializable(typeof(RaffleMoved))]
[JsonSerializable(typeof(EntrantsAdded))]
[JsonSerializable(typeof(RaffleFrozen))]
[JsonSerializable(typeof(DrawBegun))]
[JsonSerializable(typeof(WinnersDrawn))]
[JsonSerializable(typeof(PrizesGranted))]
[JsonSerializable(typeof(Raffle))]
internal sealed partial class RaffleOfLedgerJson : JsonSerializerContext;

[JsonSerializable(typeof(GrantPrize))]
internal sealed partial class PrizesJson : JsonSerializerContext;
