using System.Security.Cryptography;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A customer in a raffle.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Entries">How many entries the customer has, 1 to 1,000,000,000: twice the entries are twice the odds.</param>
public sealed record RaffleEntrant(string Customer, long Entries)
{
    /// <summary>Most entries of one customer.</summary>
    public const long MostEntries = 1_000_000_000;
}

/// <summary>All entrants of a raffle, taken one after the other in their canonical order: by the bytes of the id in UTF-8, each customer once.</summary>
/// <remarks>
/// It keeps what the draw needs, eight bytes for each entrant, and no ids. Not for several threads at once.
/// </remarks>
public sealed class RaffleEntrants : IDisposable
{
    /// <summary>Most entrants: 80 MB.</summary>
    public const int Most = 10_000_000;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<long> _entries = [];
    private byte[] _last = [];
    private byte[]? _frozen;

    /// <summary>Begins with nobody.</summary>
    /// <param name="raffle">The raffle's id, which the hash covers.</param>
    public RaffleEntrants(string raffle)
    {
        _hash.AppendData("customercapital raffle entries 1\n"u8);
        _hash.AppendText(raffle);
    }

    /// <summary>Entrants so far.</summary>
    public int Count => _entries.Count;

    /// <summary>Entries of all so far.</summary>
    public long Total { get; private set; }

    /// <summary>The entries of each entrant, in order.</summary>
    internal IReadOnlyList<long> Entries => _entries;

    /// <summary>Takes the next entrant.</summary>
    /// <returns>Why it cannot be the next; null where it was taken.</returns>
    /// <exception cref="InvalidOperationException">The entries are frozen.</exception>
    public string? Add(RaffleEntrant entrant)
    {
        if (_frozen is not null) throw new InvalidOperationException("The entries are frozen.");
        foreach (var fault in Text.IdFaults("customer", entrant.Customer)) return $"the id '{entrant.Customer}': {fault.Message}";
        if (entrant.Entries is < 1 or > RaffleEntrant.MostEntries) return $"'{entrant.Customer}' has {entrant.Entries} entries; 1 to {RaffleEntrant.MostEntries} are possible.";
        if (_entries.Count == Most) return $"a raffle has at most {Most} entrants.";
        var id = RaffleBytes.Utf8.GetBytes(entrant.Customer);
        var order = id.AsSpan().SequenceCompareTo(_last);
        if (order == 0) return $"'{entrant.Customer}' comes twice.";
        if (order < 0) return $"'{entrant.Customer}' is not in its place: customers are ordered by the bytes of their ids in UTF-8.";

        _last = id;
        _hash.AppendText(id);
        _hash.AppendNumber(entrant.Entries);
        _entries.Add(entrant.Entries);
        Total += entrant.Entries;
        return null;
    }

    /// <summary>SHA-256 of the raffle's id and of all entrants, in the format that docs/raffles.md lays down. From now on nobody can be added.</summary>
    public byte[] Freeze() => _frozen ??= _hash.GetHashAndReset();

    /// <summary>The canonical order, for whoever sorts: by the bytes of the ids in UTF-8, which is not the order of .NET's strings.</summary>
    public static int Compare(string left, string right) => RaffleBytes.Utf8.GetBytes(left).AsSpan().SequenceCompareTo(RaffleBytes.Utf8.GetBytes(right));

    public void Dispose() => _hash.Dispose();
}
