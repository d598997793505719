using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Rewards;

/// <summary>Grants a reward: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">Who gets it.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record GrantWithStock(string CustomerId, GrantReward Grant, Guid? Call) : WithUses(CustomerId, Call)
{
    protected override IReadOnlyList<ActorId> Used => [GiftStock.Of(Grant.Reward)];

    protected override string UseId => Grant.GrantId;

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => new GrantFromStock { Grant = Grant, Stock = claims[0], OccurredAt = Grant.OccurredAt };

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Policy.Program.Policy.RewardOf(Grant.Reward) is { IsStocked: true } && !Grant.Faults().Any()
            ? await base.AnswerAsync(engine, cancellation)
            : (await engine.Customer(CustomerId).ExecuteAsync([Grant], Call))[0];
}
