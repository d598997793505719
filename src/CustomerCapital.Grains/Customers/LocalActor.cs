using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Customers;

/// <summary>An actor as the engine's own work in a silo calls it: in its line where it is active in this process, by a message to its grain where it is not.</summary>
/// <param name="grains">Where its grain is called.</param>
/// <param name="actor">The actor.</param>
/// <param name="local">The actors of this process.</param>
internal sealed class LocalActor(IGrainFactory grains, ActorId actor, LocalCustomers local) : ICustomer
{
    private ICustomerGrain Grain => grains.GetActorGrain(actor);

    /// <remarks>A grain that calls does not have the turn on its own line, where the turn would hold up the grain's other calls.</remarks>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call)
    {
        if (local.Find(actor) is not { } slot) return await Grain.ExecuteAsync(commands, call);
        var begun = TaskScheduler.Current == TaskScheduler.Default ? new(slot.ExecuteAsync(commands, call: call)) : await Task.Run<Begun>(() => new(slot.ExecuteAsync(commands, call: call)));
        return await (begun.Turn ?? Grain.ExecuteAsync(commands, call));
    }

    public Task<ActorState?> GetAsync() => local.Find(actor)?.Committed is { Sequence: > 0 } known ? Task.FromResult<ActorState?>(known) : Grain.GetAsync();

    public Task ReviewAsync(long policyVersion) => Grain.ReviewAsync(policyVersion);

    public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => Grain.EntriesAsync(afterSequence, limit);

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => Grain.RestoreAsync(entries);

    /// <param name="Turn">Null where the actor has left this process.</param>
    private readonly record struct Begun(Task<IReadOnlyList<CommandOutcome>>? Turn);
}
