using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>
/// The integral of (alpha + t)^-(r + x) (beta + t)^-(s + 1) over the times at which a customer may have left, from the last order to the end, and its derivatives.
/// </summary>
/// <remarks>
/// The Pareto/NBD's A0 / (r + s + x) is this integral (Fader and Hardie, note 008, eq. 15 ff.). Over ln((m + t) / (m + t_x)), m the lesser of alpha and beta, the
/// integrand is analytic within pi of the real axis and falls about exponentially: twelve nodes of Gauss and Legendre on each panel of at most 2, or of a fall by
/// exp(-6), have 13 digits, where the hypergeometric series needs thousands of terms when alpha and beta are far apart.
/// </remarks>
internal struct ParetoIntegral
{
    private const int MostPanels = 100_000;

    /// <summary>ln of the integral; minus infinity where nothing lies between last order and end.</summary>
    public double Log;

    /// <summary>Derivatives of <see cref="Log"/> by r, alpha, s and beta.</summary>
    public double ByR, ByAlpha, ByS, ByBeta;

    /// <summary>Works it out; optimised at once, since a fit calls this a hundred thousand times before a runtime would.</summary>
    /// <param name="alpha">Weeks.</param>
    /// <param name="beta">Weeks.</param>
    /// <param name="n">r + x.</param>
    /// <param name="m">s + 1.</param>
    /// <param name="from">t_x, weeks.</param>
    /// <param name="to">T, weeks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ParetoIntegral Of(double alpha, double beta, double n, double m, double from, double to)
    {
        if (!(to > from)) return new() { Log = double.NegativeInfinity };
        var isAlphaLess = alpha <= beta;
        var (less, apart) = isAlphaLess ? (alpha, beta - alpha) : (beta, alpha - beta);
        var (powerOfLess, powerOfMore) = isAlphaLess ? (n, m) : (m, n);
        var start = less + from;
        var end = SpecialFunctions.Log1P((to - from) / start);
        var (sum, byLess, byMore, logsOfLess, logsOfMore) = (0.0, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var (nodes, weights) = (Quadrature.Twelve.FoursOfNodes, Quadrature.Twelve.FoursOfWeights);
        var (asMore, scale) = (Vector256.Create(apart), Vector256.Create(1 / (start + apart)));
        var (fallOfLess, fallOfMore) = (Vector256.Create(1 - powerOfLess), Vector256.Create(powerOfMore));
        for (double y = 0, panels = 0; y < end && panels < MostPanels; panels++)
        {
            var left = end - y;
            var width = left / Math.Ceiling(left / Width(powerOfLess, powerOfMore, start * Math.Exp(y), apart));
            var (half, panel) = (Vector256.Create(width / 2), Vector256<double>.Zero);
            for (var i = 0; i < nodes.Length; i++)
            {
                var ahead = Vector256.Create(y) + (half * (Vector256<double>.One + nodes[i]));
                var at = Vector256.Exp(ahead) * start;
                var logOfMore = apart == 0 ? ahead : Vector256.Log((at + asMore) * scale);
                var term = half * weights[i] * Vector256.Exp((fallOfLess * ahead) - (fallOfMore * logOfMore));
                panel += term;
                logsOfLess += term * ahead;
                logsOfMore += term * logOfMore;
                byLess += term / at;
                byMore += term / (at + asMore);
            }

            var share = Vector256.Sum(panel);
            sum += share;
            y += width;
            if (share < 1e-17 * sum) break;
        }

        var (logStart, logMore) = (Math.Log(start), Math.Log(start + apart));
        var log = Math.Log(sum) + logStart - (powerOfLess * logStart) - (powerOfMore * logMore);
        var (byPowerOfLess, byPowerOfMore) = (-logStart - (Vector256.Sum(logsOfLess) / sum), -logMore - (Vector256.Sum(logsOfMore) / sum));
        var (slopeOfLess, slopeOfMore) = (-powerOfLess * Vector256.Sum(byLess) / sum, -powerOfMore * Vector256.Sum(byMore) / sum);
        return isAlphaLess
            ? new() { Log = log, ByR = byPowerOfLess, ByAlpha = slopeOfLess, ByS = byPowerOfMore, ByBeta = slopeOfMore }
            : new() { Log = log, ByR = byPowerOfMore, ByAlpha = slopeOfMore, ByS = byPowerOfLess, ByBeta = slopeOfLess };
    }

    /// <summary>How wide a panel may be: 2, or a fall by exp(-6), which grows steeper by exp(width) at most.</summary>
    private static double Width(double powerOfLess, double powerOfMore, double at, double apart)
    {
        double Steepness(double here) => powerOfLess + (powerOfMore * here / (here + apart));
        var width = Math.Min(2, 6 / Steepness(at));
        return Math.Min(width, 6 / Steepness(at * Math.Exp(width)));
    }
}
