using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CustomerCapital.Grains.Customers;

/// <summary>A customer, or another actor, as a grain: one activation in the cluster, as long as the cluster is whole, with the actor and the line before it.</summary>
/// <remarks>
/// Calls interleave, because the line gives the actor one caller at a time and makes one turn of those that wait together, whether they come as messages or from within the process.
/// By its partition and the hash of its id (<see cref="Placement.CustomerPlacement"/>) the grain comes to a silo that gateways can tell, so that commands of many customers go there in one message.
/// Two activations, while the cluster is divided, are told apart by the ledger's versions: one of them loses, loads again and decides again.
/// </remarks>
[GrainType(TypeName)]
[HashBasedPlacement]
[Reentrant]
public sealed class CustomerGrain : ICustomerGrain, IGrainBase
{
    /// <summary>The name of this kind of grain.</summary>
    internal const string TypeName = "customer";

    private readonly ActorId _actor;
    private readonly LocalCustomers _local;

    /// <summary>Makes a grain for one activation.</summary>
    public CustomerGrain(IGrainContext context, LocalCustomers local)
    {
        (GrainContext, _local, _actor) = (context, local, ActorKey.Parse(context.GrainId.Key.ToString()!));
        Slot = local.NewSlot(_actor);
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>The line before the actor.</summary>
    internal CustomerSlot Slot { get; }

    /// <inheritdoc/>
    public Task OnActivateAsync(CancellationToken token)
    {
        _local.Add(_actor, this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        _local.Remove(_actor, this);
        await Slot.RetireAsync().WaitAsync(token);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) => (await Line(Slot.ExecuteAsync(commands, call: call))).ToArray();

    /// <inheritdoc/>
    public Task ReviewAsync(long policyVersion) => Line(Slot.ExecuteAsync([], policyVersion));

    /// <inheritdoc/>
    public Task<ActorState?> GetAsync() => Line(Slot.GetAsync());

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) =>
        EntryReading.ReadAsync(_local.Engine.Ledger, _actor, afterSequence, limit);

    /// <inheritdoc/>
    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => Line(Slot.RestoreAsync(entries));

    private T Line<T>(T? queued) where T : Task =>
        queued ?? throw new EngineUnavailableException($"{_actor} is leaving this silo. Send the command again with the same id.");
}
