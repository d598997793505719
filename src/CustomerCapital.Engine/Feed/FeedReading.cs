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

    /// <summary>The entry of a number that was told of an actor, wherever it stands by now.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static async Task<Entry> FindAsync(ILedger ledger, ActorId actor, long sequence, CancellationToken cancellation = default)
    {
        if (await ReadAsync(actor) is { } entry) return entry;
        for (var number = 0L; actor.Kind == ActorKind.Customer && ActorId.PutAway(actor.Key, number) is var place; number++)
        {
            if (await ReadAsync(place) is { } putAway) return putAway with { Actor = actor };
            if ((await ledger.ReadEntriesAsync(place, 0, 1, cancellation)).Count == 0) break;
        }

        if (actor.Kind == ActorKind.Alias && await ReadAsync(new(ActorKind.FormerAlias, actor.Key)) is { } former) return former with { Actor = actor };
        throw new InvalidDataException($"{actor} has no entry {sequence}; find out with: verify");

        async Task<Entry?> ReadAsync(ActorId of) =>
            await ledger.ReadEntriesAsync(of, sequence - 1, 1, cancellation) is [{ IsRepeated: not true } found] && found.Sequence == sequence ? found : null;
    }
}
