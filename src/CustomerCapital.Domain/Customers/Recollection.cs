using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Customers;

/// <summary>The part of a customer's history that deciding some commands needs: entries under their natural ids, and those that correct them.</summary>
/// <remarks>Not thread-safe; it lives as long as one turn of an actor.</remarks>
public sealed class Recollection(IEnumerable<Entry> entries)
{
    private readonly List<Entry> _entries = [.. entries];

    /// <summary>Every entry, oldest first, once it was asked for; null before.</summary>
    public IReadOnlyList<Entry>? History { get; set; }

    /// <summary>The entry under a natural id; null when there is none.</summary>
    public Entry? Find(string naturalId) => _entries.Find(entry => entry.NaturalId == naturalId);

    /// <summary>Adds what the same turn has decided.</summary>
    public void Add(Entry entry) => _entries.Add(entry);

    /// <summary>Returns so far of a purchase, oldest first.</summary>
    internal IEnumerable<ReturnRecorded> ReturnsOf(string purchaseNaturalId) =>
        _entries.Where(entry => entry.ConcernsId == purchaseNaturalId).Select(entry => entry.Event).OfType<ReturnRecorded>();

    /// <summary>When the orders that still count were placed; null while the history is not there.</summary>
    internal IEnumerable<DateTimeOffset>? OrderTimes()
    {
        if (History is null) return null;
        var all = History.Concat(_entries.Where(entry => entry.Sequence > History.Count)).ToList();
        var whole = all.Where(entry => entry.Event is ReturnRecorded { Whole: true }).Select(entry => entry.ConcernsId).ToHashSet();
        return all.Where(entry => entry.Event is PurchaseRecorded && !whole.Contains(entry.NaturalId)).Select(entry => entry.OccurredAt);
    }
}
