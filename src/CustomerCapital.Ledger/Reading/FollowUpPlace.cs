namespace CustomerCapital.Ledger.Reading;

/// <summary>An open follow-up, and where it is among those of all customers: by when it is due, then by the ids, in the order of code points.</summary>
/// <param name="DueAt">When it is due, in UTC and whole microseconds.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="FollowUpId">The follow-up's id.</param>
public sealed record FollowUpPlace(DateTimeOffset DueAt, string CustomerId, string FollowUpId)
{
    /// <summary>Their order.</summary>
    public static readonly IComparer<FollowUpPlace> Order = Comparer<FollowUpPlace>.Create(Compare);

    /// <summary>Which of two is first: negative where the left one is.</summary>
    public static int Compare(FollowUpPlace left, FollowUpPlace right)
    {
        var due = left.DueAt.CompareTo(right.DueAt);
        if (due != 0) return due;
        var customers = CodePointOrder.Instance.Compare(left.CustomerId, right.CustomerId);
        return customers != 0 ? customers : CodePointOrder.Instance.Compare(left.FollowUpId, right.FollowUpId);
    }
}
