namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>The log-likelihood of p, q and v of the Gamma-Gamma model.</summary>
/// <remarks>Fader and Hardie 2013, note 025. Thread-bound.</remarks>
internal sealed class SpendLikelihood : ILogLikelihood
{
    private readonly int[] _repeats;
    private readonly double[] _customersWith, _logMeans, _totals, _weights;
    private readonly int[] _repeatsAt;

    public SpendLikelihood(IReadOnlyList<SpendObservation> observations)
    {
        var grouped = new Dictionary<(int, double), double>();
        foreach (var observation in observations)
        {
            if (!observation.IsPossible) LeftOut += Math.Max(observation.Customers, 1);
            else grouped[(observation.Repeats, observation.MeanValue)] = grouped.GetValueOrDefault((observation.Repeats, observation.MeanValue)) + observation.Customers;
        }

        _repeats = [.. grouped.Keys.Select(key => key.Item1).Distinct().Order()];
        var places = _repeats.Select((x, i) => (x, i)).ToDictionary(pair => pair.x, pair => pair.i);
        (_customersWith, _logMeans) = (new double[_repeats.Length], new double[_repeats.Length]);
        (_totals, _weights, _repeatsAt) = (new double[grouped.Count], [.. grouped.Values], new int[grouped.Count]);
        var row = 0;
        foreach (var ((x, mean), customers) in grouped)
        {
            var at = places[x];
            (_repeatsAt[row], _totals[row]) = (at, x * mean);
            _customersWith[at] += customers;
            _logMeans[at] += customers * Math.Log(mean);
            Customers += customers;
            LogOfMeans += customers * Math.Log(mean);
            row++;
        }
    }

    public int Dimension => 3;

    /// <summary>Customers of the observations that the model can take.</summary>
    public double Customers { get; }

    /// <summary>Customers of those that it cannot.</summary>
    public long LeftOut { get; }

    /// <summary>ln of the geometric mean of what customers spend at a time: the scale of the program's money.</summary>
    public double LogUnit => Customers > 0 ? LogOfMeans / Customers : 0;

    private double LogOfMeans { get; }

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (p, q, v) = (Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]));
        var (value, byP, byQ, byV) = (Customers * q * point[2], 0.0, Customers * point[2], Customers * q / v);
        var powers = new double[_repeats.Length];
        for (var i = 0; i < _repeats.Length; i++)
        {
            double x = _repeats[i], customers = _customersWith[i], px = p * x;
            powers[i] = px + q;
            // ln Gamma(px + q) - ln Gamma(px) - ln Gamma(q), without loss where one of both is huge.
            value -= customers * SpecialFunctions.LogBeta(px, q);
            value += ((px - 1) * _logMeans[i]) + (customers * px * Math.Log(x));
            byP += x * ((customers * (SpecialFunctions.DigammaRising(px, q) + Math.Log(x))) + _logMeans[i]);
            byQ += customers * SpecialFunctions.DigammaRising(q, px);
        }

        for (var row = 0; row < _weights.Length; row++)
        {
            var (at, sum, weight) = (_repeatsAt[row], v + _totals[row], _weights[row]);
            var log = Math.Log(sum);
            value -= weight * powers[at] * log;
            byP -= weight * _repeats[at] * log;
            byQ -= weight * log;
            byV -= weight * powers[at] / sum;
        }

        (gradient[0], gradient[1], gradient[2]) = (p * byP, q * byQ, v * byV);
        return value;
    }
}
