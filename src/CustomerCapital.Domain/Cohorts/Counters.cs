using System.Runtime.InteropServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>Sums over customers from which every report is made. Exact: they change by what a customer contributes after, less before.</summary>
/// <remarks>
/// None of them depends on the policy: the activity window is applied to intervals between months when a report is made,
/// so that a changed window needs no recount. Not thread-safe.
/// </remarks>
public sealed class Counters
{
    /// <summary>How many counters a purchase touches, mostly: room for them is made at once.</summary>
    private const int OfPurchase = 16;

    private readonly Dictionary<CounterKey, Count> _counts = new(OfPurchase);

    /// <summary>What one actor contributes by its state.</summary>
    public static Counters Of(ActorState state, ProgramCalendar calendar)
    {
        var counters = new Counters();
        counters.Add(state, calendar, 1);
        return counters;
    }

    /// <summary>Counters with rows as stored.</summary>
    public static Counters Of(IEnumerable<KeyValuePair<CounterKey, Count>> rows)
    {
        var counters = new Counters();
        foreach (var (key, count) in rows) counters.Add(key, count);
        return counters;
    }

    /// <summary>The counters that are not zero, in no particular order.</summary>
    public IEnumerable<KeyValuePair<CounterKey, Count>> Rows => _counts.Where(row => row.Value != default);

    /// <summary>The value of one counter; zero when it was never touched.</summary>
    public Count this[CounterKey key] => _counts.GetValueOrDefault(key);

    /// <summary>The counters of one kind that are not zero.</summary>
    public IEnumerable<KeyValuePair<CounterKey, Count>> OfKind(CounterKind kind) => Rows.Where(row => row.Key.Kind == kind);

    /// <summary>Adds other counters to these.</summary>
    public void Add(Counters other)
    {
        foreach (var (key, count) in other._counts) Add(key, count);
    }

    /// <summary>What takes these away.</summary>
    public Counters Negated()
    {
        var negated = new Counters();
        foreach (var (key, count) in _counts) negated.Add(key, -count);
        return negated;
    }

    /// <summary>Adds to one counter.</summary>
    public void Add(CounterKey key, Count count)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        sum += count;
    }

    /// <summary>Moves an actor's contribution from one state to the next, and adds what the entries between them count by themselves.</summary>
    public void Move(ActorState before, ActorState after, IEnumerable<Entry> entries, ProgramCalendar calendar)
    {
        foreach (var capability in Capabilities.Of(after.Id.Kind))
        {
            if (capability is { CountsPartAlone: true, Part: { } part } && ReferenceEquals(before.Find(part), after.Find(part))) continue;
            if (before.Sequence > 0) capability.Count(before, calendar, -1, this);
            if (after.Sequence > 0) capability.Count(after, calendar, 1, this);
        }

        foreach (var entry in entries) entry.Event.Count(new(entry.OccurredAt, calendar), this);
    }

    private void Add(ActorState state, ProgramCalendar calendar, int sign)
    {
        if (state.Sequence == 0) return;
        foreach (var capability in Capabilities.Of(state.Id.Kind)) capability.Count(state, calendar, sign, this);
    }
}
