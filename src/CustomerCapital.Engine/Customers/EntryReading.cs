using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Reads what the ledger keeps of actors.</summary>
internal static class EntryReading
{
    /// <summary>Actors of all kinds, one kind after the other, by key in the order of code points; none after the last.</summary>
    public static async Task<IReadOnlyList<ActorId>> ReadActorsAsync(this ILedger ledger, ActorId? after, int limit, CancellationToken cancellation)
    {
        foreach (var kind in Capabilities.Kinds.SkipWhile(kind => after is { } last && kind != last.Kind))
        {
            var keys = await ledger.ReadKeysAsync(kind, kind == after?.Kind ? after?.Key : null, limit, cancellation);
            if (keys.Count > 0) return [.. keys.Select(key => new ActorId(kind, key))];
        }

        return [];
    }

    /// <inheritdoc cref="ICustomer.EntriesAsync"/>
    /// <exception cref="ActorUnreadableException">An entry cannot be decoded.</exception>
    public static Task<IReadOnlyList<Entry>> ReadAsync(ILedger ledger, ActorId actor, long afterSequence, int limit) =>
        OfContentAsync(actor, () => ledger.ReadEntriesAsync(actor, afterSequence, limit));

    /// <summary>Reads entries, and says whose they are where one cannot be decoded.</summary>
    /// <exception cref="ActorUnreadableException">An entry cannot be decoded.</exception>
    public static async Task<IReadOnlyList<Entry>> OfContentAsync(ActorId actor, Func<Task<IReadOnlyList<Entry>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (ActorUnreadableException.IsOfContent(failure))
        {
            throw new ActorUnreadableException(actor, failure);
        }
    }
}
