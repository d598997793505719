using System.Collections.Immutable;
using System.Text.Json;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>All that deciding an actor's next command needs, folded from its entries, in parts of which each belongs to a capability.</summary>
/// <remarks>Immutable. History (lines, texts, single returns) lives in the entries, not here.</remarks>
public sealed record ActorState
{
    private ImmutableArray<(StatePart Part, object Value)> _parts = [];
    private KnownDue? _due;

    /// <summary>Whose state.</summary>
    public required ActorId Id { get; init; }

    /// <summary>The caller's id of a customer.</summary>
    public string CustomerId => Id.Key;

    /// <summary>Entries folded so far; also the version that an append must expect.</summary>
    public long Sequence { get; init; }

    /// <summary>The latest moment that an entry speaks of: time alone has been applied up to here.</summary>
    public DateTimeOffset AsOf { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The earliest moment that an entry speaks of.</summary>
    public DateTimeOffset KnownSince { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Parts of the row that a newer version has added, by name; they go along, and have no say.</summary>
    public ImmutableSortedDictionary<string, JsonElement> NewerParts { get; init; } = ImmutableSortedDictionary<string, JsonElement>.Empty;

    /// <summary>The parts that were ever set, with their values.</summary>
    public IEnumerable<(StatePart Part, object Value)> Parts => _parts;

    /// <summary>An actor of which nothing is known.</summary>
    public static ActorState New(ActorId id) => new() { Id = id };

    /// <summary>The value of a part; its empty one where it was never set.</summary>
    public object Find(StatePart part)
    {
        foreach (var kept in _parts)
            if (ReferenceEquals(kept.Part, part)) return kept.Value;
        return part.Empty;
    }

    /// <summary>The state with another value of a part.</summary>
    public ActorState With(StatePart part, object value)
    {
        for (var at = 0; at < _parts.Length; at++)
            if (ReferenceEquals(_parts[at].Part, part)) return this with { _parts = _parts.SetItem(at, (part, value)) };
        return this with { _parts = _parts.Add((part, value)) };
    }

    /// <summary>What time alone changes next, by the capability that says so: nothing where nothing is known.</summary>
    /// <remarks>A turn asks what is due of the state before it, of that after it, and of that once more as it is stored: it is worked out once for each state.</remarks>
    internal ImmutableArray<(Capability Of, DateTimeOffset At)> Due(LoyaltyProgram program)
    {
        // A copy of this state has what was known of this one, which is not of it.
        if (_due is { } known && ReferenceEquals(known.Of, this) && ReferenceEquals(known.Program, program)) return known.Due;
        var due = ImmutableArray<(Capability Of, DateTimeOffset At)>.Empty;
        if (Sequence > 0)
        {
            foreach (var capability in Capabilities.Of(Id.Kind))
                if (capability.NextDue(this, program) is { } at) due = due.Add((capability, at));
        }

        _due = new(this, program, due);
        return due;
    }

    /// <summary>Whether both are of the same actor and no part differs; what a newer version has added is not compared.</summary>
    public bool Equals(ActorState? other) =>
        other is not null && (Id, Sequence, AsOf, KnownSince) == (other.Id, other.Sequence, other.AsOf, other.KnownSince)
        && _parts.All(kept => kept.Value.Equals(other.Find(kept.Part))) && other._parts.All(kept => kept.Value.Equals(Find(kept.Part)));

    public override int GetHashCode() => HashCode.Combine(Id, Sequence, AsOf);

    private sealed record KnownDue(ActorState Of, LoyaltyProgram Program, ImmutableArray<(Capability Of, DateTimeOffset At)> Due);
}
