using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Reads the states of all actors of a kind of which there are few, such as campaigns.</summary>
internal static class ActorsOfKind
{
    private const int Page = 500;

    /// <summary>Those that have a state, in the order of their keys.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public static async Task<IReadOnlyList<ActorState>> ReadAsync(ILedger ledger, ActorKind kind, CancellationToken cancellation)
    {
        var all = new List<ActorState>();
        for (string? after = null; ;)
        {
            var keys = await ledger.ReadKeysAsync(kind, after, Page, cancellation);
            if (keys.Count == 0) return all;
            after = keys[^1];
            var rows = await keys.ReadEachAsync(key => ledger.RecallAsync(new(new(kind, key), WithRow: true, [])), cancellation);
            all.AddRange(rows.Where(recalled => recalled.Row is not null).Select(recalled => recalled.Row!.State));
        }
    }
}
