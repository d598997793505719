namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>
/// The log-likelihood of r, alpha, a and b where a customer buys at every k-th event of a Poisson process and may leave after each order: BG/NBD (k = 1),
/// MBG/NBD (may also leave after the first order of all), and both for regular buyers.
/// </summary>
/// <remarks>
/// Fader, Hardie and Lee 2005, Marketing Science 24:275; Batislam, Denizel and Filiztekin 2007, International Journal of Research in Marketing 24:201;
/// Platzer and Reutterer 2016, Marketing Science 35:779. Thread-bound: the tables inside are worked out anew by each evaluation.
/// </remarks>
internal sealed class BetaGeometricLikelihood(ObservationTable table, int k, bool leavesAtFirst) : ILogLikelihood
{
    private readonly RisingTable _rate = new(table.Repeats.Length), _stay = new(table.Repeats.Length), _both = new(table.Repeats.Length);
    private readonly double[] _logs = new double[table.Times.Length], _inverses = new double[table.Times.Length];
    private readonly double[] _logStayed = new double[table.Repeats.Length], _left = new double[table.Repeats.Length];

    public int Dimension => 4;

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (r, alpha, a, b) = (Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]), Math.Exp(point[3]));
        var first = leavesAtFirst ? 1 : 0;
        Prepare(r, alpha, a, b, first);
        var (value, byRate, byAlpha, byStay, byBoth) = (table.Customers * r * Math.Log(alpha), table.Customers * Math.Log(alpha), table.Customers * r / alpha, 0.0, 0.0);
        for (var i = 0; i < table.Repeats.Length; i++)
        {
            var customers = table.CustomersWith[i];
            value += customers * (_rate.Values[i] + _stay.Values[i] - _both.Values[i]);
            byRate += customers * _rate.Slopes[i];
            byStay += customers * _stay.Slopes[i];
            byBoth += customers * _both.Slopes[i];
        }

        value += k == 1 ? Plain(r, a, first, ref byRate, ref byAlpha) : Regular(r, a, first, ref byRate, ref byAlpha);
        var (left, byLeaving) = (0.0, 0.0);
        for (var i = 0; i < table.Repeats.Length; i++)
        {
            left += _left[i];
            if (_left[i] > 0) byLeaving += _left[i] / (b + table.Repeats[i] - 1 + first);
        }

        (gradient[0], gradient[1], gradient[2], gradient[3]) = (r * byRate, alpha * byAlpha, left - (a * byBoth), b * (byStay - byBoth - byLeaving));
        return value;
    }

    private void Prepare(double r, double alpha, double a, double b, int first)
    {
        _rate.Fill(r, table.Repeats, k, 0);
        _stay.Fill(b, table.Repeats, 1, first);
        _both.Fill(a + b, table.Repeats, 1, first);
        for (var i = 0; i < _logs.Length; i++) (_logs[i], _inverses[i]) = (Math.Log(alpha + table.Times[i]), 1 / (alpha + table.Times[i]));
        for (var i = 0; i < _left.Length; i++) (_logStayed[i], _left[i]) = (table.Repeats[i] + first > 0 ? Math.Log(b + table.Repeats[i] - 1 + first) : 0, 0);
    }

    /// <summary>The sum over rows of ln[(alpha + T)^-n + a / (b + x - 1) (alpha + t_x)^-n], n = r + x, with its derivatives.</summary>
    private double Plain(double r, double a, int first, ref double byRate, ref double byAlpha)
    {
        var (value, logA) = (0.0, Math.Log(a));
        for (var row = 0; row < table.Weights.Length; row++)
        {
            var (at, age, weight) = (table.RepeatsAt[row], table.AgeAt[row], table.Weights[row]);
            var (x, logAge, inverseAge) = (table.Repeats[at], _logs[age], _inverses[age]);
            var n = r + x;
            if (x + first == 0)
            {
                value -= weight * n * logAge;
                byRate -= weight * logAge;
                byAlpha -= weight * n * inverseAge;
                continue;
            }

            var last = table.LastAt[row];
            var between = logAge - _logs[last];
            var odds = logA - _logStayed[at] + (n * between);
            var small = Math.Exp(-Math.Abs(odds));
            var gone = weight * (odds > 0 ? 1 : small) / (1 + small);
            value += weight * (Math.Max(odds, 0) + Math.Log(1 + small) - (n * logAge));
            byRate += (gone * between) - (weight * logAge);
            byAlpha += n * ((gone * (inverseAge - _inverses[last])) - (weight * inverseAge));
            _left[at] += gone;
        }

        return value;
    }

    /// <summary>The same for k above 1: the customer who stays may be in any of k phases since the last order.</summary>
    private double Regular(double r, double a, int first, ref double byRate, ref double byAlpha)
    {
        var (value, logA) = (0.0, Math.Log(a));
        for (var row = 0; row < table.Weights.Length; row++)
        {
            var (at, age, last, weight) = (table.RepeatsAt[row], table.AgeAt[row], table.LastAt[row], table.Weights[row]);
            var (x, n) = (table.Repeats[at], r + ((double)k * table.Repeats[at]));
            var elapsed = Math.Max(0, table.Times[age] - table.Times[last]) * _inverses[age];
            var (phase, sum, slope, moment, harmonic) = (1.0, 1.0, 0.0, 0.0, 0.0);
            for (var j = 1; j < k; j++)
            {
                harmonic += 1 / (n + j - 1);
                phase *= (n + j - 1) / j * elapsed;
                sum += phase;
                slope += phase * harmonic;
                moment += phase * j;
            }

            var logStay = Math.Log(sum) - (n * _logs[age]);
            var odds = x + first > 0 ? logA - _logStayed[at] - (n * _logs[last]) - logStay : double.NegativeInfinity;
            var small = Math.Exp(-Math.Abs(odds));
            var gone = (odds > 0 ? 1 : small) / (1 + small);
            value += weight * (logStay + Math.Max(odds, 0) + Math.Log(1 + small));
            byRate += weight * (((1 - gone) * ((slope / sum) - _logs[age])) - (gone * _logs[last]));
            byAlpha -= weight * (((1 - gone) * (n + (moment / sum)) * _inverses[age]) + (gone * n * _inverses[last]));
            _left[at] += weight * gone;
        }

        return value;
    }

    /// <summary>What makes likelihoods of different k comparable: the density of the times at which a customer bought, beside that of k = 1.</summary>
    /// <remarks>From the intervals where all are known, else from the time of the last order alone.</remarks>
    public double OfTimes()
    {
        if (k == 1) return 0;
        var sum = 0.0;
        for (var i = 0; i < table.Repeats.Length; i++)
        {
            double x = table.Repeats[i];
            if (x == 0) continue;
            sum += table.CustomersWith[i] * (table.LogIntervals is null ? SpecialFunctions.LogGamma(x) - SpecialFunctions.LogGamma(k * x) : -x * SpecialFunctions.LogGamma(k));
        }

        return sum + ((k - 1) * (table.LogIntervals ?? table.LogOfLast));
    }
}
