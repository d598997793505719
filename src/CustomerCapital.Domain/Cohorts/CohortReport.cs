using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>What a cohort did at an age.</summary>
/// <param name="Cohort">Month of the customers' first order.</param>
/// <param name="Age">Months since then. 0 is the cohort's own month.</param>
/// <param name="Customers">How many of the cohort ordered in that month.</param>
/// <param name="Orders">Orders they placed in it.</param>
/// <param name="Revenue">Their revenue of that month, net of returns.</param>
/// <param name="Retention">Customers / size of the cohort, in [0, 1].</param>
/// <param name="Partial">Whether the month is not over yet.</param>
public sealed record CohortCell(Month Cohort, int Age, long Customers, long Orders, Money Revenue, double Retention, bool Partial);

/// <summary>Cohort retention: of those whose first order fell in a month, how many ordered in each month after it.</summary>
public static class CohortReport
{
    /// <summary>One cell per cohort and age up to the last month, zeros included, cohorts in order, each cohort's age 0 first.</summary>
    /// <param name="counters">With <see cref="PurchasesCapability.Cell"/>.</param>
    /// <param name="from">First cohort shown; null for the first there is.</param>
    /// <param name="through">Last month shown.</param>
    /// <param name="running">The month that is not over yet.</param>
    /// <remarks>Credits dated before a customer's first order have no cell; they count in the metrics.</remarks>
    public static IEnumerable<CohortCell> Of(Counters counters, Month? from, Month through, Month running)
    {
        var cells = counters.OfKind(PurchasesCapability.Cell)
            .Where(row => row.Key.A != CounterKey.NoCohort)
            .ToLookup(row => row.Key.A);
        foreach (var cohort in cells.Select(group => new Month(group.Key)).Where(month => month <= through && !(month < from)).Order())
        {
            var months = cells[cohort.Index].ToDictionary(row => row.Key.B, row => row.Value);
            var size = months[cohort.Index].Customers;
            for (var month = cohort; month <= through; month = month.Plus(1))
            {
                var cell = months.GetValueOrDefault(month.Index);
                yield return new(cohort, month - cohort, cell.Customers, cell.Orders, new(cell.Revenue), (double)cell.Customers / size, month >= running);
            }
        }
    }
}
