using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Reads the histories of all customers, each folded into what is wanted of it.</summary>
internal static class CustomerHistories
{
    /// <summary>So many histories are folded at once.</summary>
    private const int Page = 500;

    /// <summary>All customers, in the order of their ids. Of whom an entry cannot be read there is nothing: verification names that customer.</summary>
    /// <param name="ledger">What is read, page by page.</param>
    /// <param name="begin">Makes what one customer's entries are folded into.</param>
    /// <param name="take">Folds the next entry into it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async IAsyncEnumerable<(string CustomerId, T? History)> ReadAsync<T>(
        ILedger ledger, Func<T> begin, Action<T, Entry> take, [EnumeratorCancellation] CancellationToken cancellation = default) where T : class
    {
        IReadOnlyList<string> page;
        for (string? after = null; (page = await ledger.ReadKeysAsync(ActorKind.Customer, after, Page, cancellation)).Count > 0; after = page[^1])
        {
            var histories = await ledger.ReadHistoriesAsync([.. page.Select(id => (ActorId)id)], _ => begin(), take, cancellation);
            foreach (var id in page) yield return (id, histories.GetValueOrDefault(id));
        }
    }
}
