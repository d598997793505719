using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Why what a wallet holds changed.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MovementKind>))]
public enum MovementKind
{
    /// <summary>A purchase has earned it.</summary>
    Earned = 1,

    /// <summary>It was spent.</summary>
    Spent = 2,

    /// <summary>Its last day is over.</summary>
    Expired = 3,

    /// <summary>A return takes back what the purchase had earned.</summary>
    TakenBack = 4,

    /// <summary>What was spent came back.</summary>
    GivenBack = 5,

    /// <summary>Given or taken by hand, or brought from another system.</summary>
    Adjusted = 6,

    /// <summary>A purchase has made it last longer.</summary>
    Extended = 7,

    /// <summary>A reward has brought it.</summary>
    Rewarded = 8,

    /// <summary>Given to, or by, another member of the household, who spends more than is in the own wallet.</summary>
    Pooled = 9,
}

/// <summary>A change of one lot.</summary>
/// <param name="ValidTo">The lot's last day. Null for ever.</param>
/// <param name="Amount">What comes to the lot, or leaves it if below zero.</param>
/// <param name="ValidFrom">The lot's first day. Absent if it has begun.</param>
public readonly record struct LotChange(
    DateOnly? ValidTo, WalletAmount Amount, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? ValidFrom = null);

/// <summary>A change of what one wallet of a customer holds.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Kind">Why.</param>
/// <param name="Amount">What comes to the balance, or leaves it if below zero.</param>
/// <param name="Balance">The balance after it. Below zero it is a debt.</param>
public sealed record WalletMovement(string Wallet, MovementKind Kind, WalletAmount Amount, WalletAmount Balance)
{
    private readonly ValueList<LotChange>? _lots;
    private readonly ValueList<WalletAmount>? _lines;
    private readonly ValueList<int>? _pieceLines;

    /// <summary>The lots that it touched. Absent if it touched none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LotChange>? Lots { get => _lots?.Items; init => _lots = value is { Count: > 0 } ? new(value) : null; }

    /// <summary>What is written off beside it, because it had expired or the wallet's rule says so. Absent for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WalletAmount? WrittenOff { get; init; }

    /// <summary>What each line of the purchase earns; the rest is for the order as a whole. Absent if its one line earns all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletAmount>? Lines { get => _lines?.Items; init => _lines = value is null ? null : new(value); }

    /// <summary>Numbers of the lines that earn by the piece. Absent if all earn by what was paid for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? PieceLines { get => _pieceLines?.Items; init => _pieceLines = value is { Count: > 0 } ? new(value) : null; }

    /// <summary>What the purchase earns in all. Absent if that is the amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WalletAmount? InAll { get; init; }

    /// <summary>What the amount paid of a purchase. Absent if it paid for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Worth { get; init; }
}

/// <summary>An event that changes what wallets hold.</summary>
public interface IMovesWallets
{
    /// <summary>The changes, in order. Null for none.</summary>
    IReadOnlyList<WalletMovement>? Movements { get; }
}

/// <summary>Something that happens to wallets alone.</summary>
public abstract record WalletEvent : ActorEvent, IMovesWallets
{
    /// <summary>What it changed, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) => HeldWallets.Move(state, Movements, moment);

    public override void Count(in Moment moment, Counters counters) => HeldWallets.Count(Movements, moment, counters);
}
