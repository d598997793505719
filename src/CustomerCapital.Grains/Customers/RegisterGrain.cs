using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;
using Orleans.Concurrency;

namespace CustomerCapital.Grains.Customers;

/// <summary>The register as the ledger holds it, read by whichever silo is called.</summary>
[GrainType("register")]
[StatelessWorker]
[Reentrant]
public sealed class RegisterGrain(IGrainContext context, ILedger ledger, OpenedLedger opened, IPolicyInForce policy, EngineTime time) : IRegisterGrain, IGrainBase
{
    private readonly CustomerRegister _register = new(opened.Lists, policy, time.Provider);

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task<CustomerPage> FindAsync(SegmentQuery query) =>
        await _register.FindAsync(query.Segment, query.AfterCustomerId, query.Limit, query.Moment);

    /// <inheritdoc/>
    public Task<long> CountAsync(SegmentQuery query) => _register.CountAsync(query.Segment, query.Moment);

    /// <inheritdoc/>
    public async Task RevokeAsync(string customerId, Guid call)
    {
        try
        {
            await ledger.RevokeCallAsync(customerId, call);
        }
        catch (Exception unknown) when (unknown is LedgerUnavailableException or LedgerOverloadedException)
        {
            throw new EngineUnavailableException($"Customer '{customerId}': {unknown.Message} Send the command again with the same id.", unknown);
        }
    }

    /// <inheritdoc/>
    public Task CheckAsync() => ledger.ReadControlAsync("policy");
}
