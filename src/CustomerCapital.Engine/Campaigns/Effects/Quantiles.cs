namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>Quantiles of the normal and of Student's distribution.</summary>
internal static class Quantiles
{
    /// <summary>
    /// From here on the expansion below is exact to 1e-13. MathNet's beta function, on which its quantile rests, loses digits as the degrees grow:
    /// it takes the difference of logarithms of gamma functions, each as large as the degrees.
    /// </summary>
    private const double ManyDegrees = 1_000;

    /// <summary>Quantile of the standard normal distribution.</summary>
    /// <param name="probability">In (0, 1).</param>
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Quantile of Student's t. From 1,000 degrees on: Abramowitz and Stegun 26.7.5.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, above 0; need not be whole.</param>
    public static double StudentT(double probability, double degrees)
    {
        if (degrees < ManyDegrees) return MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, degrees, probability);
        var z = Normal(probability);
        var s = z * z;
        return z
            + z * (s + 1) / 4 / degrees
            + z * ((5 * s + 16) * s + 3) / 96 / (degrees * degrees)
            + z * (((3 * s + 19) * s + 17) * s - 15) / 384 / Math.Pow(degrees, 3)
            + z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92_160 / Math.Pow(degrees, 4);
    }
}
