using System.Text.Json.Serialization;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Actors;

/// <summary>One entry of a history, as the ledger keeps it for ever.</summary>
/// <param name="Actor">Id of the one whose history this is.</param>
/// <param name="Sequence">Number of the entry in the history: 1, 2, 3 … without a gap.</param>
/// <param name="OccurredAt">When it happened, with an offset.</param>
/// <param name="RecordedAt">When the engine recorded it.</param>
/// <param name="Event">What happened.</param>
/// <param name="NaturalId">
/// The id under which the command took effect once. Null if the entry follows from another entry.
/// </param>
/// <param name="ConcernsId">
/// Natural id of the earlier entry that this one corrects. Null if this one corrects none.
/// </param>
/// <param name="ContentHash">Hash of the command's content. A repeat has the same hash, a conflict has another.</param>
/// <param name="After">
/// The customer's figures just after the entry. Null if the entry follows from another entry.
/// </param>
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
    /// <summary>
    /// True if the entry says again what another history has said before, which was put away. Null if it does not. The feed passes over such entries.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsRepeated { get; init; }

    /// <summary>The id of the customer whose history it is.</summary>
    [JsonIgnore]
    public string CustomerId => Actor.Key;
}

/// <summary>The figures of a customer that a receipt shows.</summary>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
/// <param name="Orders">Purchases that have not come back whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="HistoricValue">Margin of the revenue, less what winning the customer and the customer's rewards cost.</param>
public sealed record Account(Rung Rung, bool Lapsed, long Orders, Money Revenue, Money HistoricValue)
{
    /// <summary>The figures of a state under a policy.</summary>
    public static Account Of(ActorState state, ProgramPolicy policy) => new(
        state.Standing.Rung, state.Standing.Lapsed, state.Orders, state.Revenue, Value.HistoricValue.Of(state, policy));
}
