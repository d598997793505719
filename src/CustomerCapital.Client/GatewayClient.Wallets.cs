using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>A customer's wallets, with every lot; null where nobody is known by that id.</summary>
    public Task<WalletList?> ListWalletsAsync(string customerId, CancellationToken cancellation = default) =>
        FindAsync<WalletList>(PathOfCustomer(customerId) + "/wallets", NobodyOrNothing, cancellation);

    /// <summary>A page of what has moved in a wallet, oldest first; null where nobody is known by that id, or there is no such wallet.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="wallet">The wallet's name.</param>
    /// <param name="after"><see cref="Statement.NextAfter"/> of the page before; 0 for the first page.</param>
    /// <param name="limit">At most so many entries are looked through, 1 to 1,000; null for the gateway's default. A page can have no movement though others follow.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Statement?> GetStatementAsync(string customerId, string wallet, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindAsync<Statement>(
            $"{PathOfCustomer(customerId)}/wallets/{Uri.EscapeDataString(wallet)}/statement{QueryOf(("after", after), ("limit", limit))}", NobodyOrNothing, cancellation);

    /// <summary>What a purchase would earn, what wallets could pay of it, and what would then be due. Nothing is recorded.</summary>
    public Task<PurchasePreview> PreviewPurchaseAsync(string customerId, RecordPurchase purchase, CancellationToken cancellation = default) =>
        PostAsync<RecordPurchase, PurchasePreview>(PathOfCustomer(customerId) + "/purchases/preview", purchase, cancellation);
}
