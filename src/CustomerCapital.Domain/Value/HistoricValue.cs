using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Value;

/// <summary>Historic lifetime value: margin of purchases less returns, less what winning the customer cost.</summary>
public static class HistoricValue
{
    /// <summary>Revenue net of returns times the margin rate, less acquisition cost; negative for a customer who has not yet paid back.</summary>
    public static Money Of(ActorState state, ProgramPolicy policy) => Of(state.Revenue, state.AcquisitionCost, policy);

    /// <summary>The same from a customer's revenue and acquisition cost.</summary>
    public static Money Of(Money revenue, Money acquisitionCost, ProgramPolicy policy) => revenue.Times(policy.MarginRate) - acquisitionCost;

    /// <summary>The same from sums over many customers, which may be larger than those of one.</summary>
    public static DerivedAmount Of(DerivedAmount revenue, DerivedAmount acquisitionCost, ProgramPolicy policy) => revenue.Times(policy.MarginRate) - acquisitionCost;
}
