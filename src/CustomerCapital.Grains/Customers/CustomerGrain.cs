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

    Task<IReadOnlyList<CommandOutcome>> ICustomer.ExecuteAsync(IReadOnlyList<CustomerCommand> commands) => CarryOutAsync(commands, 0);

    Task ICustomer.ReviewAsync(long policyVersion) => CarryOutAsync([], policyVersion);

    private async Task<IReadOnlyList<CommandOutcome>> CarryOutAsync(IReadOnlyList<CustomerCommand> commands, long policyVersion)
    {
        var outcomes = await ExecuteAsync(commands, policyVersion);
        if (HasSentMessages) await grains.GetGrain<ICourierGrain>(ProgramKey.Value).MessagesSentAsync();
        return [.. outcomes];
    }
}
