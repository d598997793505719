using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Raffles;

/// <summary>Reads what the history of a raffle holds, page by page.</summary>
internal static class RaffleHistory
{
    private const int Page = 100;

    /// <summary>The entrants that are fixed so far, in canonical order. Memory holds one page.</summary>
    public static async IAsyncEnumerable<RaffleEntrant> EntrantsAsync(ILedger ledger, string raffleId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var actor = RaffleRunner.ActorOf(raffleId);
        IReadOnlyList<Entry> page;
        for (var after = 0L; (page = await ledger.ReadEntriesAsync(actor, after, Page, cancellation)).Count > 0; after = page[^1].Sequence)
        {
            foreach (var entry in page)
            {
                if (entry.Event is RaffleFrozen) yield break;
                if (entry.Event is not EntrantsAdded added) continue;
                foreach (var entrant in added.Entrants) yield return entrant;
            }
        }
    }

    /// <summary>The ids of some entrants, by their places in canonical order.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> NamesAsync(ILedger ledger, string raffleId, IReadOnlySet<int> places, CancellationToken cancellation)
    {
        var (names, at) = (new Dictionary<int, string>(places.Count), 0);
        if (places.Count == 0) return names;
        await foreach (var entrant in EntrantsAsync(ledger, raffleId, cancellation))
        {
            if (places.Contains(at)) names.Add(at, entrant.Customer);
            at++;
        }

        return names;
    }

    /// <summary>A page of entrants; null where there is none of that number.</summary>
    public static Task<EntrantsAdded?> EntrantsAsync(ILedger ledger, string raffleId, int page, CancellationToken cancellation) => FindAsync<EntrantsAdded>(ledger, raffleId, AddEntrants.IdOf(page), cancellation);

    /// <summary>A page of winners; null where there is none of that number.</summary>
    public static Task<WinnersDrawn?> WinnersAsync(ILedger ledger, string raffleId, int page, CancellationToken cancellation) => FindAsync<WinnersDrawn>(ledger, raffleId, RecordWinners.IdOf(page), cancellation);

    /// <summary>What became of the rewards of a page of winners; null where that is not known yet.</summary>
    public static Task<PrizesGranted?> PrizesAsync(ILedger ledger, string raffleId, int page, CancellationToken cancellation) => FindAsync<PrizesGranted>(ledger, raffleId, RecordPrizes.IdOf(page), cancellation);

    private static async Task<T?> FindAsync<T>(ILedger ledger, string raffleId, string naturalId, CancellationToken cancellation)
        where T : ActorEvent =>
        (await ledger.ReadConcerningAsync(RaffleRunner.ActorOf(raffleId), naturalId, 0, 1, cancellation)).Select(entry => entry.Event).OfType<T>().FirstOrDefault();
}
