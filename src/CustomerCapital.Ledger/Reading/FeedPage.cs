using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>A place in the feed of all entries: for each database of the ledger the number of the last entry that was read there.</summary>
/// <param name="Keys">In the order of the databases; none for the beginning.</param>
public sealed record FeedPlace(IReadOnlyList<long> Keys)
{
    /// <summary>Before the first entry.</summary>
    public static readonly FeedPlace Start = new([]);

    /// <summary>An entry is committed, and so numbered, within so long after it was recorded.</summary>
    public static readonly TimeSpan CommittedWithin = TimeSpan.FromMinutes(1);

    /// <summary>The numbers of the last entries that were read, in so many databases.</summary>
    /// <exception cref="FeedPlaceException">The place is one in another number of databases.</exception>
    public IReadOnlyList<long> In(int databases) =>
        Keys.Count == 0 ? new long[databases] : Keys.Count == databases ? Keys : throw new FeedPlaceException($"The place is one in {Keys.Count} databases, and not in {databases}.");
}

/// <summary>Some entries of all actors.</summary>
/// <param name="Entries">In the order of their numbers in each database; of one actor in the order of its history. None only where nothing else was committed.</param>
/// <param name="Next">Where the next page begins, now or later.</param>
public sealed record FeedPage(IReadOnlyList<Entry> Entries, FeedPlace Next);
