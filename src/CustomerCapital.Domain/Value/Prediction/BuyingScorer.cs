namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>What a model of buying says of a customer.</summary>
/// <param name="ProbabilityAlive">As <see cref="BuyingModel.ProbabilityAlive"/>.</param>
/// <param name="ExpectedOrders">As <see cref="BuyingModel.ExpectedOrders"/>.</param>
/// <param name="DiscountedOrders">As <see cref="BuyingModel.DiscountedExpectedOrders"/>.</param>
public readonly record struct BuyingScore(double ProbabilityAlive, double ExpectedOrders, double DiscountedOrders);

/// <summary>
/// Scores customers one after the other over the same horizon. What is expected of somebody who is alive depends on repeats and age alone (but for regular buyers),
/// so that it is worked out once for each pair of these. For one thread; keeps at most <see cref="MostPairs"/> pairs.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="weeks">The horizon of <see cref="BuyingScore.ExpectedOrders"/>, and of <see cref="BuyingScore.DiscountedOrders"/>; finite.</param>
/// <param name="annualDiscountRate">0.1 for 10 % a year; not negative.</param>
public sealed class BuyingScorer(BuyingModel model, double weeks, double annualDiscountRate)
{
    /// <summary>Some 10 MB.</summary>
    private const int MostPairs = 200_000;

    private readonly Dictionary<(int Repeats, double Age), (double Orders, double Discounted)> _ifAlive = [];

    /// <summary>The figures of a customer, the same as the model's own but for rounding.</summary>
    /// <exception cref="ArgumentException">The observation is not possible, or the horizon or the rate is none.</exception>
    public BuyingScore Score(in BuyingObservation of)
    {
        var alive = model.ProbabilityAlive(of);
        var (orders, discounted) = IfAlive(of);
        return new(alive, alive * orders, alive * discounted);
    }

    private (double Orders, double Discounted) IfAlive(in BuyingObservation of)
    {
        if (model.DependsOnLastOrder) return model.IfAlive(of, weeks, annualDiscountRate);
        if (_ifAlive.TryGetValue((of.Repeats, of.Age), out var known)) return known;
        if (_ifAlive.Count >= MostPairs) _ifAlive.Clear();
        return _ifAlive[(of.Repeats, of.Age)] = model.IfAlive(of, weeks, annualDiscountRate);
    }
}
