using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Grains.Clients;

/// <summary>The register of the cluster.</summary>
internal sealed class ClusterRegister(IRegisterGrain grain, GrainCalls calls, TimeProvider time) : ICustomerRegister
{
    public DateTimeOffset Now => time.GetUtcNow();

    public Task<CustomerPage> FindAsync(Segment segment, string? afterCustomerId, int limit, DateTimeOffset? moment = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ICustomerRegister.PageLimit);
        return calls.RunAsync(() => grain.FindAsync(new(segment, moment, afterCustomerId, limit)));
    }

    public Task<long> CountAsync(Segment segment, DateTimeOffset? moment = null, CancellationToken cancellation = default) =>
        calls.RunAsync(() => grain.CountAsync(new(segment, moment)));
}
