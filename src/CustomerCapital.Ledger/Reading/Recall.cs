using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Ledger.Reading;

/// <summary>What an actor asks the ledger before it decides.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="WithRow">Whether the row is wanted too; an actor that holds its state does not need it.</param>
/// <param name="NaturalIds">Ids of which the entries are wanted, with the entries that concern them.</param>
public sealed record Recall(string CustomerId, bool WithRow, IReadOnlyCollection<string> NaturalIds)
{
    /// <summary>Size in bytes, about, by which groups and queues are bounded.</summary>
    public int Size => CustomerId.Length + NaturalIds.Sum(id => id.Length);
}

/// <summary>What the ledger answers.</summary>
/// <param name="Row">The row; null when it was not asked for or there is none.</param>
/// <param name="Entries">Entries found, by sequence.</param>
public sealed record Recalled(CustomerRow? Row, IReadOnlyList<Entry> Entries);

/// <summary>A customer's row.</summary>
/// <param name="State">The state after the last entry.</param>
/// <param name="DueAt">The next moment at which time alone changes the customer.</param>
public sealed record CustomerRow(CustomerState State, DateTimeOffset? DueAt);
