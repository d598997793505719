using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>Histories of some actors that are folded as their entries come. Who has an entry that cannot be read is left out.</summary>
/// <param name="actors">Whose.</param>
/// <param name="begin">Makes what one actor's entries are folded into.</param>
/// <param name="take">Folds the next entry into it.</param>
internal sealed class Histories<T>(IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take)
    where T : class
{
    private readonly Dictionary<ActorId, T> _read = actors.ToDictionary(actor => actor, begin);

    /// <summary>What became of each.</summary>
    public IReadOnlyDictionary<ActorId, T> Read => _read;

    /// <summary>Takes an actor's next entry.</summary>
    public void Take(ActorId actor, Func<Entry> decode)
    {
        if (!_read.TryGetValue(actor, out var history)) return;
        try
        {
            take(history, decode());
        }
        catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
        {
            _read.Remove(actor);
        }
    }
}
