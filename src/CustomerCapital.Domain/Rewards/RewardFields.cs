using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Rewards;

/// <summary>What rewards say of each customer.</summary>
public static class RewardFields
{
    /// <summary>What the customer's rewards cost the business beside what they take off purchases.</summary>
    public static readonly Field<Money> RewardCost = new("rewardCost", state => CustomerRewards.Part.Of(state).Cost)
    {
        Listing = Listing.Items,
        Refill = (state, replayed) => CustomerRewards.Part.Set(state, CustomerRewards.Part.Of(state) with { Cost = CustomerRewards.Part.Of(replayed).Cost }),
    };
}
