using MathNet.Numerics;

namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>Quantiles of the normal and of Student's distribution.</summary>
internal static class Quantiles
{
    /// <summary>
    /// From here on the expansion below is exact to 1e-13 for usual probabilities. MathNet's beta function, on which its quantile rests, loses digits as the degrees grow:
    /// it takes the difference of logarithms of gamma functions, each as large as the degrees.
    /// </summary>
    private const double ManyDegrees = 1_000;

    /// <summary>Beyond it squares of Student's t with one degree are more than a double holds.</summary>
    private const double LastNormal = 26;

    /// <summary>Quantile of the standard normal distribution.</summary>
    /// <param name="probability">In (0, 1).</param>
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Quantile of Student's t.</summary>
    /// <param name="probability">In [0.5, 0.9999]: farther out MathNet's quantile is wrong.</param>
    /// <param name="degrees">Degrees of freedom, at least 1; need not be whole.</param>
    public static double StudentT(double probability, double degrees) =>
        degrees < ManyDegrees ? MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, degrees, probability) : Expand(Normal(probability), degrees);

    /// <summary>The value that Student's t passes as often as a standard normal variable passes this one.</summary>
    /// <param name="normal">Above 0. From 26 on, a probability of 1e-149, the value grows in proportion.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <remarks>MathNet's quantile looks between -800 and 800 and compares probabilities by their difference: with ten degrees, for a normal 8, it answers 800.</remarks>
    public static double StudentTFor(double normal, double degrees)
    {
        if (degrees >= ManyDegrees) return Expand(normal, degrees);
        if (normal > LastNormal) return normal / LastNormal * StudentTFor(LastNormal, degrees);
        var tail = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -normal);
        var (lower, upper) = (normal, 2 * normal);
        while (Tail(upper, degrees) > tail) (lower, upper) = (upper, 2 * upper);
        for (var step = 0; step < 60; step++)
        {
            var middle = lower + (upper - lower) / 2;
            if (Tail(middle, degrees) > tail) lower = middle;
            else upper = middle;
        }

        return upper;
    }

    /// <summary>Probability of a Student's t above a value above 0.</summary>
    private static double Tail(double value, double degrees) => SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + value * value)) / 2;

    /// <summary>Abramowitz and Stegun 26.7.5.</summary>
    private static double Expand(double z, double degrees)
    {
        var s = z * z;
        return z
            + z * (s + 1) / 4 / degrees
            + z * ((5 * s + 16) * s + 3) / 96 / (degrees * degrees)
            + z * (((3 * s + 19) * s + 17) * s - 15) / 384 / Math.Pow(degrees, 3)
            + z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92_160 / Math.Pow(degrees, 4);
    }
}
