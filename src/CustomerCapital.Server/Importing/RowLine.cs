using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Server.Importing;

/// <summary>A row that could be read: one line of a purchase or of a return.</summary>
/// <param name="Row">As it stands in the file.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Amount">What the line comes to, as a positive amount.</param>
/// <param name="Quantity">How much, as a positive number; 1 where the row does not say.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="IsReturn">Whether it came back: a negative quantity or amount.</param>
internal readonly record struct RowLine(PurchaseRow Row, DateTimeOffset OccurredAt, Money Amount, decimal Quantity, Money UnitPrice, bool IsReturn)
{
    /// <summary>Whether the row tells more of the line than its amount.</summary>
    public bool HasDetail => Row.Sku.Length > 0 || Row.Category.Length > 0 || Row.Quantity.Length > 0 || Row.UnitPrice.Length > 0;

    private Money Gross => UnitPrice.Times(Quantity);

    /// <returns>Why a line cannot be made of these; null when it can.</returns>
    public static string? TryMake(PurchaseRow row, DateTimeOffset occurredAt, Money? amount, decimal? quantity, Money? unitPrice, out RowLine line)
    {
        line = default;
        if (amount is null && (quantity is null || unitPrice is null)) return "neither amount nor both quantity and unit_price are given";
        var isReturn = quantity is < 0 || amount is { IsNegative: true };
        if (isReturn && ((quantity is > 0 && amount is { IsNegative: true }) || (quantity is < 0 && amount is { Units: > 0 }))) return "amount and quantity have opposite signs";
        var pieces = Math.Abs(quantity ?? 1);
        if (unitPrice is { } each && each.ToDecimal() * pieces > Money.Limit.ToDecimal()) return $"quantity times unit_price is more than {Money.Limit}";
        var absolute = amount is { } given ? new Money(Math.Abs(given.Units)) : unitPrice!.Value.Times(pieces);
        if (absolute > Money.Limit) return $"amount '{row.Amount}' is more than {Money.Limit}";
        var price = unitPrice ?? Money.Round(absolute.ToDecimal() / pieces);
        line = new(row, occurredAt, absolute, pieces, price, isReturn);
        return null;
    }

    /// <returns>What is wrong with the lines taken together; null when nothing is.</returns>
    public static string? Faults(List<RowLine> lines)
    {
        if (lines.Select(line => line.Row.Currency).Where(currency => currency.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1) return "the purchase names more than one currency";
        if (lines.Count > RecordPurchase.LineLimit) return $"the purchase has more than {RecordPurchase.LineLimit} lines";
        // An amount beside quantity and price is that of the line, less its discount; or, on every line alike, that of the purchase.
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Row.Amount.Length == 0 || lines[i].Row.UnitPrice.Length == 0 || lines[i].Amount <= lines[i].Gross) continue;
            if (lines.TrueForAll(line => line.Amount == lines[i].Amount) && lines.Sum(line => line.Gross.Units) == lines[i].Amount.Units)
            {
                for (var j = 0; j < lines.Count; j++) lines[j] = lines[j] with { Amount = lines[j].Gross };
                return null;
            }

            return $"amount {lines[i].Amount} is more than quantity times unit_price, {lines[i].Gross}";
        }

        return null;
    }

    public PurchaseLine ToPurchaseLine()
    {
        var (quantity, price) = Exact();
        return new(Sku, Row.Category.Length == 0 ? null : Row.Category, quantity, price, price.Times(quantity) - Amount);
    }

    public ReturnLine ToReturnLine()
    {
        // A return's line has no discount: where the amount is not quantity times price, it stands as one piece at that amount.
        var (quantity, price) = Exact();
        return price.Times(quantity) == Amount ? new(null, Sku, quantity, price) : new(null, Sku, 1, Amount);
    }

    private string? Sku => Row.Sku.Length == 0 ? null : Row.Sku;

    /// <summary>Quantity and price of which the product is not less than the amount.</summary>
    private (decimal Quantity, Money UnitPrice) Exact() => Gross < Amount ? (1, Amount) : (Quantity, UnitPrice);
}
