using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>Reads a customer's own history.</summary>
internal static class CustomerHistory
{
    /// <summary>So many of the latest entries are looked through for orders.</summary>
    public const int LookedThrough = 300;

    private const int Page = 500;

    /// <summary>The latest orders, the newest first, as they were recorded.</summary>
    public static async Task<IReadOnlyList<(DateTimeOffset At, PurchaseRecorded Purchase)>> OrdersAsync(ICustomerCapital capital, ActorState state, int most)
    {
        var orders = new List<(DateTimeOffset At, PurchaseRecorded Purchase)>();
        await foreach (var entry in EntriesAsync(capital, state, Math.Max(0, state.Sequence - LookedThrough)))
            if (entry.Event is PurchaseRecorded purchase) orders.Add((entry.OccurredAt, purchase));
        return [.. orders.OrderByDescending(order => order.At).Take(most)];
    }

    /// <summary>All entries after a number, oldest first, as far as the state knows.</summary>
    public static async IAsyncEnumerable<Entry> EntriesAsync(ICustomerCapital capital, ActorState state, long after = 0)
    {
        while (after < state.Sequence && await capital.Customer(state.CustomerId).EntriesAsync(after, (int)Math.Min(Page, state.Sequence - after)) is { Count: > 0 } page)
        {
            foreach (var entry in page) yield return entry;
            after = page[^1].Sequence;
        }
    }
}
