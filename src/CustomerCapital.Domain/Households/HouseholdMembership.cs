using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Households;

/// <summary>The household of a customer, whose members spend what is in each other's pooled wallets.</summary>
/// <param name="HouseholdId">The household. Null for none.</param>
/// <param name="Since">Since when the customer is a member. Null for none.</param>
public sealed record HouseholdMembership(string? HouseholdId, DateTimeOffset? Since) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<HouseholdMembership> Part = new("household", new(null, null));

    /// <summary>Most members of a household.</summary>
    public const int MostMembers = 20;

    /// <summary>The membership that a history ends with.</summary>
    internal static HouseholdMembership After(IEnumerable<Entry> entries) =>
        entries.Aggregate((HouseholdMembership)Part.Empty, (membership, entry) => entry.Event switch
        {
            HouseholdJoined joined => membership.Join(joined.HouseholdId, entry.OccurredAt.ToUniversalTime()),
            HouseholdLeft left => membership.Leave(left.HouseholdId),
            _ => membership,
        });

    internal HouseholdMembership Join(string householdId, DateTimeOffset at) => HouseholdId == householdId ? this : new(householdId, at);

    internal HouseholdMembership Leave(string householdId) => HouseholdId == householdId ? (HouseholdMembership)Part.Empty : this;
}
