namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>BG/NBD, MBG/NBD and both for regular buyers, with their parameters; sources at <see cref="BetaGeometricLikelihood"/>.</summary>
/// <remarks>
/// Whoever is alive after x orders is a new customer of the BG/NBD with r + kx + j, alpha + T, a and b + x, where j of the k phases to the next order have passed.
/// The phases are weighed exactly: nothing is approximated for regular buyers but the sum over more than <see cref="Single"/> orders, whose terms are taken in
/// growing blocks (Gauss and Legendre, an error below 1e-7 of the sum).
/// </remarks>
internal sealed class BetaGeometricModel(string name, double r, double alpha, double a, double b, int k, bool leavesAtFirst) : BuyingModel
{
    private const double Single = 60;

    private readonly int _first = leavesAtFirst ? 1 : 0;

    public override string Name => name;

    internal override int PhaseCount => k;

    internal override double OrdersOfPhase(in BuyingObservation of, int phase, double weeks) =>
        Orders(r + ((double)k * of.Repeats) + phase, alpha + of.Age, b + of.Repeats + _first, phase, weeks);

    internal override void WeighPhases(in BuyingObservation of, Span<double> weights)
    {
        var (sum, elapsed) = Phases(of);
        var n = r + ((double)k * of.Repeats);
        weights[0] = 1 / sum;
        for (var j = 1; j < k; j++) weights[j] = weights[j - 1] * ((n + j - 1) / j * elapsed);
    }

    public override double ExpectedOrdersOfNew(double weeks)
    {
        Check(weeks);
        var alive = leavesAtFirst ? b / (a + b) : 1;
        return alive * Orders(r, alpha, b + _first, 0, weeks);
    }

    public override double LogLikelihood(IReadOnlyList<BuyingObservation> observations)
    {
        var likelihood = new BetaGeometricLikelihood(ObservationTable.Of(observations), k, leavesAtFirst);
        return likelihood.Evaluate([Math.Log(r), Math.Log(alpha), Math.Log(a), Math.Log(b)], new double[4]) + likelihood.OfTimes();
    }

    private protected override double Alive(in BuyingObservation of)
    {
        if (of.Repeats + _first == 0) return 1;
        var n = r + ((double)k * of.Repeats);
        var (phases, _) = Phases(of);
        var odds = Math.Log(a) - Math.Log(b + of.Repeats - 1 + _first) + (n * SpecialFunctions.Log1P((of.Age - of.LastAt) / (alpha + of.LastAt))) - Math.Log(phases);
        return SpecialFunctions.Logistic(-odds);
    }

    private protected override double TimeScale(in BuyingObservation of) => alpha + of.Age;

    private protected override double OrdersIfAlive(in BuyingObservation of, double weeks)
    {
        Span<double> weights = stackalloc double[k];
        WeighPhases(of, weights);
        var orders = 0.0;
        for (var j = 0; j < k; j++)
            if (weights[j] > 1e-14) orders += weights[j] * OrdersOfPhase(of, j, weeks);
        return orders;
    }

    private protected override double ProbabilityIfAlive(in BuyingObservation of, double weeks, int orders)
    {
        var (sum, elapsed) = Phases(of);
        var (n, weight, probability, stay) = (r + ((double)k * of.Repeats), 1 / sum, 0.0, b + of.Repeats + _first);
        // The customer buys so often and stays or not, or would have bought more often and leaves at the last of these.
        var survived = Math.Exp(SpecialFunctions.LogRising(stay, Math.Max(orders - 1, 0)) - SpecialFunctions.LogRising(a + stay, Math.Max(orders - 1, 0)));
        var leaves = orders > 0 ? survived * a / (a + stay + orders - 1) : 0;
        for (var j = 0; j < k; j++)
        {
            if (j > 0) weight *= (n + j - 1) / j * elapsed;
            var events = new NegativeBinomial(n + j, alpha + of.Age, weeks);
            for (var event_ = Math.Max(0, ((double)k * orders) - j); event_ < ((double)k * (orders + 1.0)) - j; event_++) probability += weight * survived * events.Exactly(event_);
            if (orders > 0) probability += weight * leaves * events.AtLeast(((double)k * (orders + 1.0)) - j);
        }

        return Math.Clamp(probability, 0, 1);
    }

    private protected override double AtLeastIfAlive(in BuyingObservation of, double weeks, double orders)
    {
        if (orders <= 0) return 1;
        var (sum, elapsed) = Phases(of);
        var (n, weight, probability, stay) = (r + ((double)k * of.Repeats), 1 / sum, 0.0, b + of.Repeats + _first);
        for (var j = 0; j < k; j++)
        {
            if (j > 0) weight *= (n + j - 1) / j * elapsed;
            probability += weight * new NegativeBinomial(n + j, alpha + of.Age, weeks).AtLeast((k * orders) - j);
        }

        return Math.Clamp(probability * Math.Exp(SpecialFunctions.LogRising(stay, orders - 1) - SpecialFunctions.LogRising(a + stay, orders - 1)), 0, 1);
    }

    /// <summary>The sum of the weights of the phases since the last order, and the share (T - t_x) / (alpha + T) that they are made of.</summary>
    private (double Sum, double Elapsed) Phases(in BuyingObservation of)
    {
        var (n, elapsed) = (r + ((double)k * of.Repeats), (of.Age - of.LastAt) / (alpha + of.Age));
        var (weight, sum) = (1.0, 1.0);
        for (var j = 1; j < k; j++)
        {
            weight *= (n + j - 1) / j * elapsed;
            sum += weight;
        }

        return (sum, elapsed);
    }

    /// <summary>Orders expected of a customer who is alive and j phases on.</summary>
    private double Orders(double shape, double rate, double stay, int phase, double weeks)
    {
        if (k == 1) return BetaGeometric.Orders(shape, rate, a, stay, weeks);
        // The sum over n of P(n orders or more): kn - j events, and never left before.
        var (orders, survived, events) = (0.0, 1.0, new NegativeBinomial(shape, rate, weeks));
        for (var n = 1.0; n <= Single; n++)
        {
            var more = survived * events.AtLeast((k * n) - phase);
            orders += more;
            if (more <= 1e-13 * orders) return orders;
            survived *= (stay + n - 1) / (a + stay + n - 1);
        }

        double From(double n) => events.AtLeast((k * n) - phase) * Math.Exp(SpecialFunctions.LogRising(stay, n - 1) - SpecialFunctions.LogRising(a + stay, n - 1));
        // Euler and Maclaurin: a sum is the integral from half a step before, and a 24th of the slope there.
        orders += (From(Single + 1) - From(Single)) / 24;
        for (double from = Single + 0.5, width = 12; from < int.MaxValue; from += width, width *= 1.5)
        {
            var more = Quadrature.Twelve.Over(from, from + width, From);
            orders += more;
            if (more <= 1e-13 * orders) break;
        }

        return orders;
    }
}
