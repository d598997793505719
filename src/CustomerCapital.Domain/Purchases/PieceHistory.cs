using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Purchases;

/// <summary>What entries change of a customer's pieces, found by folding them one by one. Its size grows with the purchases that it has taken. Not thread-safe.</summary>
public sealed class PieceHistory
{
    private readonly Dictionary<string, PurchaseRest> _rests = [];

    /// <summary>What the entries taken have changed.</summary>
    public Pieces Pieces { get; } = new();

    /// <summary>The natural id of the purchase of which an entry changes the pieces; null where it changes none.</summary>
    public static string? PurchaseOf(Entry entry) => entry.Event switch
    {
        PurchaseRecorded => entry.NaturalId,
        Moves.PurchaseTakenOver => entry.NaturalId ?? entry.ConcernsId,
        ReturnRecorded or PurchaseAmended or Moves.PurchaseMoved => entry.ConcernsId,
        _ => null,
    };

    /// <summary>Knows an entry that was counted before.</summary>
    public void Recall(Entry entry)
    {
        if (PurchaseOf(entry) is { } purchase) Fold(purchase, entry);
    }

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        if (PurchaseOf(entry) is not { } purchase) return;
        _rests.GetValueOrDefault(purchase)?.AddTo(Pieces, -1);
        Fold(purchase, entry).AddTo(Pieces, 1);
    }

    private PurchaseRest Fold(string purchase, Entry entry)
    {
        if (entry.NaturalId == purchase || !_rests.TryGetValue(purchase, out var rest)) return _rests[purchase] = PurchaseRest.Of(entry);
        rest.Take(entry);
        return rest;
    }
}
