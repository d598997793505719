namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>ln Gamma(z + h) - ln Gamma(z) and its derivative by z, for rising whole h: each goes on from the one before where that is near.</summary>
internal sealed class RisingTable(int length)
{
    private const double Near = 24;

    /// <summary>The differences.</summary>
    public double[] Values { get; } = new double[length];

    /// <summary>Their derivatives by z.</summary>
    public double[] Slopes { get; } = new double[length];

    /// <summary>Works the table out for a z.</summary>
    /// <param name="z">Above 0.</param>
    /// <param name="counts">Rising.</param>
    /// <param name="times">h is so many times the count ...</param>
    /// <param name="plus">... and this more.</param>
    public void Fill(double z, int[] counts, int times, int plus)
    {
        var (done, value, slope) = (0.0, 0.0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            var h = ((double)counts[i] * times) + plus;
            if (h - done > Near)
            {
                (value, slope) = (SpecialFunctions.LogRising(z, h), SpecialFunctions.DigammaRising(z, h));
            }
            else
            {
                // One logarithm for the product of the factors between; they are few, so that nothing overflows.
                var product = 1.0;
                for (var at = done; at < h; at++)
                {
                    product *= z + at;
                    slope += 1 / (z + at);
                    if (product is > 1e200 or < 1e-200) (value, product) = (value + Math.Log(product), 1);
                }

                value += Math.Log(product);
            }

            done = h;
            (Values[i], Slopes[i]) = (value, slope);
        }
    }
}
