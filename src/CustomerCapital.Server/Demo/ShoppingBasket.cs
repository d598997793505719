using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Server.Demo;

/// <summary>What one customer of the demo buys: mostly of a favourite category.</summary>
internal sealed class ShoppingBasket(string customerId, Random random)
{
    private readonly int _favourite = random.Next(Assortment.Categories.Count);

    public RecordPurchase Fill(int number, DateTimeOffset at, string acquisitionChannel)
    {
        var lines = Enumerable.Range(0, 1 + random.Pick([0.5, 0.25, 0.15, 0.1])).Select(_ => Line()).ToList();
        var voucher = lines is [{ Quantity: 1 } line] && line.UnitPrice.Units >= 20 * Money.Scale && random.Happens(0.3);
        return new()
        {
            PurchaseId = string.Create(CultureInfo.InvariantCulture, $"P-{customerId}-{number}"),
            Currency = "EUR",
            Channel = number == 1 && acquisitionChannel == "fair" ? "fair" : random.Happens(0.55) ? "web" : random.Happens(0.7) ? "store-1" : "store-2",
            Lines = lines,
            Discount = voucher ? new(5 * Money.Scale) : Money.Zero,
            OccurredAt = at,
        };
    }

    private PurchaseLine Line()
    {
        var article = random.Pick(Assortment.Categories[random.Happens(0.6) ? _favourite : random.Next(Assortment.Categories.Count)]);
        var quantity = 1 + random.Next(article.UsualMost);
        var discount = random.Happens(0.1) ? article.Price.Times(quantity * 0.1m) : Money.Zero;
        return new(article.Sku, article.Category, quantity, article.Price, discount);
    }
}
