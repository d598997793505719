namespace CustomerCapital.Domain.Value.Contracts;

/// <summary>How many customers stayed and left at each renewal, over all cohorts. A customer's first renewal is after the first period.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class SurvivalTable
{
    private readonly double[] _stayed;
    private readonly double[] _left;

    private SurvivalTable(double[] stayed, double[] left) => (_stayed, _left) = (stayed, left);

    /// <summary>How many renewals anybody has come to.</summary>
    public int Renewals => _left.Length;

    /// <summary>Everyone who came to a first renewal.</summary>
    public double Customers => Renewals == 0 ? 0 : _stayed[0] + _left[0];

    /// <summary>A table from cohorts.</summary>
    /// <param name="cohorts">Of each cohort, how many were there at its start, and after each period since: numbers that do not rise, 0 or more. Shares will do as well as heads.</param>
    /// <exception cref="ArgumentException">A number is negative or not finite, or higher than the one before it.</exception>
    public static SurvivalTable Of(params IReadOnlyList<IReadOnlyList<double>> cohorts)
    {
        var renewals = cohorts.Select(cohort => cohort.Count - 1).Append(0).Max();
        var (stayed, left) = (new double[renewals], new double[renewals]);
        foreach (var cohort in cohorts)
        {
            if (cohort.Count > 0 && !(cohort[0] >= 0 && double.IsFinite(cohort[0]))) throw new ArgumentException("The number at a cohort's start must be finite and 0 or more.", nameof(cohorts));
            for (var renewal = 1; renewal < cohort.Count; renewal++)
            {
                var (before, after) = (cohort[renewal - 1], cohort[renewal]);
                if (!(after >= 0 && after <= before)) throw new ArgumentException("The numbers of a cohort must not rise, and be 0 or more.", nameof(cohorts));
                stayed[renewal - 1] += after;
                left[renewal - 1] += before - after;
            }
        }

        var used = renewals;
        while (used > 0 && stayed[used - 1] + left[used - 1] == 0) used--;
        return new(stayed[..used], left[..used]);
    }

    /// <summary>How many came to a renewal, from 1.</summary>
    public double AtRisk(int renewal) => _stayed[renewal - 1] + _left[renewal - 1];

    /// <summary>How many stayed at a renewal, from 1.</summary>
    public double Stayed(int renewal) => _stayed[renewal - 1];

    /// <summary>How many left at a renewal, from 1.</summary>
    public double Left(int renewal) => _left[renewal - 1];

    /// <summary>Share of those who came to a renewal, from 1, that stayed.</summary>
    public double RetentionAt(int renewal) => _stayed[renewal - 1] / AtRisk(renewal);

    /// <summary>Share still there after so many renewals, as observed: the product of the shares that stayed (Kaplan and Meier 1958). 1 after none.</summary>
    public double SurvivalAfter(int renewals) => Enumerable.Range(1, renewals).Aggregate(1.0, (share, renewal) => share * RetentionAt(renewal));
}
