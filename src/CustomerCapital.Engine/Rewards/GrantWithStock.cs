using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Rewards;

/// <summary>Grants a reward: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">Who gets it.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record GrantWithStock(string CustomerId, GrantReward Grant, Guid? Call) : WithStock(CustomerId, Call)
{
    protected override string Reward => Grant.Reward;

    protected override ActorCommand Plain => Grant;

    protected override string UseId => Grant.GrantId;

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => new GrantFromStock { Grant = Grant, Stock = claims[0], OccurredAt = Grant.OccurredAt };
}
