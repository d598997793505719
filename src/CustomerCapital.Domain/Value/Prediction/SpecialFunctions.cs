namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Gamma, digamma and beta functions and their relatives, for arguments from 1e-300 to 1e300; also their differences, which plain subtraction would lose.</summary>
/// <remarks>Recurrences and asymptotic series: Abramowitz and Stegun 6.1.15, 6.1.40, 6.3.5, 6.3.18; incomplete functions: 6.5.29, 6.5.31 and 26.5.8.</remarks>
internal static class SpecialFunctions
{
    /// <summary>From here on the asymptotic series have all digits of a double.</summary>
    private const double Asymptotic = 10;

    private const double HalfLogOfTwoPi = 0.91893853320467274178;
    private const int MostSteps = 200_000;

    /// <summary>ln Gamma(z), z above 0.</summary>
    public static double LogGamma(double z)
    {
        if (z >= Asymptotic) return ((z - 0.5) * Math.Log(z)) - z + HalfLogOfTwoPi + Correction(z);
        var product = 1.0;
        while (z < Asymptotic)
        {
            // A tiny argument would make the product zero.
            if (z < 1e-100) return LogGamma(z + 1) - Math.Log(z);
            product *= z;
            z += 1;
        }

        return ((z - 0.5) * Math.Log(z)) - z + HalfLogOfTwoPi + Correction(z) - Math.Log(product);
    }

    /// <summary>ln Gamma(z + h) - ln Gamma(z), z above 0 and h not negative.</summary>
    public static double LogRising(double z, double h)
    {
        if (h == 0) return 0;
        if (z + h > 4 * Asymptotic && z < Asymptotic) return LogGamma(z + h) - LogGamma(z);
        var shifted = 0.0;
        for (; z < Asymptotic; z++) shifted -= Log1P(h / z);
        return shifted + ((z - 0.5) * Log1P(h / z)) + (h * (Math.Log(z + h) - 1)) + (Correction(z + h) - Correction(z));
    }

    /// <summary>digamma(z), z above 0.</summary>
    public static double Digamma(double z)
    {
        var sum = 0.0;
        for (; z < Asymptotic; z++) sum -= 1 / z;
        return sum + Math.Log(z) - DigammaCorrection(z);
    }

    /// <summary>digamma(z + h) - digamma(z): the derivative of <see cref="LogRising"/> by z.</summary>
    public static double DigammaRising(double z, double h)
    {
        if (h == 0) return 0;
        var sum = 0.0;
        for (; z < Asymptotic; z++) sum += h / (z * (z + h));
        return sum + Log1P(h / z) - (DigammaCorrection(z + h) - DigammaCorrection(z));
    }

    /// <summary>trigamma(z), z above 0.</summary>
    public static double Trigamma(double z)
    {
        var sum = 0.0;
        for (; z < Asymptotic; z++) sum += 1 / (z * z);
        var (i, s) = (1 / z, 1 / (z * z));
        return sum + i + (s / 2) + (i * s * ((1.0 / 6) - (s * ((1.0 / 30) - (s * ((1.0 / 42) - (s * ((1.0 / 30) - (s * ((5.0 / 66) - (s * 691 / 2730)))))))))));
    }

    /// <summary>ln B(a, b), exact to the last digits also where one of both is huge.</summary>
    public static double LogBeta(double a, double b) => a <= b ? LogGamma(a) - LogRising(b, a) : LogGamma(b) - LogRising(a, b);

    /// <summary>ln(1 + y) without loss near 0; y above -1.</summary>
    public static double Log1P(double y)
    {
        if (Math.Abs(y) > 0.5) return Math.Log(1 + y);
        // Kahan's: the rounding of 1 + y is divided out.
        var u = 1 + y;
        return u == 1 ? y : Math.Log(u) * y / (u - 1);
    }

    /// <summary>exp(y) - 1 without loss near 0.</summary>
    public static double ExpM1(double y)
    {
        if (Math.Abs(y) > 0.5) return Math.Exp(y) - 1;
        var u = Math.Exp(y);
        if (u == 1) return y;
        return u == 0 ? -1 : (u - 1) * y / Math.Log(u);
    }

    /// <summary>ln(1 + exp(y)).</summary>
    public static double SoftPlus(double y) => y > 0 ? y + Log1P(Math.Exp(-y)) : Log1P(Math.Exp(y));

    /// <summary>1 / (1 + exp(-y)).</summary>
    public static double Logistic(double y)
    {
        if (y >= 0) return 1 / (1 + Math.Exp(-y));
        var e = Math.Exp(y);
        return e / (1 + e);
    }

    /// <summary>The regularised incomplete beta function I_z(a, b).</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="z">From 0 to 1.</param>
    /// <param name="rest">1 - z, given apart so that nothing of it is lost.</param>
    public static double IncompleteBeta(double a, double b, double z, double rest)
    {
        if (z <= 0) return 0;
        if (rest <= 0) return 1;
        var front = Math.Exp((a * LogOf(z, rest)) + (b * LogOf(rest, z)) - LogBeta(a, b));
        // The fraction converges quickly on the near side of the mean.
        return z < (a + 1) / (a + b + 2)
            ? Math.Clamp(front * BetaFraction(a, b, z) / a, 0, 1)
            : Math.Clamp(1 - (front * BetaFraction(b, a, rest) / b), 0, 1);
    }

    /// <summary>The regularised lower incomplete gamma function P(a, x); a above 0, x not negative.</summary>
    public static double IncompleteGamma(double a, double x)
    {
        if (x <= 0) return 0;
        if (double.IsPositiveInfinity(x)) return 1;
        var front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = 1; n < MostSteps && term > sum * 1e-17; n++) sum += term *= x / (a + n);
            return Math.Min(1, front * sum);
        }

        return Math.Max(0, 1 - (front * GammaFraction(a, x)));
    }

    private static double LogOf(double value, double rest) => rest < 0.5 ? Log1P(-rest) : Math.Log(value);

    private static double BetaFraction(double a, double b, double z)
    {
        var (c, d) = (1.0, NotZero(1 - ((a + b) * z / (a + 1))));
        d = 1 / d;
        var fraction = d;
        for (var m = 1; m < MostSteps; m++)
        {
            var even = m * (b - m) * z / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * z / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            var step = d * c;
            fraction *= step;
            if (Math.Abs(step - 1) < 3e-16) break;
        }

        return fraction;
    }

    private static double GammaFraction(double a, double x)
    {
        var b = x + 1 - a;
        var (c, d) = (1e300, 1 / b);
        var fraction = d;
        for (var n = 1; n < MostSteps; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            var step = d * c;
            fraction *= step;
            if (Math.Abs(step - 1) < 3e-16) break;
        }

        return fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    /// <summary>What Stirling's formula lacks of ln Gamma(z), for z of <see cref="Asymptotic"/> and more.</summary>
    private static double Correction(double z)
    {
        var (i, s) = (1 / z, 1 / (z * z));
        return i * ((1.0 / 12) - (s * ((1.0 / 360) - (s * ((1.0 / 1260) - (s * ((1.0 / 1680) - (s * ((1.0 / 1188) - (s * ((691.0 / 360360) - (s / 156))))))))))));
    }

    /// <summary>ln z - digamma(z).</summary>
    private static double DigammaCorrection(double z)
    {
        var (i, s) = (1 / z, 1 / (z * z));
        return (i / 2) + (s * ((1.0 / 12) - (s * ((1.0 / 120) - (s * ((1.0 / 252) - (s * ((1.0 / 240) - (s * ((1.0 / 132) - (s * ((691.0 / 32760) - (s / 12)))))))))))));
    }
}
