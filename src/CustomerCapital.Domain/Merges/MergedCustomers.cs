using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Merges;

/// <summary>The customers whose histories are part of this one, in the order in which they were merged.</summary>
public sealed record MergedCustomers : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<MergedCustomers> Part = new("merges", new());

    /// <summary>So many at most.</summary>
    public const int Most = 100;

    private readonly ValueList<MergedCustomer> _all;

    /// <summary>Each of them.</summary>
    public IReadOnlyList<MergedCustomer> All { get => _all.Items; init => _all = new(value); }
}

/// <summary>A customer whose history is part of another's.</summary>
/// <param name="CustomerId">Who.</param>
/// <param name="MergeId">The merge's id.</param>
/// <param name="OwnNumber">Number under which the own history of the one who stays was put away.</param>
/// <param name="MergedNumber">Number under which that of the other was put away.</param>
/// <param name="At">When they were merged.</param>
public sealed record MergedCustomer(string CustomerId, string MergeId, long OwnNumber, long MergedNumber, DateTimeOffset At) : Kept;

/// <summary>What merges say of a customer.</summary>
public static class MergedIds
{
    extension(ActorState state)
    {
        /// <summary>The customer's own id, and those of others who are part of the customer.</summary>
        public IEnumerable<string> KnownIds => MergedCustomers.Part.Of(state).All.Select(merged => merged.CustomerId).Prepend(state.CustomerId);

        /// <summary>Whether an id is the customer's own, or that of another who is part of the customer.</summary>
        public bool IsKnownAs(string customerId) => customerId == state.CustomerId || MergedCustomers.Part.Of(state).All.Any(merged => merged.CustomerId == customerId);
    }
}

/// <summary>To whom an id leads, and has led.</summary>
public sealed record Alias : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Alias> Part = new("alias", new());

    /// <summary>So many merges of one id at most.</summary>
    public const int Most = 100;

    private readonly ValueList<AliasMerge> _merges;

    /// <summary>The merges, of which those that were taken back are ended.</summary>
    public IReadOnlyList<AliasMerge> Merges { get => _merges.Items; init => _merges = new(value); }

    /// <summary>The merge by which the id leads to another customer; null where it does not.</summary>
    public AliasMerge? Current() => Merges is [.., { EndedAt: null } last] ? last : null;

    /// <summary>The merge of an id; null for none.</summary>
    public AliasMerge? Find(string mergeId) => Merges.FirstOrDefault(merge => merge.MergeId == mergeId);

    /// <summary>The actor that an id is which leads to another customer.</summary>
    public static ActorId ActorOf(string customerId) => new(ActorKind.Alias, customerId);

    /// <summary>The actor that an id is which has led to another customer.</summary>
    public static ActorId FormerOf(string customerId) => new(ActorKind.FormerAlias, customerId);
}

/// <summary>A merge, as the id knows it that leads to another customer by it.</summary>
/// <param name="MergeId">The merge's id.</param>
/// <param name="CustomerId">The customer to whom it leads.</param>
/// <param name="At">When they were merged.</param>
public sealed record AliasMerge(string MergeId, string CustomerId, DateTimeOffset At) : Kept
{
    /// <summary>When the merge was taken back. Null if it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who has merged them. Null if that was not said.</summary>
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    public string? Reason { get; init; }
}
