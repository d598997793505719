using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Conformance.Actors;

/// <summary>Actors of a kind that the product does not have: cards that are stamped, and looked through thirty days after the last stamp.</summary>
public sealed class StampCards : Capability
{
    public const ActorKind OfCards = (ActorKind)9_001;

    public static readonly CounterKind Months = new(9_001, "stamps", "stamps");

    public override string Name => "stamps";

    public override ActorKind Kind => OfCards;

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<Stamp>("stamp")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<Stamped>("stamped"), EventType.Of<LookedThrough>("looked_through")];

    public override StatePart Part => Stamps.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Months];

    public override IJsonTypeInfoResolver Json => StampsJson.Default;

    /// <summary>An id of a card.</summary>
    public static ActorId Card(string key) => new(OfCards, key);

    /// <summary>Makes the kind known; before anything asks for all.</summary>
    public static void Add() => Capabilities.Add(new StampCards());

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) => Stamps.Part.Of(state).LookAt;

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) => new LookedThrough();

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters) => counters.Add(new(Months, 0), new(sign * Stamps.Part.Of(state).Count));
}

public sealed record Stamp : ActorCommand
{
    public required string StampId { get; init; }

    public string Text { get; init; } = "";

    [JsonIgnore]
    public override string NaturalId => $"stamp:{StampId}";

    public override Verdict Decide(in Situation situation) => new Stamped(Text);
}

public sealed record Stamped(string Text) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        Stamps.Part.Set(state, Stamps.Part.Of(state) with { Count = Stamps.Part.Of(state).Count + 1, LastText = Text, LookAt = moment.Utc.AddDays(30) });
}

public sealed record LookedThrough : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => Stamps.Part.Set(state, Stamps.Part.Of(state) with { LookAt = null });
}

public sealed record Stamps : Kept
{
    public static readonly StatePart<Stamps> Part = new("stamps", new());

    public long Count { get; init; }

    public string? LastText { get; init; }

    public DateTimeOffset? LookAt { get; init; }
}

[JsonSerializable(typeof(Stamp))]
[JsonSerializable(typeof(Stamped))]
[JsonSerializable(typeof(LookedThrough))]
[JsonSerializable(typeof(Stamps))]
internal sealed partial class StampsJson : JsonSerializerContext;
