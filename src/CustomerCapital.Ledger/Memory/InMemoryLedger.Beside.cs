using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Memory;

/// <summary>What stands beside the rows: pieces and scores.</summary>
public sealed partial class InMemoryLedger
{
    public override Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            if (_keepsBought == keep) return Task.FromResult(false);
            _keepsBought = keep;
            foreach (var (actor, kept) in _actors) kept.Pieces = keep ? kept.Recounted(actor) : new();
        }

        return Task.FromResult(true);
    }

    public override Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(_keepsBought);
    }

    public override Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<KeyValuePair<PieceKey, long>>>(_actors.TryGetValue(actor, out var kept)
                ? [.. kept.Pieces.Rows
                    .OrderBy(row => row.Key.Kind).ThenBy(row => row.Key.Name, CodePointOrder.Instance)
                    .Where(row => after is not { } last || row.Key.Kind > last.Kind || (row.Key.Kind == last.Kind && CodePointOrder.Instance.Compare(row.Key.Name, last.Name) > 0))
                    .Take(limit)]
                : []);
        }
    }

    public override Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            foreach (var (customerId, score) in scores)
                if (_actors.TryGetValue(customerId, out var actor)) actor.Score = score;
        }

        return Task.CompletedTask;
    }
}
