namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Expected orders of the BG/NBD from a customer's first moment on.</summary>
internal static class BetaGeometric
{
    private const int MostTerms = 2_000;

    /// <summary>Expected orders in the weeks, of a customer whose rate is gamma (r, alpha) and whose chance to leave after an order is beta (a, b).</summary>
    /// <remarks>
    /// The published (a + b - 1) / (a - 1) [1 - (alpha / (alpha + t))^r F(r, b; a + b - 1; z)], z = t / (alpha + t), after Euler's transformation, with the factor
    /// a - 1 divided out of every term, so that a = 1 and a + b = 1 are ordinary points. Where the series is slow or its terms cancel, an integral instead.
    /// </remarks>
    public static double Orders(double r, double alpha, double a, double b, double weeks)
    {
        if (weeks <= 0) return 0;
        var z = weeks / (alpha + weeks);
        var (log, c) = (-SpecialFunctions.Log1P(weeks / alpha), a + b - 1);
        var (term, sum, largest) = (z * (c - r), 0.0, 0.0);
        for (var n = 1; n < MostTerms; n++)
        {
            sum += term;
            largest = Math.Max(largest, Math.Abs(term));
            var ratio = (c - r + n) * (a + n - 1) / ((c + n) * (n + 1)) * z;
            // Terms fall at least by this ratio from here on: what is left is less than a geometric series.
            if (Math.Abs(ratio) < 1 && Math.Abs(term * ratio) < 1e-16 * Math.Abs(sum) * (1 - Math.Max(Math.Abs(ratio), z)))
            {
                var power = (a - 1) * log;
                var head = c * (power == 0 ? -log : -SpecialFunctions.ExpM1(power) / (a - 1));
                var orders = head - (Math.Exp(power) * sum);
                if (Math.Max(Math.Abs(head), Math.Exp(power) * largest) < 1e4 * orders) return orders;
                break;
            }

            term *= ratio;
        }

        return OrdersByIntegral(r, alpha, a, b, weeks);
    }

    /// <summary>The mean over p of (1 - (alpha / (alpha + p t))^r) / p by the trapezoid rule over ln(p / (1 - p)), whose error falls exponentially with its step.</summary>
    /// <remarks>
    /// The integrand is taken less the straight line between its values at p = 0 and p = 1, whose mean is known; so that the tails end soon however small a or b is.
    /// </remarks>
    public static double OrdersByIntegral(double r, double alpha, double a, double b, double weeks)
    {
        double Of(double p) => p < 1e-300 ? r * weeks / alpha : -SpecialFunctions.ExpM1(-r * SpecialFunctions.Log1P(p * weeks / alpha)) / p;
        var (atZero, atOne) = a < 0.5 || b < 0.5 ? (r * weeks / alpha, Of(1)) : (0.0, 0.0);
        var (middle, logBeta) = (Math.Log(a / b), SpecialFunctions.LogBeta(a, b));
        var spread = Math.Sqrt(SpecialFunctions.Trigamma(a) + SpecialFunctions.Trigamma(b));
        var step = Math.Min(0.2, 0.6 * spread);
        double Term(double w)
        {
            var (p, rest) = (SpecialFunctions.Logistic(w), SpecialFunctions.Logistic(-w));
            var weight = Math.Exp((-a * SpecialFunctions.SoftPlus(-w)) - (b * SpecialFunctions.SoftPlus(w)) - logBeta);
            return weight * (Of(p) - (atZero * rest) - (atOne * p));
        }

        var sum = Term(middle);
        for (var side = -1; side <= 1; side += 2)
        {
            for (var n = 1; n < 100_000; n++)
            {
                var term = Term(middle + (side * n * step));
                sum += term;
                if (Math.Abs(term) <= 1e-17 * (Math.Abs(sum) + atZero + atOne) && n * step > 3 * Math.Min(spread, 12)) break;
            }
        }

        return Math.Max(0, (atZero * b / (a + b)) + (atOne * a / (a + b)) + (step * sum));
    }
}
