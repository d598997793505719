using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Engine.Verification;

/// <summary>How many actors were replayed, by what they are.</summary>
/// <param name="Customers">Customers.</param>
/// <param name="Vouchers">Codes of vouchers.</param>
/// <param name="GiftStocks">Stocks of gifts, which are kept as codes are.</param>
/// <param name="Campaigns">Campaigns.</param>
/// <param name="Raffles">Raffles.</param>
/// <param name="Others">Actors of any other kind.</param>
public readonly record struct ReplayedActors(long Customers, long Vouchers, long GiftStocks, long Campaigns, long Raffles, long Others)
{
    /// <summary>With one more.</summary>
    /// <param name="actor">The actor.</param>
    public ReplayedActors With(ActorId actor) => actor.Kind switch
    {
        ActorKind.Customer => this with { Customers = Customers + 1 },
        ActorKind.VoucherCode when GiftStock.Is(actor.Key) => this with { GiftStocks = GiftStocks + 1 },
        ActorKind.VoucherCode => this with { Vouchers = Vouchers + 1 },
        ActorKind.Campaign => this with { Campaigns = Campaigns + 1 },
        ActorKind.Raffle => this with { Raffles = Raffles + 1 },
        _ => this with { Others = Others + 1 },
    };
}
