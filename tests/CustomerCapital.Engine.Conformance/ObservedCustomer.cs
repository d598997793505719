using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Engine.Conformance;

/// <summary>What of a customer's state every caller can see, wherever the engine runs. The state itself stays with the engine.</summary>
public sealed record ObservedCustomer(Standing Standing, long Orders, Money Revenue, string? BroughtBy, long Referrals, long ConvertedReferrals)
{
    public static ObservedCustomer Of(ActorState state) =>
        new(state.Standing, state.Orders, state.Revenue, state.BroughtBy?.CustomerId, state.Referrals, state.ConvertedReferrals);
}
