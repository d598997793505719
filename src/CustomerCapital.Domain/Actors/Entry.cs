using System.Text.Json.Serialization;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Actors;

/// <summary>One line of an actor's history, as the ledger keeps it for ever.</summary>
/// <param name="Actor">Whose history.</param>
/// <param name="Sequence">1, 2, 3 … without a gap for each actor.</param>
/// <param name="OccurredAt">When it happened, with the caller's offset.</param>
/// <param name="RecordedAt">When the engine decided it.</param>
/// <param name="Event">What happened.</param>
/// <param name="NaturalId">The command's id under which it took effect once; null for what follows from another entry.</param>
/// <param name="ConcernsId">The natural id of the earlier entry that it corrects; null for none.</param>
/// <param name="ContentHash">Hash of the command's content, by which a repeat is told from a conflict.</param>
/// <param name="After">A customer just after it; null for what follows from another entry.</param>
public sealed record Entry(
    [property: JsonPropertyName("customerId")] ActorId Actor,
    long Sequence,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    ActorEvent Event,
    string? NaturalId = null,
    string? ConcernsId = null,
    string? ContentHash = null,
    Account? After = null)
{
    /// <summary>The id of the customer whose history it is.</summary>
    [JsonIgnore]
    public string CustomerId => Actor.Key;
}

/// <summary>The figures of a customer that a receipt shows.</summary>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
/// <param name="Orders">Purchases not returned whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="HistoricValue">Margin of the revenue less acquisition cost.</param>
public sealed record Account(Rung Rung, bool Lapsed, long Orders, Money Revenue, Money HistoricValue)
{
    /// <summary>The figures of a state under a policy.</summary>
    public static Account Of(ActorState state, ProgramPolicy policy) => new(
        state.Standing.Rung, state.Standing.Lapsed, state.Orders, state.Revenue, Value.HistoricValue.Of(state, policy));
}
