using CustomerCapital.Domain.Value.Contracts;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>How many customers of each month's new ones are still there in later months: those whose latest order lies in that month or after.</summary>
/// <remarks>As <c>GET /v1/projection</c> counts: somebody has left who has not ordered in the three whole months that followed.</remarks>
internal sealed class MonthlyCohorts
{
    private const int WindowMonths = 3;

    private MonthlyCohorts(IReadOnlyList<(DateOnly Month, double[] Alive, double[] Ordering)> cohorts)
    {
        Cohorts = cohorts;
        Table = SurvivalTable.Of([.. cohorts.Select(cohort => cohort.Alive)]);
        Fit = SbgFit.To(Table);
    }

    /// <summary>The cohorts, oldest first: how many are there, and how many ordered, in the month of the first order and in each after it.</summary>
    public IReadOnlyList<(DateOnly Month, double[] Alive, double[] Ordering)> Cohorts { get; }

    public SurvivalTable Table { get; }

    public SbgFit Fit { get; }

    /// <summary>Share of all cohorts that reach an age, in months, that ordered in the month of that age.</summary>
    public double OrderingAt(int age)
    {
        var reached = Cohorts.Where(cohort => age < cohort.Ordering.Length).ToList();
        return reached.Sum(cohort => cohort.Ordering[age]) / reached.Sum(cohort => cohort.Ordering[0]);
    }

    public static MonthlyCohorts Of(ObservedYear year)
    {
        // Who last ordered in this month has left; whoever ordered later is there.
        var known = MonthOf(year.End) - WindowMonths;
        var cohorts = new SortedDictionary<int, (double[] Alive, double[] Ordering)>();
        foreach (var record in year.Records)
        {
            var (first, last) = (MonthOf(record.Days[0].Day), MonthOf(record.Days[^1].Day));
            if (first > known) continue;
            if (!cohorts.TryGetValue(first, out var cohort)) cohorts[first] = cohort = (new double[known - first + 2], new double[known - first + 2]);
            for (var age = 0; age < cohort.Alive.Length && first + age <= last; age++) cohort.Alive[age]++;
            foreach (var age in record.Days.Select(day => MonthOf(day.Day) - first).Distinct().Where(age => age < cohort.Ordering.Length)) cohort.Ordering[age]++;
        }

        return new([.. cohorts.Select(cohort => (new DateOnly(cohort.Key / 12, (cohort.Key % 12) + 1, 1), cohort.Value.Alive, cohort.Value.Ordering))]);
    }

    private static int MonthOf(DateOnly day) => (day.Year * 12) + day.Month - 1;
}
