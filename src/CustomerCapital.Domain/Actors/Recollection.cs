using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Actors;

/// <summary>The part of a customer's history that deciding some commands needs: entries under their natural ids, and those that correct them.</summary>
/// <remarks>Not thread-safe; it lives as long as one turn of an actor.</remarks>
public sealed class Recollection(IEnumerable<Entry> entries)
{
    private readonly List<Entry> _recalled = [.. entries];
    private readonly List<Entry> _decided = [];
    private readonly Dictionary<string, PurchaseRest> _rests = [];
    private readonly Dictionary<string, Entry> _last = [];

    /// <summary>
    /// When the orders of the whole history were placed and its referrals converted, once it was asked for; null before. What the same turn has decided is
    /// added to it here.
    /// </summary>
    public HistoryTimes? Times
    {
        get;
        set
        {
            field = value;
            foreach (var entry in _decided) field?.Take(entry);
        }
    }

    /// <summary>The entry under a natural id; null when there is none.</summary>
    public Entry? Find(string naturalId) => _recalled.Find(entry => entry.NaturalId == naturalId) ?? _decided.Find(entry => entry.NaturalId == naturalId);

    /// <summary>What the same turn has changed of the pieces that are with a customer.</summary>
    public Pieces Pieces { get; } = new();

    /// <summary>Adds what the same turn has decided.</summary>
    public void Add(Entry entry)
    {
        var concerned = PieceHistory.PurchaseOf(entry);
        if (concerned is not null && entry.ConcernsId == concerned) RestOf(concerned)?.AddTo(Pieces, -1);
        _decided.Add(entry);
        if (entry.Event is PurchaseRecorded recorded) recorded.AddTo(Pieces);
        else if (concerned is not null) RestOf(concerned)?.AddTo(Pieces, 1);
        if (Times is { GoesOn: true }) Times = null;
        else Times?.Take(entry);
    }

    /// <summary>Adds an entry that was recalled.</summary>
    public void Recall(Entry entry) => _recalled.Add(entry);

    /// <summary>Adds a recalled entry that corrects one recalled before, and keeps only what it leaves of a purchase, or the last one itself.</summary>
    public void Fold(Entry correction)
    {
        if (correction.ConcernsId is not { } corrected) return;
        _last[corrected] = correction;
        if (!_rests.TryGetValue(corrected, out var rest)) _rests[corrected] = rest = PurchaseRest.Of(Find(corrected));
        rest.Take(correction);
    }

    /// <summary>The natural id of the entry of which all corrections recalled were folded; null for none.</summary>
    public string? Folded { get; set; }

    /// <summary>Forgets what was recalled, but for one entry with all that corrects it; and not what the same turn has decided.</summary>
    /// <param name="but">Natural id of the entry that is <see cref="Folded"/>; any other is forgotten too.</param>
    public void Forget(string? but)
    {
        if (but is null || but != Folded)
        {
            _recalled.Clear();
            _rests.Clear();
            _last.Clear();
            Folded = null;
        }

        _recalled.RemoveAll(entry => entry.NaturalId != but);
    }

    /// <summary>The last entry under a natural id or concerning it; null where there is none.</summary>
    internal Entry? LastOf(string naturalId)
    {
        var last = _last.GetValueOrDefault(naturalId);
        foreach (var entry in _recalled.Concat(_decided))
            if ((entry.NaturalId == naturalId || entry.ConcernsId == naturalId) && !(entry.Sequence < last?.Sequence)) last = entry;
        return last;
    }

    /// <summary>What is left of a purchase after the amendments and returns so far; the caller's own. Null where there is no such purchase.</summary>
    internal PurchaseRest? RestOf(string purchaseNaturalId)
    {
        var rest = _rests.TryGetValue(purchaseNaturalId, out var folded) ? folded.Copy() : PurchaseRest.Of(Find(purchaseNaturalId));
        foreach (var entry in _recalled.Concat(_decided))
            if (entry.ConcernsId == purchaseNaturalId) rest.Take(entry);
        return rest.IsKnown ? rest : null;
    }
}
