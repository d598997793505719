using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Customers;

/// <summary>When an actor is looked at next, and for what, as the ledger keeps it.</summary>
/// <remarks>Every actor in memory has one, with a few times at most: an array of two takes a quarter of the bytes of a dictionary.</remarks>
internal readonly struct KeptDue
{
    private readonly KeyValuePair<string, DateTimeOffset>[]? _all;

    private KeptDue(KeyValuePair<string, DateTimeOffset>[] all) => _all = all;

    /// <summary>Each time, by what it is for.</summary>
    public IReadOnlyList<KeyValuePair<string, DateTimeOffset>> All => _all ?? [];

    /// <summary>What the ledger has of an actor.</summary>
    public static KeptDue Of(IReadOnlyDictionary<string, DateTimeOffset> due) => new([.. due]);

    /// <summary>When the actor is looked at for something; null where it is not.</summary>
    public DateTimeOffset? Find(string what)
    {
        foreach (var (kept, at) in _all ?? [])
            if (kept == what) return at;
        return null;
    }

    /// <summary>What is kept once some changes are committed.</summary>
    public KeptDue With(IReadOnlyList<DueChange> changes)
    {
        if (changes.Count == 0) return this;
        var next = new List<KeyValuePair<string, DateTimeOffset>>(All.Where(kept => changes.All(change => change.What != kept.Key)));
        foreach (var (what, lookAt) in changes)
            if (lookAt is { } at) next.Add(new(what, at));
        return new([.. next]);
    }
}
