using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Delivery;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Orleans.Placement;

namespace CustomerCapital.Grains.Customers;

/// <summary>A customer's actor as a grain: Orleans gives it one call at a time, and one activation in the cluster as long as the cluster is whole.</summary>
/// <remarks>
/// By the hash of the id it comes to a silo that gateways can tell, so that commands of many customers go there in one message.
/// Two activations, while it is not, are told apart by the ledger's versions: one of them loses, loads again and decides again.
/// </remarks>
[GrainType(TypeName)]
[HashBasedPlacement]
public sealed class CustomerGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IPolicyInForce policy, EngineTime time)
    : CustomerActor(context.GrainId.Key.ToString()!, ledger, policy, time.Provider), ICustomerGrain, IGrainBase
{
    /// <summary>The name of this kind of grain.</summary>
    internal const string TypeName = "customer";

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
