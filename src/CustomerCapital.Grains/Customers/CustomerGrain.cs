using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Delivery;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CustomerCapital.Grains.Customers;

/// <summary>A customer as a grain: one activation in the cluster, as long as the cluster is whole, with the customer's actor and the line before it.</summary>
/// <remarks>
/// Calls interleave, because the line gives the actor one caller at a time and makes one turn of those that wait together, whether they come as messages or from within the process.
/// By the hash of the id the grain comes to a silo that gateways can tell, so that commands of many customers go there in one message.
/// Two activations, while the cluster is divided, are told apart by the ledger's versions: one of them loses, loads again and decides again.
/// </remarks>
[GrainType(TypeName)]
[HashBasedPlacement]
[Reentrant]
public sealed class CustomerGrain : ICustomerGrain, IGrainBase
{
    /// <summary>The name of this kind of grain.</summary>
    internal const string TypeName = "customer";

    private readonly string _customerId;
    private readonly ILedger _ledger;
    private readonly LocalCustomers _local;

    /// <summary>Makes a grain for one activation.</summary>
    public CustomerGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IPolicyInForce policy, EngineTime time, LocalCustomers local)
    {
        (GrainContext, _ledger, _local) = (context, ledger, local);
        _customerId = context.GrainId.Key.ToString()!;
        Slot = new(
            new CustomerActor(_customerId, ledger, policy, time.Provider), local.Limits.WaitingLimit,
            () => grains.GetGrain<ICourierGrain>(ProgramKey.Value).MessagesSentAsync());
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>The line before the actor.</summary>
    internal CustomerSlot Slot { get; }

    /// <inheritdoc/>
    public Task OnActivateAsync(CancellationToken token)
    {
        _local.Add(_customerId, this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        _local.Remove(_customerId, this);
        await Slot.RetireAsync().WaitAsync(token);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<CustomerCommand> commands, Guid? call) => (await Line(Slot.ExecuteAsync(commands, call: call))).ToArray();

    /// <inheritdoc/>
    public Task ReviewAsync(long policyVersion) => Line(Slot.ExecuteAsync([], policyVersion));

    /// <inheritdoc/>
    public async Task<CustomerState?> GetAsync()
    {
        if (Slot.Committed is { Sequence: > 0 } committed) return committed;
        CustomerState? state = null;
        await Line(Slot.RunAsync(async actor => state = await actor.GetAsync(), weight: 1));
        return state;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => EntryReading.ReadAsync(_ledger, _customerId, afterSequence, limit);

    /// <inheritdoc/>
    public async Task<int> RestoreAsync(IReadOnlyList<Entry> entries)
    {
        var appended = 0;
        await Line(Slot.RunAsync(async actor => appended = await actor.RestoreAsync(entries), weight: entries.Count));
        return appended;
    }

    private T Line<T>(T? queued) where T : Task =>
        queued ?? throw new EngineUnavailableException($"Customer '{_customerId}' is leaving this silo. Send the command again with the same id.");
}
