using CustomerCapital.Domain.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Reads a customer's history for callers.</summary>
internal static class EntryReading
{
    /// <inheritdoc cref="ICustomer.EntriesAsync"/>
    /// <exception cref="CustomerUnreadableException">An entry cannot be decoded.</exception>
    public static async Task<IReadOnlyList<Entry>> ReadAsync(ILedger ledger, string customerId, long afterSequence, int limit)
    {
        try
        {
            return await ledger.ReadEntriesAsync(customerId, afterSequence, limit);
        }
        catch (Exception failure) when (CustomerUnreadableException.IsOfContent(failure))
        {
            throw new CustomerUnreadableException(customerId, failure);
        }
    }
}
