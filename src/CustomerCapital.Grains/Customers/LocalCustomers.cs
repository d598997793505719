using System.Collections.Concurrent;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Grains.Background;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Grains.Customers;

/// <summary>The customers whose grains are active in this process.</summary>
/// <remarks>
/// A caller in this process who finds a customer here puts commands straight into the grain's line. Orleans has decided where the grain is; a message would only
/// carry the same commands to the same line. Thread-safe.
/// </remarks>
/// <param name="silo">The silo of this process.</param>
/// <param name="silos">Which silos there are.</param>
/// <param name="grains">Where grains are called.</param>
/// <param name="engine">What customers are made with, how many are kept in memory, and how many commands may wait for one.</param>
public sealed class LocalCustomers(ILocalSiloDetails silo, ISiloStatusOracle silos, IGrainFactory grains, EngineParts engine) : ILocalLines
{
    /// <summary>Customers whose turns begin on one thread; several of a block are decided side by side.</summary>
    private const int Chunk = 32;

    private readonly ConcurrentDictionary<ActorId, CustomerGrain> _active = new();
    private readonly ConcurrentDictionary<ActorId, CustomerSlot> _passing = new();
    private readonly Action _callCourier = CallerOf(grains.GetProgramGrain<IBackgroundGrain>(BackgroundWork.Courier));
    private int _count;
    private int _trimming;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The silo of this process.</summary>
    internal SiloAddress Silo { get; } = silo.SiloAddress;

    /// <summary>What the engine has in this process.</summary>
    internal EngineParts Engine => engine;

    /// <summary>A line before an actor.</summary>
    internal CustomerSlot NewSlot(ActorId actor) => new(engine.Actor(actor), engine.Options.WaitingLimit, _callCourier);

    /// <summary>The line of an actor whose grain is active here; null where it is not.</summary>
    internal CustomerSlot? Find(ActorId actor)
    {
        if (!_active.TryGetValue(actor, out var grain)) return null;
        grain.Slot.LastUsed = engine.Time.GetTimestamp();
        return grain.Slot;
    }

    /// <inheritdoc/>
    Task<bool> ILocalLines.TryCallAsync(ActorId actor, bool comesHere, Func<CustomerSlot, Task?> call) =>
        // A grain that calls does not have the turn on its own line, where the turn would hold up the grain's other calls.
        TaskScheduler.Current == TaskScheduler.Default ? TryCallAsync(actor, comesHere, call) : Task.Run(() => TryCallAsync(actor, comesHere, call));

    private async Task<bool> TryCallAsync(ActorId actor, bool comesHere, Func<CustomerSlot, Task?> call)
    {
        if (Find(actor) is null)
        {
            // A code is often used once in its life, so that a grain would be made for nothing, and others would leave memory for it.
            if (actor.Kind == ActorKind.VoucherCode && silos.GetActiveSilos().Length == 1)
            {
                await CallPassingAsync(actor, call);
                return true;
            }

            if (!comesHere) return false;
            await grains.GetActorGrain(actor).GetAsync();
        }

        if (Find(actor) is not { } active || call(active) is not { } called) return false;
        await called;
        return true;
    }

    /// <summary>Calls an actor of which this process alone could have a grain, and has none: in a line that lasts while somebody waits in it.</summary>
    private async Task CallPassingAsync(ActorId actor, Func<CustomerSlot, Task?> call)
    {
        try
        {
            while (true)
            {
                var line = _passing.GetOrAdd(actor, NewSlot);
                if (call(line) is { } called)
                {
                    try
                    {
                        await called;
                    }
                    finally
                    {
                        if (line.TryRetire()) _passing.TryRemove(new(actor, line));
                    }

                    return;
                }

                _passing.TryRemove(new(actor, line));
            }
        }
        finally
        {
            // A grain that was made meanwhile has perhaps read what was there before.
            if (Find(actor)?.ForgetAsync() is { } forgotten) await forgotten;
        }
    }

    /// <summary>Carries out commands of many customers, here where they are active and by their grains where they are not.</summary>
    /// <param name="customers">Commands; those of a customer who is here twice become one turn.</param>
    /// <param name="calls">For each customer the call by which they come; null where there are no copies of them.</param>
    /// <param name="elsewhere">Carries out the commands of a customer who is not active here, within a call.</param>
    internal Task<IReadOnlyList<CommandOutcome>>[] Execute(
        IReadOnlyList<CustomerCommands> customers, IReadOnlyList<Guid>? calls, Func<CustomerCommands, Guid?, Task<IReadOnlyList<CommandOutcome>>> elsewhere)
    {
        var answers = new Task<IReadOnlyList<CommandOutcome>>[customers.Count];
        foreach (var places in Enumerable.Range(0, customers.Count).Chunk(Chunk))
        {
            var begun = Task.Run(() => Gathering.Of(() => Array.ConvertAll(places, at => ExecuteAsync(customers[at], calls?[at], elsewhere))));
            for (var at = 0; at < places.Length; at++) answers[places[at]] = AnswerAsync(begun, at);
        }

        return answers;

        static async Task<IReadOnlyList<CommandOutcome>> AnswerAsync(Task<Task<IReadOnlyList<CommandOutcome>>[]> begun, int at) => await (await begun)[at];
    }

    /// <inheritdoc cref="Execute"/>
    internal async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(CustomerCommands customer, Guid? call, Func<CustomerCommands, Guid?, Task<IReadOnlyList<CommandOutcome>>> elsewhere) =>
        await (Find(customer.CustomerId)?.ExecuteAsync(customer.Commands, call: call) ?? elsewhere(customer, call));

    private static Action CallerOf(IBackgroundGrain courier) => () => courier.CallAsync();

    internal void Add(ActorId actor, CustomerGrain grain)
    {
        grain.Slot.LastUsed = engine.Time.GetTimestamp();
        _active[actor] = grain;
        if (Interlocked.Increment(ref _count) > engine.Options.ActorLimit) DropLongestIdle();
    }

    /// <summary>Takes a grain out, once or more often.</summary>
    internal void Remove(ActorId actor, CustomerGrain grain)
    {
        if (_active.TryRemove(new(actor, grain))) Interlocked.Decrement(ref _count);
    }

    /// <summary>Makes room: the tenth that has been idle longest is told to leave. It is no longer counted nor found here, so that each is told once.</summary>
    private void DropLongestIdle()
    {
        if (Interlocked.Exchange(ref _trimming, 1) == 1) return;
        try
        {
            // ToArray takes them at one moment; to order the dictionary itself fails where one is added meanwhile.
            foreach (var (actor, grain) in _active.ToArray().OrderBy(active => active.Value.Slot.LastUsed).Take(Math.Max(1, engine.Options.ActorLimit / 10)))
            {
                Remove(actor, grain);
                grain.GrainContext.Deactivate(new(DeactivationReasonCode.HighMemoryPressure, "More customers are in memory than are kept there."));
            }
        }
        finally
        {
            Volatile.Write(ref _trimming, 0);
        }
    }
}
