using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Customers;

/// <summary>The register of customers, by page.</summary>
public interface ICustomerRegister
{
    /// <summary>Most customers of one page.</summary>
    const int PageLimit = 1_000;

    /// <summary>Customers that match a filter, by id.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="afterCustomerId">The last id of the page before; null for the first page.</param>
    /// <param name="limit">At most so many, 1 to <see cref="PageLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<CustomerPage> FindAsync(CustomerFilter filter, string? afterCustomerId, int limit, CancellationToken cancellation = default);
}

/// <summary>The register as the ledger holds it.</summary>
internal sealed class CustomerRegister(ILedger ledger) : ICustomerRegister
{
    public Task<CustomerPage> FindAsync(CustomerFilter filter, string? afterCustomerId, int limit, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ICustomerRegister.PageLimit);
        return ledger.ReadCustomersAsync(filter, afterCustomerId, limit, cancellation);
    }
}
