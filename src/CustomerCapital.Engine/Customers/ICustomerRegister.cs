using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Customers;

/// <summary>The register of customers, by page.</summary>
public interface ICustomerRegister
{
    /// <summary>Most customers of one page.</summary>
    const int PageLimit = 1_000;

    /// <summary>The engine's time, from which a segment counts days back.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Customers of a segment, by id.</summary>
    /// <param name="segment">Which; what it says relative to now is taken at <paramref name="moment"/>.</param>
    /// <param name="afterCustomerId">The last id of the page before; null for the first page.</param>
    /// <param name="limit">At most so many, 1 to <see cref="PageLimit"/>.</param>
    /// <param name="moment">The same for every page of a list; null for now.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<CustomerPage> FindAsync(Segment segment, string? afterCustomerId, int limit, DateTimeOffset? moment = null, CancellationToken cancellation = default);

    /// <summary>How many customers a segment has.</summary>
    /// <param name="segment">Which; what it says relative to now is taken at <paramref name="moment"/>.</param>
    /// <param name="moment">Null for now.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<long> CountAsync(Segment segment, DateTimeOffset? moment = null, CancellationToken cancellation = default);
}

/// <summary>The register as the ledger holds it.</summary>
internal sealed class CustomerRegister(ILedger ledger, IPolicyInForce policy, TimeProvider time) : ICustomerRegister
{
    public DateTimeOffset Now => time.GetUtcNow();

    public Task<CustomerPage> FindAsync(Segment segment, string? afterCustomerId, int limit, DateTimeOffset? moment = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ICustomerRegister.PageLimit);
        return ledger.ReadCustomersAsync(At(segment, moment), afterCustomerId, limit, cancellation);
    }

    public Task<long> CountAsync(Segment segment, DateTimeOffset? moment = null, CancellationToken cancellation = default) =>
        ledger.CountCustomersAsync(At(segment, moment), cancellation);

    private Segment At(Segment segment, DateTimeOffset? moment) => segment.At(moment ?? Now, policy.Program.Calendar);
}
