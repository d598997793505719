using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>How often each reward was granted, what that costs, and how many entries raffles have.</summary>
    public Task<RewardsReport> GetRewardsAsync(CancellationToken cancellation = default) => GetAsync<RewardsReport>("v1/rewards", cancellation);

    /// <summary>The stock of a gift; null where the catalogue has no gift of that name whose stock is counted.</summary>
    public Task<StockView?> GetStockAsync(string reward, CancellationToken cancellation = default) => FindAsync<StockView>(PathOfStock(reward), ["reward_not_stocked"], cancellation);

    /// <summary>Adds to the stock of a gift, or takes away from it, once for each id.</summary>
    public Task<StockView> ChangeStockAsync(string reward, ChangeStock change, CancellationToken cancellation = default) =>
        PostAsync<ChangeStock, StockView>(PathOfStock(reward), change, cancellation);

    /// <summary>The rewards that a customer has got; null where nobody is known by that id.</summary>
    public Task<CustomerRewardList?> ListCustomerRewardsAsync(string customerId, CancellationToken cancellation = default) =>
        FindAsync<CustomerRewardList>(PathOfCustomer(customerId) + "/rewards", NobodyOrNothing, cancellation);

    private static string PathOfStock(string reward) => $"v1/rewards/{Uri.EscapeDataString(reward)}/stock";
}
