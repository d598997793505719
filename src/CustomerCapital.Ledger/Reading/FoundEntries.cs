using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>Entries that were found for a group of recalls at once, as many actors' as there was room for, to be dealt out to those that asked for them.</summary>
/// <remarks>The database sends all entries of an actor or, of the first one, a single entry where they are more than there is room for. Not thread-safe.</remarks>
public sealed class FoundEntries
{
    private readonly List<Entry> _entries = [];
    private ActorId? _tooLarge;
    private long _sent;
    private long _found;

    /// <summary>Takes an entry that was sent.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="whole">Whether all that was found for this entry's actor is sent.</param>
    /// <param name="found">How many entries were found in all, sent or not.</param>
    public void Add(Entry entry, bool whole, long found)
    {
        (_sent, _found) = (_sent + 1, found);
        if (whole) _entries.Add(entry);
        else _tooLarge = entry.Actor;
    }

    /// <summary>The answers.</summary>
    /// <param name="group">What was asked.</param>
    /// <param name="rows">Rows that were found.</param>
    /// <returns>One for each, in order; null for those that must ask again, which are never all of them.</returns>
    public IReadOnlyList<Recalled?> Answer(IReadOnlyList<Recall> group, IReadOnlyDictionary<ActorId, ActorRow> rows)
    {
        var entriesOf = _entries.ToLookup(entry => entry.Actor);
        return [.. group.Select(Of)];

        Recalled? Of(Recall recall)
        {
            var row = recall.WithRow ? rows.GetValueOrDefault(recall.Actor) : null;
            if (recall.NaturalIds.Count == 0) return new(row, []);
            if (recall.Actor == _tooLarge) return new(row, []) { Complete = false };
            if (_sent < _found && !entriesOf.Contains(recall.Actor)) return null;
            return new(row, EntriesFor(recall, entriesOf[recall.Actor]));
        }
    }

    /// <summary>Of an actor's entries found for the whole group, those that one request asked for.</summary>
    private static List<Entry> EntriesFor(Recall recall, IEnumerable<Entry> found)
    {
        return [.. found.Where(entry => Asked(entry.NaturalId) || Asked(entry.ConcernsId)).DistinctBy(entry => entry.Sequence).OrderBy(entry => entry.Sequence)];

        bool Asked(string? id) => id is not null && recall.NaturalIds.Contains(id);
    }
}
