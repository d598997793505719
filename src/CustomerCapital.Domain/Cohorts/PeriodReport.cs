using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>
/// Retention of one calendar month. Who has ordered in the activity window that ends with a month is a customer at the
/// end of the month.
/// </summary>
/// <param name="Month">Calendar month of the program.</param>
/// <param name="Start">S: customers at the end of the month before.</param>
/// <param name="New">N: customers whose first order fell in the month.</param>
/// <param name="End">E: customers at the end of the month.</param>
/// <param name="Retained">Customers at the start who are there at the end.</param>
/// <param name="Reactivated">Customers at the end who were neither there at the start nor new: E - retained - N.</param>
/// <param name="Churned">Customers at the start who are not there at the end: S - retained.</param>
/// <param name="RetentionRate">The textbook rate (E - N) / S, which reactivation can lift above 1; null when S is 0.</param>
/// <param name="StrictRetention">Retained / S, in [0, 1]; null when S is 0.</param>
/// <param name="ChurnRate">Churned / S, in [0, 1]; null when S is 0.</param>
/// <param name="BurnIn">Whether the month lies in the first window of the program's life, when nobody can have lapsed yet.</param>
/// <param name="Partial">Whether the month is not over yet.</param>
public sealed record Period(
    Month Month, long Start, long New, long End, long Retained, long Reactivated, long Churned,
    double? RetentionRate, double? StrictRetention, double? ChurnRate, bool BurnIn, bool Partial);

/// <summary>Retention month by month from the intervals between the months in which customers ordered.</summary>
public static class PeriodReport
{
    /// <summary>One period for each month from the program's first order on.</summary>
    /// <param name="counters">With <see cref="PurchasesCapability.Cell"/> and <see cref="PurchasesCapability.Interval"/>.</param>
    /// <param name="window">Activity window in months.</param>
    /// <param name="from">First month shown; null for the first there is.</param>
    /// <param name="through">Last month shown.</param>
    /// <param name="running">The month that is not over yet.</param>
    /// <remarks>Exact at any moment: late purchases and returns correct past periods.</remarks>
    public static IReadOnlyList<Period> Of(Counters counters, int window, Month? from, Month through, Month running)
    {
        var acquired = counters.OfKind(PurchasesCapability.Cell)
            .Where(row => row.Key.A != CounterKey.NoCohort && row.Key.A == row.Key.B)
            .ToDictionary(row => row.Key.A, row => row.Value.Customers);
        if (acquired.Count == 0) return [];
        var first = acquired.Keys.Min();
        if (through.Index < first) return [];
        var (end, retained) = (new long[through.Index - first + 1], new long[through.Index - first + 1]);
        foreach (var (key, count) in counters.OfKind(PurchasesCapability.Interval))
        {
            var (ordered, next) = (key.A, key.B);
            var until = Math.Min(Math.Min(next - 1, ordered + window - 1), through.Index);
            for (var month = ordered; month <= until; month++)
            {
                end[month - first] += count.Customers;
                if (month > ordered) retained[month - first] += count.Customers;
            }

            if (next <= through.Index && next - ordered <= window) retained[next - first] += count.Customers;
        }

        var periods = new List<Period>();
        for (var month = first; month <= through.Index; month++)
        {
            if (new Month(month) < from) continue;
            var start = month == first ? 0 : end[month - 1 - first];
            periods.Add(Figures(new(month), start, acquired.GetValueOrDefault(month), end[month - first], retained[month - first],
                burnIn: month < first + window, partial: month >= running.Index));
        }

        return periods;
    }

    private static Period Figures(Month month, long start, long acquired, long end, long retained, bool burnIn, bool partial) => new(
        month, start, acquired, end, retained, end - retained - acquired, start - retained,
        Rate(end - acquired, start), Rate(retained, start), Rate(start - retained, start), burnIn, partial);

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
