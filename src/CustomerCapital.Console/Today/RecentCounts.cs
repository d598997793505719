using System.Collections.Concurrent;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.ConsolePages.Today;

/// <summary>How many customers a segment has, counted a minute ago at most: for figures that stand on a page that everybody opens, and cost a pass over all rows.</summary>
/// <remarks>Thread-safe. Whoever asks while it is counted waits for the same count.</remarks>
internal sealed class RecentCounts(TimeProvider time)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Segment, (long Since, Task<long> Count)> _counts = [];

    /// <summary>How many.</summary>
    /// <param name="capital">Whose customers.</param>
    /// <param name="segment">One of the few that pages name themselves; not what a reader has typed, of which there is no end.</param>
    public Task<long> OfAsync(ICustomerCapital capital, Segment segment)
    {
        if (_counts.TryGetValue(segment, out var known) && !known.Count.IsFaulted && !known.Count.IsCanceled && time.GetElapsedTime(known.Since) < Recent) return known.Count;
        // Who asked first may go away; the others still want to know.
        var count = capital.AskAsync(new CountCustomers(segment));
        _counts[segment] = (time.GetTimestamp(), count);
        return count;
    }
}
