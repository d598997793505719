using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Delivery;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;

namespace CustomerCapital.Grains.Customers;

/// <summary>A customer's actor as a grain: Orleans gives it one call at a time, and one activation in the cluster as long as the cluster is whole.</summary>
/// <remarks>Two activations, while it is not, are told apart by the ledger's versions: one of them loses, loads again and decides again.</remarks>
[GrainType("customer")]
public sealed class CustomerGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IPolicyInForce policy, EngineTime time)
    : CustomerActor(context.GrainId.Key.ToString()!, ledger, policy, time.Provider), ICustomerGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    async Task<IReadOnlyList<CommandOutcome>> ICustomer.ExecuteAsync(IReadOnlyList<CustomerCommand> commands)
    {
        var outcomes = await ExecuteAsync(commands);
        if (HasSentMessages) await grains.GetGrain<ICourierGrain>(ProgramKey.Value).MessagesSentAsync();
        return [.. outcomes];
    }

    async Task ICustomer.ReviewAsync() => await ((ICustomer)this).ExecuteAsync([]);
}
