using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>Where a raffle stands in its life.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RaffleStatus>))]
public enum RaffleStatus
{
    /// <summary>Written down; the rules can still change.</summary>
    Draft = 1,

    /// <summary>Rules and seed are fixed, and entries count.</summary>
    Open = 2,

    /// <summary>The entries of all customers are being read.</summary>
    Freezing = 3,

    /// <summary>The entries are fixed.</summary>
    Frozen = 4,

    /// <summary>The winners are being written down.</summary>
    Drawing = 5,

    /// <summary>The winners are known.</summary>
    Drawn = 6,

    /// <summary>Was ended without a draw.</summary>
    Cancelled = 7,
}

/// <summary>A customer whose entries could not be read, or not be taken.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Reason">Why.</param>
public sealed record PassedOver(string CustomerId, string Reason) : Kept;

/// <summary>A winner who could not be given the reward of the prize.</summary>
/// <param name="Prize">The prize's name.</param>
/// <param name="Place">Among the winners of the prize, from 1.</param>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Reason">Why.</param>
public sealed record UngrantedPrize(string Prize, int Place, string CustomerId, string Reason) : Kept;

/// <summary>A raffle: its rules, its life, and how far its entries, its winners and their rewards are written down. The history has the entrants and the winners themselves.</summary>
/// <param name="Status">Where it stands; 0 where there is none.</param>
public sealed record Raffle(RaffleStatus Status) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Raffle> Part = new("raffle", new(default(RaffleStatus)));

    /// <summary>Most entrants, or winners, of one entry of the history.</summary>
    public const int PageSize = 500;

    /// <summary>So many of those who were passed over, and of rewards that could not be given, are kept by name; the history has all.</summary>
    public const int MostNamed = 100;

    private readonly ValueList<PassedOver> _passedOver;
    private readonly ValueList<UngrantedPrize> _ungranted;

    /// <summary>The rules.</summary>
    public RaffleRules Rules { get; init => field = value ?? new(); } = new();

    /// <summary>Grows by one with each change of the rules.</summary>
    public int Version { get; init; }

    /// <summary>Hash of the terms. Null before it was opened.</summary>
    public string? TermsHash { get; init; }

    /// <summary>The commitment to the seed. Null before it was opened.</summary>
    public string? Commitment { get; init; }

    /// <summary>The seed, 32 bytes in hexadecimal: a secret until the draw. Null before it was opened.</summary>
    public string? Seed { get; init; }

    /// <summary>How many pages of entrants there are.</summary>
    public int EntrantPages { get; init; }

    /// <summary>The last customer whose entries were read. Null before the first.</summary>
    public string? ReadThrough { get; init; }

    /// <summary>How many entrants there are.</summary>
    public int Entrants { get; init; }

    /// <summary>How many entries they have.</summary>
    public long Entries { get; init; }

    /// <summary>How many customers were passed over.</summary>
    public long PassedOverCount { get; init; }

    /// <summary>The first customers who were passed over.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get => _passedOver.Items; init => _passedOver = new(value); }

    /// <summary>Hash of the entries. Null before they were frozen.</summary>
    public string? EntriesHash { get; init; }

    /// <summary>When the entries were frozen. Null before that.</summary>
    public DateTimeOffset? FrozenAt { get; init; }

    /// <summary>The value of the public source. Null where there is none, or before the draw.</summary>
    public string? PublicValue { get; init; }

    /// <summary>How many pages of winners there are.</summary>
    public int WinnerPages { get; init; }

    /// <summary>How many winners there are.</summary>
    public int Winners { get; init; }

    /// <summary>When it was drawn. Null before that.</summary>
    public DateTimeOffset? DrawnAt { get; init; }

    /// <summary>Of how many pages of winners the rewards were given.</summary>
    public int GrantedPages { get; init; }

    /// <summary>How many winners have got the reward of their prize.</summary>
    public long Granted { get; init; }

    /// <summary>How many could not be given theirs.</summary>
    public long UngrantedCount { get; init; }

    /// <summary>The first who could not.</summary>
    public IReadOnlyList<UngrantedPrize> Ungranted { get => _ungranted.Items; init => _ungranted = new(value); }

    /// <summary>Whether its entries are fixed.</summary>
    public bool IsFrozen => EntriesHash is not null;

    /// <summary>Whether winners wait for the rewards of their prizes.</summary>
    public bool HasUngiven => Status == RaffleStatus.Drawn && Rules.HasRewards && GrantedPages < WinnerPages;

    /// <summary>Whether the engine has something to do for it, now or later.</summary>
    public bool IsLive => Status is RaffleStatus.Open or RaffleStatus.Freezing or RaffleStatus.Frozen or RaffleStatus.Drawing || HasUngiven;

    /// <summary>Faults of the id of a raffle: as every identifier, it has 1 to 128 characters.</summary>
    public static IEnumerable<FieldFault> IdFaults(string? raffleId) => Text.IdFaults("raffleId", raffleId);

    /// <remarks>Without the seed: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(Raffle)} {{ {nameof(Status)} = {Status}, {nameof(Version)} = {Version} }}";

    /// <summary>The first so many of those that are kept by name.</summary>
    internal static IReadOnlyList<T> FirstNamed<T>(IReadOnlyList<T> before, IReadOnlyList<T> more) => more.Count == 0 || before.Count >= MostNamed ? before : [.. before.Concat(more).Take(MostNamed)];
}
