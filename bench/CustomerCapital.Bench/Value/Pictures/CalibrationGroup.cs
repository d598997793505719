using System.Globalization;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>Customers with as many repeat orders in the calibration, and their mean orders in the holdout.</summary>
/// <param name="Name">How many repeat orders; the last group has that many or more.</param>
/// <param name="Customers">How many customers.</param>
/// <param name="Actual">Mean orders made.</param>
/// <param name="Expected">Mean orders expected by each model.</param>
/// <param name="PastRate">Mean orders if everybody goes on at the past rate.</param>
internal sealed record CalibrationGroup(string Name, int Customers, double Actual, IReadOnlyList<double> Expected, double PastRate)
{
    private const int Most = 7;

    public static IReadOnlyList<CalibrationGroup> Of(ObservedYear year, IReadOnlyList<BuyingModel> models) =>
    [
        .. year.Customers.GroupBy(customer => Math.Min(customer.Known.Repeats, Most)).OrderBy(group => group.Key).Select(group => new CalibrationGroup(
            group.Key.ToString(CultureInfo.InvariantCulture) + (group.Key == Most ? "+" : ""), group.Count(), group.Average(customer => customer.Orders),
            [.. models.Select(model => group.Average(customer => model.ExpectedOrders(customer.Known, ObservedYear.HoldoutWeeks)))], group.Average(customer => PastRateOf(customer.Known)))),
    ];

    /// <summary>Orders in the holdout if the past rate goes on.</summary>
    public static double PastRateOf(BuyingObservation known) => known.Age > 0 ? known.Repeats / known.Age * ObservedYear.HoldoutWeeks : 0;
}
