namespace CustomerCapital.Ledger.Reading;

/// <summary>Where a customer is in what a search found.</summary>
/// <param name="Key">The first of the customer's search keys that begins with what was searched, in the order of code points.</param>
/// <param name="CustomerId">The caller's id.</param>
public sealed record SearchPlace(string Key, string CustomerId)
{
    /// <summary>Their order.</summary>
    public static readonly IComparer<SearchPlace> Order = Comparer<SearchPlace>.Create(Compare);

    /// <summary>Which of two places is first: negative where the left one is.</summary>
    public static int Compare(SearchPlace left, SearchPlace right)
    {
        var keys = CodePointOrder.Instance.Compare(left.Key, right.Key);
        return keys != 0 ? keys : CodePointOrder.Instance.Compare(left.CustomerId, right.CustomerId);
    }
}

/// <summary>A customer whom a search found.</summary>
/// <param name="Key">As <see cref="SearchPlace.Key"/>.</param>
/// <param name="Line">What the row holds.</param>
public sealed record SearchMatch(string Key, CustomerLine Line)
{
    /// <summary>Where the customer is.</summary>
    public SearchPlace Place => new(Key, Line.CustomerId);
}

/// <summary>Some customers whom a search found.</summary>
/// <param name="Matches">By the key by which each was found, then by id, both in the order of code points.</param>
/// <param name="More">Whether others follow.</param>
public sealed record SearchPage(IReadOnlyList<SearchMatch> Matches, bool More)
{
    /// <summary>The page of so many matches, of which one more than that was read where there are others.</summary>
    public static SearchPage Of(IReadOnlyList<SearchMatch> read, int limit) => new([.. read.Take(limit)], read.Count > limit);
}
