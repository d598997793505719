using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Households;

/// <summary>Households, whose members spend what is in each other's pooled wallets.</summary>
public sealed class HouseholdsCapability : Capability
{
    public override string Name => "households";

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.EnginesOwn<JoinHousehold>("household_joining"), CommandType.EnginesOwn<LeaveHousehold>("household_leaving"),
        CommandType.EnginesOwn<ContributeToMember>("household_contribution"), CommandType.EnginesOwn<TakeContribution>("household_contribution_taking"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<HouseholdJoined>("household_joined"), EventType.Of<HouseholdLeft>("household_left"),
        EventType.Of<ContributionMade>("household_contribution_made"), EventType.Of<ContributionTaken>("household_contribution_taken"),
    ];

    public override StatePart Part => HouseholdMembership.Part;

    public override IJsonTypeInfoResolver Json => HouseholdsJson.Default;
}

[JsonSerializable(typeof(JoinHousehold))]
[JsonSerializable(typeof(LeaveHousehold))]
[JsonSerializable(typeof(ContributeToMember))]
[JsonSerializable(typeof(TakeContribution))]
[JsonSerializable(typeof(HouseholdJoined))]
[JsonSerializable(typeof(HouseholdLeft))]
[JsonSerializable(typeof(ContributionMade))]
[JsonSerializable(typeof(ContributionTaken))]
[JsonSerializable(typeof(HouseholdMembership))]
internal sealed partial class HouseholdsJson : JsonSerializerContext;
