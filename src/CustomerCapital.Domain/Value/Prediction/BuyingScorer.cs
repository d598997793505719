namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>What a model of buying says of a customer.</summary>
/// <param name="ProbabilityAlive">As <see cref="BuyingModel.ProbabilityAlive"/>.</param>
/// <param name="ExpectedOrders">As <see cref="BuyingModel.ExpectedOrders"/>.</param>
/// <param name="DiscountedOrders">As <see cref="BuyingModel.DiscountedExpectedOrders"/>.</param>
public readonly record struct BuyingScore(double ProbabilityAlive, double ExpectedOrders, double DiscountedOrders);

/// <summary>
/// Scores customers one after the other over the same horizon. What is expected of somebody who is alive depends on repeats and age alone, for regular buyers beside
/// the phase since the last order: it is worked out once for each pair of repeats and age. For one thread; memory is bounded.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="weeks">The horizon of <see cref="BuyingScore.ExpectedOrders"/>; finite.</param>
/// <param name="annualDiscountRate">0.1 for 10 % a year; not negative.</param>
/// <param name="discountedWeeks">The horizon of <see cref="BuyingScore.DiscountedOrders"/>; the same where it is not given.</param>
public sealed class BuyingScorer(BuyingModel model, double weeks, double annualDiscountRate, double? discountedWeeks = null)
{
    /// <summary>So many figures of phases are kept: some 20 MB.</summary>
    private const int MostPhases = 400_000;

    private readonly Dictionary<(int Repeats, double Age), (double Orders, double Discounted)[]> _phases = [];

    /// <summary>The figures of a customer, the same as the model's own but for rounding.</summary>
    /// <exception cref="ArgumentException">The observation is not possible, or the horizon or the rate is none.</exception>
    public BuyingScore Score(in BuyingObservation of)
    {
        var alive = model.ProbabilityAlive(of);
        Span<double> weights = stackalloc double[model.PhaseCount];
        model.WeighPhases(of, weights);
        var (orders, discounted, phases) = (0.0, 0.0, PhasesOf(of));
        for (var phase = 0; phase < phases.Length; phase++)
            (orders, discounted) = (orders + weights[phase] * phases[phase].Orders, discounted + weights[phase] * phases[phase].Discounted);
        return new(alive, alive * orders, alive * discounted);
    }

    private (double Orders, double Discounted)[] PhasesOf(in BuyingObservation of)
    {
        if (_phases.TryGetValue((of.Repeats, of.Age), out var known)) return known;
        if (_phases.Count >= MostPhases / model.PhaseCount) _phases.Clear();
        var phases = new (double Orders, double Discounted)[model.PhaseCount];
        for (var phase = 0; phase < phases.Length; phase++) phases[phase] = model.IfAliveInPhase(of, phase, weeks, annualDiscountRate, discountedWeeks ?? weeks);
        return _phases[(of.Repeats, of.Age)] = phases;
    }
}
