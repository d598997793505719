using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>The program's metrics over everything up to the end of a month.</summary>
/// <param name="Customers">Customers in the register.</param>
/// <param name="BuyingCustomers">Unique customers with an order.</param>
/// <param name="Orders">Purchases that have not come back whole.</param>
/// <param name="Revenue">Purchases net of returns and credits.</param>
/// <param name="RepeatPurchaseRate">Customers with more than one order / buying customers; null when nobody bought.</param>
/// <param name="PurchaseFrequency">Orders / buying customers; null when nobody bought.</param>
/// <param name="AverageOrderValue">Revenue / orders, rounded to ten-thousandths; null when nobody bought.</param>
/// <param name="CustomerValue">Average order value * purchase frequency, which is revenue / buying customers; null when nobody bought.</param>
public sealed record Metrics(
    long Customers, long BuyingCustomers, long Orders, DerivedAmount Revenue,
    double? RepeatPurchaseRate, double? PurchaseFrequency, DerivedAmount? AverageOrderValue, DerivedAmount? CustomerValue);

/// <summary>Program metrics from the counters.</summary>
public static class MetricsReport
{
    /// <summary>Counts everything that occurred up to the end of a month.</summary>
    /// <param name="counters">With <see cref="PurchasesCapability.Cell"/>, <see cref="PurchasesCapability.SecondOrder"/> and <see cref="RegisterCapability.Known"/>.</param>
    /// <param name="through">The last month that counts.</param>
    public static Metrics Of(Counters counters, Month through)
    {
        var (buying, orders, units) = (0L, 0L, 0m);
        foreach (var (key, count) in counters.OfKind(PurchasesCapability.Cell).Where(row => row.Key.B <= through.Index))
        {
            if (key.A == key.B) buying += count.Customers;
            orders += count.Orders;
            units += count.Revenue;
        }

        var repeat = Through(PurchasesCapability.SecondOrder);
        var known = Through(RegisterCapability.Known);
        var revenue = DerivedAmount.OfUnits(units);
        if (buying == 0) return new(known, 0, 0, revenue, null, null, null, null);
        return new(
            known, buying, orders, revenue, (double)repeat / buying, (double)orders / buying,
            DerivedAmount.Round(revenue.ToDecimal() / orders), DerivedAmount.Round(revenue.ToDecimal() / buying));

        long Through(CounterKind kind) => counters.OfKind(kind).Where(row => row.Key.A <= through.Index).Sum(row => row.Value.Customers);
    }
}
