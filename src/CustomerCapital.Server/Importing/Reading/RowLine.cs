using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>What a row is for its purchase.</summary>
internal enum LineKind
{
    /// <summary>Bought.</summary>
    Bought,

    /// <summary>Came back.</summary>
    Returned,

    /// <summary>A negative line beside bought ones, such as a voucher: taken off the purchase.</summary>
    Discount,

    /// <summary>No pieces, or a row that only the order's columns have something on.</summary>
    Nothing,
}

/// <summary>A row that could be read: one line of a purchase or of a return.</summary>
/// <param name="Row">As it stands in the file.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Total">What the line comes to, as a positive amount.</param>
/// <param name="Quantity">How much, as a positive number; 1 where the row does not say.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="Gross">Quantity times price.</param>
internal readonly record struct RowLine(PurchaseRow Row, DateTimeOffset OccurredAt, LineKind Kind, Money Total, decimal Quantity, Money UnitPrice, Money Gross)
{
    /// <summary>Whether the row tells more of the line than its amount.</summary>
    public bool HasDetail => Row[PurchaseColumn.Sku].Length > 0 || Row[PurchaseColumn.Category].Length > 0 || Row[PurchaseColumn.Quantity].Length > 0 || Row[PurchaseColumn.UnitPrice].Length > 0;

    /// <summary>Whether amount, quantity and price are all given.</summary>
    public bool IsStatedTwice => Row[PurchaseColumn.Amount].Length > 0 && Row[PurchaseColumn.UnitPrice].Length > 0 && Row[PurchaseColumn.Quantity].Length > 0;

    public string? Sku => Row[PurchaseColumn.Sku] is { Length: > 0 } sku ? sku : null;

    private string? Category => Row[PurchaseColumn.Category] is { Length: > 0 } category ? category : null;

    /// <summary>The line as it is recorded: at a price of which quantity times price is not less than what was paid.</summary>
    public PurchaseLine ToPurchaseLine()
    {
        if (Gross >= Total) return new(Sku, Category, Quantity, UnitPrice, Gross - Total);
        var price = new Money((long)decimal.Ceiling(Total.Units / Quantity));
        return new(Sku, Category, Quantity, price, price.Times(Quantity) - Total);
    }

    /// <summary>The line of a credit. It has no discount: where the amount is not quantity times price, it stands as one piece at that amount.</summary>
    public ReturnLine ToReturnLine() => Gross == Total ? new(null, Sku, Quantity, UnitPrice) : new(null, Sku, 1, Total);

    /// <summary>Quantity times price, rounded to ten-thousandths; whole quantities, as most are, without decimals.</summary>
    public static Money Multiply(Money price, decimal quantity) =>
        quantity.Scale == 0 && quantity < 1_000_000 && Math.Abs(price.Units) < 1_000_000_000_000 ? new(price.Units * (long)quantity) : price.Times(quantity);
}
