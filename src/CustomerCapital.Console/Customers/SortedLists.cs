using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;
using FoundPage = CustomerCapital.Ledger.Reading.CustomerPage;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>The first customers of lists that no index has the order of: each reading is a pass over all rows, and serves all who ask meanwhile.</summary>
/// <remarks>
/// A list that was read more than 30 seconds ago is shown once more while it is read anew, so that nobody waits who looks at it again. At most 8 lists of 1,000 customers are
/// held, some 5 MB in all. Thread-safe.
/// </remarks>
internal sealed class SortedLists(TimeProvider time)
{
    /// <summary>For so long a list is shown as it was read.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(30);

    /// <summary>For so long it is shown while it is read anew.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromMinutes(2);

    private const int Limit = 8;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<(Segment Segment, CustomerSort Sort), Held> _held = [];

    /// <summary>A page of a list.</summary>
    /// <param name="capital">Whose customers.</param>
    /// <param name="segment">Which of them.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="after">The place of the last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <returns>The page, and by the program's clock when it was read.</returns>
    public async Task<(FoundPage Page, DateTimeOffset AsOf)> PageAsync(ICustomerCapital capital, Segment segment, CustomerSort sort, SortPlace? after, int limit)
    {
        var held = Find(capital, segment, sort);
        var first = await held.Reading;
        var from = after is null ? 0 : first.Lines.Index().Where(line => sort.PlaceOf(line.Item) == after).Select(line => line.Index + 1).FirstOrDefault(-1);
        if (from >= 0 && (from + limit <= first.Lines.Count || !first.More))
            return (new([.. first.Lines.Skip(from).Take(limit)], from + limit < first.Lines.Count || first.More), held.AsOf);
        var asOf = capital.Now;
        return (await capital.AskAsync(new FindSortedCustomers(segment, sort.ToString(), after, limit)), asOf);
    }

    private Held Find(ICustomerCapital capital, Segment segment, CustomerSort sort)
    {
        var key = (segment, sort);
        lock (_lock)
        {
            if (_held.TryGetValue(key, out var held) && !held.Reading.IsFaulted && !held.Reading.IsCanceled && time.GetElapsedTime(held.Since) < Latest)
            {
                if (time.GetElapsedTime(held.Since) >= Recent && held.Next is null) held.Next = ReadAsync(capital, key);
                return held;
            }

            if (!_held.Remove(key) && _held.Count == Limit) _held.RemoveAt(0);
            return _held[key] = Read(capital, key);
        }
    }

    /// <summary>Reads a list anew, and holds it in place of what was read before. One that cannot be read now is read by whoever asks once what is held is too old.</summary>
    private async Task ReadAsync(ICustomerCapital capital, (Segment, CustomerSort) key)
    {
        var next = Read(capital, key);
        await ((Task)next.Reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (next.Reading.IsCompletedSuccessfully && _held.ContainsKey(key)) _held[key] = next;
        }
    }

    // Who asked first may go away; the others still want to know.
    private Held Read(ICustomerCapital capital, (Segment Segment, CustomerSort Sort) key) =>
        new(time.GetTimestamp(), capital.Now, capital.AskAsync(new FindSortedCustomers(key.Segment, key.Sort.ToString(), null, FindCustomers.PageLimit)));

    private sealed record Held(long Since, DateTimeOffset AsOf, Task<FoundPage> Reading)
    {
        /// <summary>The reading that will take its place.</summary>
        public Task? Next { get; set; }
    }
}
