using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Hosting;

/// <summary>The actors that are in memory. They come when they are called, and leave when they are too many.</summary>
/// <param name="engine">What the actors are made with, and how many are kept.</param>
internal sealed class CustomerSlots(EngineParts engine) : ILocalLines
{
    private readonly ConcurrentDictionary<ActorId, CustomerSlot> _slots = new();
    private int _count;
    private int _trimming;

    /// <summary>How many are in memory.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A caller's end of one actor.</summary>
    public ICustomer Customer(ActorId actor) => new CustomerProxy(this, actor);

    /// <summary>An actor's state as last committed; null when a turn is needed to know it.</summary>
    public ActorState? Committed(ActorId actor) => Take(actor).Committed;

    public async Task<bool> TryCallAsync(ActorId actor, bool comesHere, Func<CustomerSlot, Task?> call)
    {
        await On(actor, call);
        return true;
    }

    private T On<T>(ActorId actor, Func<CustomerSlot, T?> call) where T : Task
    {
        while (true)
        {
            var slot = Take(actor);
            if (call(slot) is { } answer) return answer;
            Remove(actor, slot);
        }
    }

    private Task<IReadOnlyList<Entry>> EntriesAsync(ActorId actor, long afterSequence, int limit) =>
        EntryReading.ReadAsync(engine.Ledger, actor, afterSequence, limit);

    private CustomerSlot Take(ActorId actor)
    {
        if (!_slots.TryGetValue(actor, out var slot))
        {
            // Of callers that come at once each makes a slot; only the one that is taken counts.
            var fresh = new CustomerSlot(engine.Actor(actor), engine.Options.WaitingLimit, static () => { });
            slot = _slots.GetOrAdd(actor, fresh);
            if (slot == fresh) Interlocked.Increment(ref _count);
        }

        slot.LastUsed = engine.Time.GetTimestamp();
        if (Count > engine.Options.ActorLimit) DropLongestIdle(slot);
        return slot;
    }

    /// <summary>Makes room: the tenth that has been idle longest leaves, without the one just taken, which by a coarse clock is no younger.</summary>
    private void DropLongestIdle(CustomerSlot taken)
    {
        if (Interlocked.Exchange(ref _trimming, 1) == 1) return;
        var uses = _slots.Values.Select(slot => slot.LastUsed).Order().ToArray();
        if (uses.Length > 0) Drop(slot => slot != taken && slot.LastUsed <= uses[uses.Length / 10]);
        Volatile.Write(ref _trimming, 0);
    }

    private void Drop(Func<CustomerSlot, bool> which)
    {
        foreach (var (id, slot) in _slots)
            if (which(slot) && slot.TryRetire()) Remove(id, slot);
    }

    private void Remove(ActorId actor, CustomerSlot slot)
    {
        if (_slots.TryRemove(new(actor, slot))) Interlocked.Decrement(ref _count);
    }

    private sealed class CustomerProxy(CustomerSlots slots, ActorId actor) : ICustomer
    {
        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) => On(slot => slot.ExecuteAsync(commands, call: call));

        public Task ReviewAsync(long policyVersion) => On(slot => slot.ExecuteAsync([], policyVersion));

        public Task<ActorState?> GetAsync() => On(slot => slot.GetAsync());

        public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => slots.EntriesAsync(actor, afterSequence, limit);

        public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => On(slot => slot.RestoreAsync(entries));

        private T On<T>(Func<CustomerSlot, T?> call) where T : Task => slots.On(actor, call);
    }
}
