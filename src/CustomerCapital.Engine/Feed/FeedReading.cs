using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Feed;

/// <summary>Reads the feed as it is told: of a history that was put away under the id of the customer, and without what the one in its place says again.</summary>
internal static class FeedReading
{
    /// <summary>The next page of what is told. It is empty only where nothing else is recorded yet; and then its place can be further on.</summary>
    /// <inheritdoc cref="ILedger.ReadFeedAsync"/>
    public static async Task<FeedPage> ReadAsync(ILedger ledger, FeedPlace after, int limit, Func<Entry, bool> isTold, CancellationToken cancellation)
    {
        for (var place = after; ;)
        {
            var page = await ledger.ReadFeedAsync(place, limit, EntryPage.SizeLimit, cancellation);
            var told = page.Entries.Where(entry => entry.IsRepeated is not true && isTold(entry)).Select(entry => entry.Actor.Original is var actor && actor != entry.Actor ? entry with { Actor = actor } : entry).ToList();
            if (told.Count > 0 || page.Entries.Count == 0) return new(told, page.Next);
            place = page.Next;
        }
    }

    /// <summary>The entry of a number that was told of an actor, wherever it stands by now; null where it is not there any more, as of a person who was erased.</summary>
    public static async Task<Entry?> FindAsync(ILedger ledger, ActorId actor, long sequence, CancellationToken cancellation = default)
    {
        if (await ReadAsync(actor) is { } entry) return entry;
        // Of the numbers of histories that were put away one at most is free: of the one that stands in its place again.
        for (var (number, free) = (0L, 0); actor.Kind == ActorKind.Customer && free < 2; number++)
        {
            var place = ActorId.PutAway(actor.Key, number);
            if (await ReadAsync(place) is { } putAway) return putAway with { Actor = actor };
            free = (await ledger.ReadEntriesAsync(place, 0, 1, cancellation)).Count == 0 ? free + 1 : 0;
        }

        return actor.Kind == ActorKind.Alias && await ReadAsync(new(ActorKind.FormerAlias, actor.Key)) is { } former ? former with { Actor = actor } : null;

        async Task<Entry?> ReadAsync(ActorId of) =>
            await ledger.ReadEntriesAsync(of, sequence - 1, 1, cancellation) is [{ IsRepeated: not true } found] && found.Sequence == sequence ? found : null;
    }
}
