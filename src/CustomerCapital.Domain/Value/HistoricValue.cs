using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Value;

/// <summary>Historic lifetime value: margin of purchases less returns, less what winning the customer and the customer's rewards cost.</summary>
public static class HistoricValue
{
    /// <summary>Revenue net of returns times the margin rate, less acquisition cost and <see cref="CustomerRewards.Cost"/>; negative for a customer who has not yet paid back.</summary>
    public static Money Of(ActorState state, ProgramPolicy policy) => Of(state.Revenue, state.AcquisitionCost, CustomerRewards.Part.Of(state).Cost, policy);

    /// <summary>The same from a customer's revenue, acquisition cost and cost of rewards.</summary>
    public static Money Of(Money revenue, Money acquisitionCost, Money rewardCost, ProgramPolicy policy) => revenue.Times(policy.MarginRate) - acquisitionCost - rewardCost;

    /// <summary>The same from sums over many customers, which may be larger than those of one.</summary>
    public static DerivedAmount Of(DerivedAmount revenue, DerivedAmount acquisitionCost, DerivedAmount rewardCost, ProgramPolicy policy) =>
        revenue.Times(policy.MarginRate) - acquisitionCost - rewardCost;
}
