using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>Offers a reward: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">To whom.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record OfferWithStock(string CustomerId, OfferReward Offer, Guid? Call) : WithUses(CustomerId, Call)
{
    protected override IReadOnlyList<ActorId> Used => [GiftStock.Of(Offer.Reward)];

    protected override string UseId => OfferReward.GrantIdOf(Offer.CampaignId, Offer.RunId, Offer.ForCause);

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => Offer with { Stock = claims[0] };

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Policy.Program.Policy.RewardOf(Offer.Reward) is { IsStocked: true } ? await base.AnswerAsync(engine, cancellation) : (await engine.Customer(CustomerId).ExecuteAsync([Offer], Call))[0];
}
