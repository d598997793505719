namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>The difference of two shares, with its 95 % interval.</summary>
/// <param name="Value">The one share less the other, -1 to 1.</param>
/// <param name="Interval">What holds the true difference in about 95 of 100 cases, looked at once.</param>
public sealed record ShareDifference(double Value, ConfidenceInterval Interval)
{
    /// <summary>The 0.975 quantile of the normal distribution.</summary>
    private const double Normal = 1.959963984540054;

    /// <summary>Newcombe's interval (1998, Statistics in Medicine 17:873, method 10), of the score intervals of both shares (Wilson 1927). It stays within -1 and 1, also where nobody or everybody has bought.</summary>
    /// <param name="buyers">How many of the one group; 0 to its members.</param>
    /// <param name="members">Members of the one group, at least 1.</param>
    /// <param name="otherBuyers">How many of the other group.</param>
    /// <param name="otherMembers">Members of the other group, at least 1.</param>
    public static ShareDifference Of(long buyers, long members, long otherBuyers, long otherMembers)
    {
        var (share, lower, upper) = Score(buyers, members);
        var (other, otherLower, otherUpper) = Score(otherBuyers, otherMembers);
        var value = share - other;
        return new(value, new(value - Reach(share - lower, otherUpper - other), value + Reach(upper - share, other - otherLower)));

        static double Reach(double one, double two) => Math.Sqrt(one * one + two * two);
    }

    private static (double Share, double Lower, double Upper) Score(long count, long of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        double share = (double)count / of, squared = Normal * Normal, middle = (2 * count + squared) / (2 * (of + squared));
        var reach = Normal * Math.Sqrt(squared + 4 * count * (1 - share)) / (2 * (of + squared));
        return (share, Math.Max(0, middle - reach), Math.Min(1, middle + reach));
    }
}
