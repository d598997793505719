using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Grains.Customers;

/// <summary>The register of customers; as many activations as are called for.</summary>
[Alias("register")]
public interface IRegisterGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="ICustomerRegister.FindAsync"/>
    [Alias("find")]
    Task<CustomerPage> FindAsync(SegmentQuery query);

    /// <inheritdoc cref="ICustomerRegister.CountAsync"/>
    [Alias("count")]
    Task<long> CountAsync(SegmentQuery query);

    /// <inheritdoc cref="ILedger.RevokeCallAsync"/>
    /// <exception cref="Engine.EngineUnavailableException">Whether it is revoked is not known.</exception>
    [Alias("revoke")]
    Task RevokeAsync(string customerId, Guid call);

    /// <inheritdoc cref="Engine.ICustomerCapital.CheckAsync"/>
    [Alias("check")]
    Task CheckAsync();
}
