using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Server.Demo;

/// <summary>What one customer of the demo buys: mostly of a favourite category.</summary>
/// <param name="favourite">The number of that category.</param>
internal sealed class ShoppingBasket(int favourite)
{
    /// <summary>One purchase.</summary>
    /// <param name="purchaseId">Its id.</param>
    /// <param name="at">When.</param>
    /// <param name="channel">Where; null to leave that to chance.</param>
    /// <param name="random">What chance decides by.</param>
    public RecordPurchase Fill(string purchaseId, DateTimeOffset at, string? channel, Random random)
    {
        var lines = Enumerable.Range(0, 1 + random.Pick([0.5, 0.25, 0.15, 0.1])).Select(_ => Line(random)).ToList();
        var voucher = lines is [{ Quantity: 1 } line] && line.UnitPrice.Units >= 20 * Money.Scale && random.Happens(0.3);
        return new()
        {
            PurchaseId = purchaseId,
            Currency = "EUR",
            Channel = channel ?? (random.Happens(0.55) ? "web" : random.Happens(0.7) ? "store-1" : "store-2"),
            Lines = lines,
            Discount = voucher ? new(5 * Money.Scale) : Money.Zero,
            OccurredAt = at,
        };
    }

    private PurchaseLine Line(Random random)
    {
        var article = random.Pick(Assortment.Categories[random.Happens(0.6) ? favourite : random.Next(Assortment.Categories.Count)]);
        var quantity = 1 + random.Next(article.UsualMost);
        var discount = random.Happens(0.1) ? article.Price.Times(quantity * 0.1m) : Money.Zero;
        return new(article.Sku, article.Category, quantity, article.Price, discount);
    }
}
