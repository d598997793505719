namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>The Gamma-Gamma model of what a customer spends on an order, with its parameters. Immutable; for many threads.</summary>
/// <remarks>Fader and Hardie 2013, note 025. A customer's mean is p / nu, nu gamma distributed with q + px and v + xm after x orders of mean m.</remarks>
public sealed class SpendModel
{
    private readonly double _p, _q, _v;

    private SpendModel(double p, double q, double v) => (_p, _q, _v) = (p, q, v);

    /// <summary>The model of a fit.</summary>
    /// <exception cref="ArgumentException">The fit is of another model, or a parameter is missing, not finite or not positive.</exception>
    public static SpendModel Of(ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        double Given(string name) => fit.Parameters.TryGetValue(name, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"The model {fit.Model} needs a positive parameter {name}.", nameof(fit));
        if (fit.Model != "gammagamma") throw new ArgumentException($"The model {fit.Model} says nothing of spending.", nameof(fit));
        return new(Given("p"), Given("q"), Given("v"));
    }

    /// <summary>The mean that is expected of the customer's orders to come.</summary>
    /// <param name="repeats">Repeat orders x; 0 for somebody without any.</param>
    /// <param name="meanValue">Their mean m; ignored where there are none.</param>
    /// <returns>p (v + xm) / (px + q - 1); null where that mean does not exist (px + q of 1 or less), or where what was spent is not a positive amount.</returns>
    public double? ExpectedValue(int repeats, double meanValue)
    {
        if (repeats < 0 || (repeats > 0 && !(meanValue > 0 && double.IsFinite(meanValue)))) return null;
        var (shape, scale) = Posterior(repeats, meanValue);
        return shape > 1 ? _p * scale / (shape - 1) : null;
    }

    /// <summary>Where the customer's own mean lies with that probability, as much left below as above.</summary>
    /// <param name="repeats">Repeat orders x; 0 for somebody without any.</param>
    /// <param name="meanValue">Their mean m; ignored where there are none.</param>
    /// <param name="level">Between 0 and 1, such as 0.8.</param>
    /// <returns>Null where what was spent is not a positive amount.</returns>
    public (double Low, double High)? Interval(int repeats, double meanValue, double level)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level));
        if (repeats < 0 || (repeats > 0 && !(meanValue > 0 && double.IsFinite(meanValue)))) return null;
        var (shape, scale) = Posterior(repeats, meanValue);
        return (_p * scale / Quantile(shape, (1 + level) / 2), _p * scale / Quantile(shape, (1 - level) / 2));
    }

    private (double Shape, double Scale) Posterior(int repeats, double meanValue) => (_q + (_p * repeats), repeats == 0 ? _v : _v + (repeats * meanValue));

    /// <summary>The quantile of a gamma distribution of scale 1, by halving over the logarithm.</summary>
    private static double Quantile(double shape, double share)
    {
        var (low, high) = (-700.0, Math.Log(shape + 10) + 5);
        for (var step = 0; step < 200 && high - low > 1e-13; step++)
        {
            var middle = (low + high) / 2;
            if (SpecialFunctions.IncompleteGamma(shape, Math.Exp(middle)) < share) low = middle;
            else high = middle;
        }

        return Math.Exp((low + high) / 2);
    }
}
