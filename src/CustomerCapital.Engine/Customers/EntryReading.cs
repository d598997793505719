using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Reads a customer's history.</summary>
internal static class EntryReading
{
    /// <inheritdoc cref="ICustomer.EntriesAsync"/>
    /// <exception cref="CustomerUnreadableException">An entry cannot be decoded.</exception>
    public static Task<IReadOnlyList<Entry>> ReadAsync(ILedger ledger, string customerId, long afterSequence, int limit) =>
        OfContentAsync(customerId, () => ledger.ReadEntriesAsync(customerId, afterSequence, limit));

    /// <summary>Reads entries, and says whose they are where one cannot be decoded.</summary>
    /// <exception cref="CustomerUnreadableException">An entry cannot be decoded.</exception>
    public static async Task<IReadOnlyList<Entry>> OfContentAsync(string customerId, Func<Task<IReadOnlyList<Entry>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (CustomerUnreadableException.IsOfContent(failure))
        {
            throw new CustomerUnreadableException(customerId, failure);
        }
    }
}
