using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>Offers a reward: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">To whom.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record OfferWithStock(string CustomerId, OfferReward Offer, Guid? Call) : WithStock(CustomerId, Call)
{
    protected override string Reward => Offer.Reward;

    protected override ActorCommand Plain => Offer;

    protected override string UseId => OfferReward.GrantIdOf(Offer.CampaignId, Offer.RunId, Offer.ForCause);

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => Offer with { Stock = claims[0] };
}
