using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.FollowUps;

namespace CustomerCapital.Ledger.Reading;

/// <summary>By what a ledger finds a customer besides the id. Equal to another that holds the same.</summary>
/// <param name="SearchKeys">The search keys, in the order of code points.</param>
/// <param name="FollowUps">The open follow-ups, in their order.</param>
public sealed record IndexedCustomer(IReadOnlyList<string> SearchKeys, IReadOnlyList<FollowUpPlace> FollowUps)
{
    /// <summary>Nothing.</summary>
    public static readonly IndexedCustomer Nothing = new([], []);

    /// <summary>What a state gives.</summary>
    public static IndexedCustomer Of(ActorState state) => Of(Domain.Customers.SearchKeys.Of(state), FollowUpsOf(state));

    /// <summary>Keys and follow-ups, put in their order.</summary>
    public static IndexedCustomer Of(IEnumerable<string> searchKeys, IEnumerable<FollowUpPlace> followUps) =>
        new([.. searchKeys.Order(CodePointOrder.Instance)], [.. followUps.Order(FollowUpPlace.Order)]);

    /// <summary>The open follow-ups of a state.</summary>
    public static IEnumerable<FollowUpPlace> FollowUpsOf(ActorState state) => state.OpenFollowUps.Select(open => new FollowUpPlace(open.DueAtUtc, state.CustomerId, open.FollowUpId));

    public bool Equals(IndexedCustomer? other) => other is not null && SearchKeys.SequenceEqual(other.SearchKeys) && FollowUps.SequenceEqual(other.FollowUps);

    public override int GetHashCode() => HashCode.Combine(SearchKeys.Count, FollowUps.Count);

    public override string ToString() => $"[{string.Join("; ", SearchKeys)}], follow-ups [{string.Join("; ", FollowUps.Select(open => $"{open.FollowUpId} at {open.DueAt:O}"))}]";
}
