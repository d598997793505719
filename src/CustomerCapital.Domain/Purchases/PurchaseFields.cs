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

    /// <summary>
    /// Local days from today to the next anniversary of the first order; 0 on an anniversary, and not on the day of the order itself. The policy says on which day that
    /// of 29 February is kept in years without one. Null if there is no order.
    /// </summary>
    public static readonly Field<long> DaysToAnniversary = new("daysToAnniversary")
    {
        OfDay = (FirstPurchaseAt, DayCount.ToAnniversary), IsOptional = true, Listing = Listing.Nowhere,
        Range = (days => days is >= 0 and <= 366, "a number of days from 0, which is today, to 366"),
    };

    /// <summary>The usual time between orders: (latest - first) / (orders - 1) in whole days of 24 hours, at least 1. Null below three orders.</summary>
    public static readonly Field<long> UsualIntervalDays = new("usualIntervalDays", state => state.UsualIntervalDays) { IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>When the next order is expected: the usual interval after the latest order. Null below three orders.</summary>
    public static readonly Field<SegmentInstant> NextOrderExpectedAt =
        new("nextOrderExpectedAt", state => state.NextOrderExpectedAt) { IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>From when on the customer is at risk of having gone: twice the usual interval after the latest order. Null below three orders.</summary>
    public static readonly Field<SegmentInstant> AtRiskAt = new("atRiskAt", state => state.AtRiskAt) { IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>Local days from today to the day on which the next order is expected; 0 on that day, and less after it. Null below three orders.</summary>
    public static readonly Field<long> DaysToNextOrder = DaysTo("daysToNextOrder", NextOrderExpectedAt);

    /// <summary>Local days from today to the day from which on the customer is at risk; 0 on that day, and less after it. Null below three orders.</summary>
    public static readonly Field<long> DaysToAtRisk = DaysTo("daysToAtRisk", AtRiskAt);

    private static Field<long> DaysTo(string name, Field<SegmentInstant> instant) => new(name)
    {
        OfDay = (instant, DayCount.To), IsOptional = true, Listing = Listing.Nowhere,
        Range = (days => days is >= -SegmentInstant.DaysLimit and <= SegmentInstant.DaysLimit, $"a number of days from -{SegmentInstant.DaysLimit} to {SegmentInstant.DaysLimit}; 0 is today"),
    };

    private static Field<string> Bought(string name, PieceKind kind, string what) => new(name)
    {
        Pieces = kind, IsOptional = true, Listing = Listing.Nowhere,
        Range = (_ => true, $"a {what} as lines of purchases name it, to the character: a text of 1 to {Text.ShortLimit} characters"),
    };
}
