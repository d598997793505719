using System.Text.Json.Serialization;

namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>All that the mean and the variance of one amount per member need: how many members, the sum, and the sum of squares.</summary>
/// <remarks>
/// Amounts are in units of the program's currency. The default value is that of no members. Members of two groups are added with +.
/// A variance below 1e-12 of the mean square is taken for zero: that is what rounding leaves of equal amounts.
/// </remarks>
public readonly record struct Moments
{
    private const double Rounding = 1e-12;

    /// <summary>Takes the three figures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count or the squares are below zero, a figure is not finite, or there are amounts of no members.</exception>
    [JsonConstructor]
    public Moments(long count, double sum, double sumOfSquares)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(sumOfSquares);
        if (!double.IsFinite(sum) || (count == 0 && sum != 0)) throw new ArgumentOutOfRangeException(nameof(sum), sum, "A sum is finite, and 0 without members.");
        if (!double.IsFinite(sumOfSquares) || (count == 0 && sumOfSquares != 0))
            throw new ArgumentOutOfRangeException(nameof(sumOfSquares), sumOfSquares, "A sum of squares is finite, and 0 without members.");
        (Count, Sum, SumOfSquares) = (count, sum, sumOfSquares);
    }

    /// <summary>Members, those with an amount of 0 among them.</summary>
    public long Count { get; }

    /// <summary>The amounts added up.</summary>
    public double Sum { get; }

    /// <summary>The squares of the amounts added up.</summary>
    public double SumOfSquares { get; }

    /// <summary>Sum / count; not a number without members.</summary>
    [JsonIgnore]
    public double Mean => Sum / Count;

    /// <summary>Unbiased variance, with count - 1 in the denominator; not a number below two members.</summary>
    [JsonIgnore]
    public double Variance => Count < 2 ? double.NaN : Spread / (Count - 1);

    /// <summary>The amounts of both.</summary>
    public static Moments operator +(Moments left, Moments right) => new(left.Count + right.Count, left.Sum + right.Sum, left.SumOfSquares + right.SumOfSquares);

    /// <summary>The figures of these amounts.</summary>
    public static Moments Of(IEnumerable<double> amounts)
    {
        var (count, sum, squares) = (0L, 0.0, 0.0);
        foreach (var amount in amounts)
        {
            count++;
            sum += amount;
            squares += amount * amount;
        }

        return new(count, sum, squares);
    }

    /// <summary>Squared distances from the mean, added up.</summary>
    internal double Spread => SumOfSquares - Sum * Mean is var spread && spread > Rounding * SumOfSquares ? spread : 0;

    /// <summary>Variance of the mean: variance / count.</summary>
    internal double VarianceOfMean => Variance / Count;
}

/// <summary>Another amount of the same members, with all that the covariance with their revenue needs.</summary>
/// <param name="Sum">The other amounts added up.</param>
/// <param name="SumOfSquares">Their squares added up.</param>
/// <param name="SumOfProducts">Each member's revenue times the other amount, added up.</param>
public readonly record struct Companion(double Sum, double SumOfSquares, double SumOfProducts)
{
    /// <summary>The figures of both.</summary>
    public static Companion operator +(Companion left, Companion right) =>
        new(left.Sum + right.Sum, left.SumOfSquares + right.SumOfSquares, left.SumOfProducts + right.SumOfProducts);

    /// <summary>The same for every member, and so without a covariance: a cost that is known in advance.</summary>
    /// <param name="each">Of one member.</param>
    /// <param name="revenue">The revenue of the members.</param>
    public static Companion Same(double each, Moments revenue) => new(each * revenue.Count, each * each * revenue.Count, each * revenue.Sum);

    internal Moments Of(Moments revenue) => new(revenue.Count, Sum, SumOfSquares);

    /// <summary>Products of the distances from both means, added up.</summary>
    internal double JointSpread(Moments revenue) => SumOfProducts - Sum * revenue.Mean;
}
