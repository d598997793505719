using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Raffles;

/// <summary>Gives a winner the reward of a prize: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">The winner.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record PrizeWithStock(string CustomerId, GrantPrize Grant, Guid? Call) : WithUses(CustomerId, Call)
{
    protected override IReadOnlyList<ActorId> Used => [GiftStock.Of(Grant.Reward)];

    protected override string UseId => Grant.GrantId;

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => Grant with { Stock = claims[0] };

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Policy.Program.Policy.RewardOf(Grant.Reward) is { IsStocked: true }
            ? await base.AnswerAsync(engine, cancellation)
            : (await engine.Customer(CustomerId).ExecuteAsync([Grant], Call))[0];
}

/// <summary>The ids of the grants that winners get.</summary>
internal static class PrizeGrants
{
    /// <summary>Of a winner; there is a grant only where the prize has a reward.</summary>
    public static string IdOf(string raffleId, RaffleRules rules, RaffleWinner winner)
    {
        for (var prize = 0; prize < rules.Prizes.Count; prize++)
            if (rules.Prizes[prize].Name == winner.Prize) return GrantPrize.GrantIdOf(raffleId, prize + 1, winner.Place);
        throw new InvalidOperationException($"Raffle '{raffleId}' has no prize '{winner.Prize}'.");
    }
}
