using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Raffles;

/// <summary>Gives a winner the reward of a prize: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">The winner.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record PrizeWithStock(string CustomerId, GrantPrize Grant, Guid? Call) : WithStock(CustomerId, Call)
{
    protected override string Reward => Grant.Reward;

    protected override ActorCommand Plain => Grant;

    protected override string UseId => Grant.GrantId;

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => Grant with { Stock = claims[0] };
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
