using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>Examples of members of a household.</summary>
internal static class HouseholdExamples
{
    public static IReadOnlyList<ActorEvent> Events =>
    [
        new HouseholdJoined("rossi"),
        new ContributionMade("7f3a", "bob") { Movements = [new("points", MovementKind.Pooled, new(-55_000), new(45_000)) { Lots = [new(new(2027, 12, 31), new(-55_000))] }] },
        new ContributionTaken("52c0", "bob") { Movements = [new("points", MovementKind.Pooled, new(20_000), new(65_000)) { Lots = [new(new(2026, 12, 31), new(20_000))] }] },
        new HouseholdLeft("rossi"),
    ];

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
    [
        new JoinHousehold { OccurredAt = at, HouseholdId = "rossi" },
        new ContributeToMember { OccurredAt = at, ContributionId = "7f3a", HouseholdId = "rossi", ToCustomerId = "bob", Wallet = "points", Amount = new(5_000) },
        new TakeContribution { OccurredAt = at, ContributionId = "52c0", FromCustomerId = "bob", Wallet = "points", Lots = [new(new(2026, 12, 31), new(20_000)), new(null, new(5_000))] },
        new LeaveHousehold { OccurredAt = at, HouseholdId = "rossi" },
    ];

    /// <summary>Whether a command is one of these.</summary>
    public static bool IsOne(ActorCommand command) => command is HouseholdCommand or ContributeToMember or TakeContribution;
}
