using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Purchases;

/// <summary>One line of a purchase as the caller states it.</summary>
/// <param name="Sku">What was bought. May be left out.</param>
/// <param name="Category">Its category. May be left out.</param>
/// <param name="Quantity">
/// Pieces, kilograms or metres: above 0, at most 10,000,000, at most four decimal places. If left out, 1.
/// </param>
/// <param name="UnitPrice">Price of one, before discounts. If left out, 0.00.</param>
/// <param name="Discount">Taken off the whole line. If left out, 0.00.</param>
public sealed record PurchaseLine(string? Sku = null, string? Category = null, decimal Quantity = 1, Money UnitPrice = default, Money Discount = default)
{
    /// <summary>Largest quantity of one line.</summary>
    public const decimal QuantityLimit = 10_000_000;

    /// <summary>Quantity times unit price, rounded to ten-thousandths, less the line's discount.</summary>
    internal Money Net => UnitPrice.Times(Quantity) - Discount;

    internal IEnumerable<FieldFault> Faults(string field)
    {
        var texts = Text.TextFaults(field + ".sku", Sku).Concat(Text.TextFaults(field + ".category", Category));
        return NumberFault(field) is { } fault ? texts.Append(fault) : texts;
    }

    /// <summary>Whether nothing is wrong with the line. Cheaper than <see cref="Faults"/>, which says what is.</summary>
    internal bool IsSound => !Text.TextFaults("", Sku).Any() && !Text.TextFaults("", Category).Any() && NumberFault("") is null;

    private FieldFault? NumberFault(string field)
    {
        if (Quantity is <= 0 or > QuantityLimit) return new(field + ".quantity", $"Must be above 0 and at most {QuantityLimit}.");
        if (Quantity != decimal.Round(Quantity, 4)) return new(field + ".quantity", "Must have at most four decimal places.");
        if (UnitPrice.IsNegative || UnitPrice > Money.Limit) return new(field + ".unitPrice", $"Must be 0 to {Money.Limit}.");
        if (Quantity * UnitPrice.ToDecimal() > Money.Limit.ToDecimal()) return new(field, $"Must come to at most {Money.Limit}.");
        if (Discount.IsNegative || (Discount > Money.Zero && Discount > UnitPrice.Times(Quantity))) return new(field + ".discount", "Must be 0 to what the line comes to.");
        return null;
    }
}

/// <summary>
/// One line of a recorded purchase. What was paid after every discount is the price at which the line can come back.
/// </summary>
/// <param name="Sku">What was bought.</param>
/// <param name="Category">Its category.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="UnitPrice">Price of one, before discounts.</param>
/// <param name="Paid">Paid for the whole line.</param>
public sealed record PaidLine(string? Sku, string? Category, decimal Quantity, Money UnitPrice, Money Paid)
{
    /// <summary>Spreads a discount on the whole purchase over its lines in proportion to their net, exact to the last ten-thousandth.</summary>
    internal static IReadOnlyList<PaidLine> Share(IReadOnlyList<PurchaseLine> lines, Money discount)
    {
        var paid = new PaidLine[lines.Count];
        var (sum, before, spread) = (discount == Money.Zero ? 0 : lines.Sum(line => line.Net.Units), 0L, 0L);
        for (var i = 0; i < paid.Length; i++)
        {
            var (line, net) = (lines[i], lines[i].Net.Units);
            before += net;
            var spreadSoFar = sum == 0 ? 0 : (long)((Int128)discount.Units * before / sum);
            paid[i] = new(line.Sku, line.Category, line.Quantity, line.UnitPrice, new Money(net - (spreadSoFar - spread)));
            spread = spreadSoFar;
        }

        return paid;
    }
}
