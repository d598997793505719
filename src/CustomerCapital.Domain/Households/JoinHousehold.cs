using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Households;

/// <summary>A customer becomes a member of a household, or ceases to be one.</summary>
public abstract record HouseholdCommand : ActorCommand
{
    /// <summary>The household's id.</summary>
    public string HouseholdId { get; init; } = "";

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("householdId", HouseholdId);

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;
}

/// <summary>The customer becomes a member of a household. A customer is in one household at most.</summary>
public sealed record JoinHousehold : HouseholdCommand
{
    public override IEnumerable<FieldFault> Faults() => [.. base.Faults(), .. Text.NewIdFaults("householdId", HouseholdId)];

    public override Verdict Decide(in Situation situation)
    {
        var membership = HouseholdMembership.Part.Of(situation.State);
        return membership.HouseholdId == HouseholdId ? Verdict.Unchanged
            : membership.HouseholdId is { } other ? HouseholdRefusal.InOther(situation.State.CustomerId, other)
            : new HouseholdJoined(HouseholdId);
    }
}

/// <summary>The customer is a member of a household no longer. What the customer's wallets hold stays the customer's.</summary>
public sealed record LeaveHousehold : HouseholdCommand
{
    public override Verdict Decide(in Situation situation) =>
        HouseholdMembership.Part.Of(situation.State).HouseholdId == HouseholdId ? new HouseholdLeft(HouseholdId) : Verdict.Unchanged;
}

/// <summary>The customer has become a member of a household.</summary>
/// <param name="HouseholdId">The household.</param>
public sealed record HouseholdJoined(string HouseholdId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        HouseholdMembership.Part.Set(state, HouseholdMembership.Part.Of(state).Join(HouseholdId, moment.Utc));
}

/// <summary>The customer has ceased to be a member of a household.</summary>
/// <param name="HouseholdId">The household.</param>
public sealed record HouseholdLeft(string HouseholdId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        HouseholdMembership.Part.Set(state, HouseholdMembership.Part.Of(state).Leave(HouseholdId));
}

/// <summary>Why customers are not together in a household.</summary>
public static class HouseholdRefusal
{
    /// <summary>Code of a household that has no room for another member.</summary>
    public const string FullCode = "household_full";

    /// <summary>Code of a customer who is in another household.</summary>
    public const string InOtherCode = "in_other_household";

    internal static Refusal InOther(string customerId, string householdId) =>
        new(InOtherCode, $"Customer '{customerId}' is in household '{householdId}', and a customer is in one at most; take the customer out of that one first.");

    /// <summary>There are as many members as a household can have.</summary>
    public static Refusal Full(string householdId) => new(FullCode, $"Household '{householdId}' has {HouseholdMembership.MostMembers} members, which is the most; take one of them out first.");

    internal static Refusal NotTogether(string customerId, string householdId) => new("not_in_household", $"Customer '{customerId}' is not in household '{householdId}'.");

    /// <summary>The members together have less than is to be spent.</summary>
    public static Refusal Insufficient(string wallet, Wallets.WalletAmount open) => new(
        Refusal.InsufficientBalanceCode, $"Of wallet '{wallet}' the household can spend {open} now; send no more than that.");
}
