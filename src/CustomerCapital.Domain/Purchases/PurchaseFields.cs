using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Purchases;

/// <summary>What each customer has bought.</summary>
public static class PurchaseFields
{
    /// <summary>Purchases that have not come back whole.</summary>
    public static readonly Field<long> Orders = new("orders", state => state.Orders) { Place = 4 };

    /// <summary>Purchases net of returns.</summary>
    public static readonly Field<Money> Revenue = new("revenue", state => state.Revenue) { Place = 5 };

    /// <summary>Revenue / orders; none without an order.</summary>
    public static readonly Field<Money> AverageOrderValue =
        new("averageOrderValue") { Quotient = (Revenue, Orders), IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>Margin so far less acquisition cost and cost of rewards, under the policy in force.</summary>
    public static readonly Field<Money> HistoricValue = new("historicValue")
    {
        UnderPolicy = (row, policy) => Value.HistoricValue.Of(row.Of<Money>(Revenue), row.Of<Money>(CustomerFields.AcquisitionCost), row.Of<Money>(RewardFields.RewardCost), policy), Place = 7,
    };

    /// <summary>When the earliest order was placed. Null if there is none.</summary>
    public static readonly Field<SegmentInstant> FirstPurchaseAt =
        new("firstPurchaseAt", state => state.FirstOrderAt) { Place = 8, IsOptional = true, Column = "first_order_at" };

    /// <summary>When the latest order was placed. Null if there is none.</summary>
    public static readonly Field<SegmentInstant> LastPurchaseAt =
        new("lastPurchaseAt", state => state.LastOrderAt) { Place = 9, IsOptional = true, Column = "last_order_at" };

    /// <summary>The skus of which a piece is with the customer.</summary>
    public static readonly Field<string> BoughtSku = Bought("boughtSku", PieceKind.Sku, "sku");

    /// <summary>The categories of which a piece is with the customer.</summary>
    public static readonly Field<string> BoughtCategory = Bought("boughtCategory", PieceKind.Category, "category");

    /// <summary>Month of the first order. Null if there is none.</summary>
    public static readonly Field<SegmentMonth> Cohort = new("cohort") { MonthOf = FirstPurchaseAt, IsOptional = true, Listing = Listing.Nowhere };

    private static Field<string> Bought(string name, PieceKind kind, string what) => new(name)
    {
        Pieces = kind, IsOptional = true, Listing = Listing.Nowhere,
        Range = (_ => true, $"a {what} as lines of purchases name it, to the character: a text of 1 to {Text.ShortLimit} characters"),
    };
}
