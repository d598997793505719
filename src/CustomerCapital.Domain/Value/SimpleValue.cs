using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value;

/// <summary>Simple lifetime value: average order value times orders per month, times expected months, times margin.</summary>
/// <param name="Value">The product; null where a factor is not known.</param>
/// <param name="AverageOrderValue">
/// Revenue per order, rounded to ten-thousandths. The product is made of the exact quotient.
/// </param>
/// <param name="OrdersPerMonth">Orders of the months observed / customers at their ends, new ones included.</param>
/// <param name="ExpectedLifetimeMonths">1 / monthly churn rate.</param>
/// <param name="MarginRate">Share of revenue that is margin.</param>
public sealed record SimpleValue(DerivedAmount? Value, DerivedAmount? AverageOrderValue, double? OrdersPerMonth, double? ExpectedLifetimeMonths, decimal MarginRate)
{
    /// <summary>Multiplies the factors; unknown when nobody bought or nobody has churned yet.</summary>
    /// <param name="revenue">Net revenue of the months observed.</param>
    /// <param name="orders">Orders in them.</param>
    /// <param name="customerMonths">Customers at those months' ends, new ones included, summed over the months.</param>
    /// <param name="churnRate">Customers lost in those months / customers at their starts; null or zero means that the lifetime is not known.</param>
    /// <param name="marginRate">Share of revenue that is margin.</param>
    public static SimpleValue Of(DerivedAmount revenue, long orders, long customerMonths, decimal? churnRate, decimal marginRate)
    {
        decimal? averageOrderValue = orders > 0 ? revenue.ToDecimal() / orders : null;
        decimal? ordersPerMonth = customerMonths > 0 ? (decimal)orders / customerMonths : null;
        decimal? lifetime = churnRate is > 0 ? 1 / churnRate : null;
        var product = averageOrderValue * ordersPerMonth * lifetime * marginRate;
        return new(Rounded(product), Rounded(averageOrderValue), (double?)ordersPerMonth, (double?)lifetime, marginRate);

        static DerivedAmount? Rounded(decimal? amount) => amount is { } exact ? DerivedAmount.Round(exact) : null;
    }
}
