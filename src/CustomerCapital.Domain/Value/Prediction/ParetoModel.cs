namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Pareto/NBD with its parameters; sources at <see cref="ParetoLikelihood"/>.</summary>
/// <remarks>Whoever is alive after x orders in T weeks is a new customer with r + x, alpha + T, s and beta + T.</remarks>
internal sealed class ParetoModel(double r, double alpha, double s, double beta) : BuyingModel
{
    /// <summary>Ends of panels about the peak of an integrand, in its deviations.</summary>
    private static readonly double[] Edges = [-40, -20, -12, -8, -5, -3, -1.5, 0, 1.5, 3, 5, 8, 12, 20, 40, double.PositiveInfinity];

    public override string Name => "paretonbd";

    public override double ExpectedOrdersOfNew(double weeks)
    {
        Check(weeks);
        return Orders(r, alpha, beta, weeks);
    }

    public override double LogLikelihood(IReadOnlyList<BuyingObservation> observations) =>
        new ParetoLikelihood(ObservationTable.Of(observations)).Evaluate([Math.Log(r), Math.Log(alpha), Math.Log(s), Math.Log(beta)], new double[4]);

    private protected override double Alive(in BuyingObservation of)
    {
        var n = r + of.Repeats;
        var left = ParetoIntegral.Of(alpha, beta, n, s + 1, of.LastAt, of.Age);
        return SpecialFunctions.Logistic(-(Math.Log(s) + left.Log + (n * Math.Log(alpha + of.Age)) + (s * Math.Log(beta + of.Age))));
    }

    private protected override double TimeScale(in BuyingObservation of) => Math.Min(alpha, beta) + of.Age;

    private protected override double OrdersIfAlive(in BuyingObservation of, double weeks) => Orders(r + of.Repeats, alpha + of.Age, beta + of.Age, weeks);

    private protected override double ProbabilityIfAlive(in BuyingObservation of, double weeks, int orders)
    {
        var (shape, rate, life) = (r + of.Repeats, alpha + of.Age, beta + of.Age);
        var counts = new NegativeBinomial(shape, rate, weeks);
        var stays = Math.Exp(-s * SpecialFunctions.Log1P(weeks / life)) * counts.Exactly(orders);
        if (weeks == 0) return stays;
        var front = SpecialFunctions.LogRising(shape, orders) - SpecialFunctions.LogGamma(orders + 1.0) + Math.Log(s * rate / life);
        // Over w = ln(1 + t / rate), t the time at which the customer leaves.
        return Math.Clamp(stays + Over(orders + 1.0, shape, weeks / rate, w =>
        {
            var grown = SpecialFunctions.ExpM1(w);
            return Math.Exp(front + w - (shape * w) + (orders == 0 ? 0 : orders * Math.Log(-SpecialFunctions.ExpM1(-w))) - ((s + 1) * SpecialFunctions.Log1P(rate * grown / life)));
        }), 0, 1);
    }

    private protected override double AtLeastIfAlive(in BuyingObservation of, double weeks, double orders)
    {
        if (orders <= 0) return 1;
        if (weeks == 0) return 0;
        var (shape, rate, life) = (r + of.Repeats, alpha + of.Age, beta + of.Age);
        var front = -SpecialFunctions.LogBeta(orders, shape);
        // The last of these orders falls at t, and the customer is alive then.
        return Math.Clamp(Over(orders, shape, weeks / rate, w =>
            Math.Exp(front - (shape * w) + (orders == 1 ? 0 : (orders - 1) * Math.Log(-SpecialFunctions.ExpM1(-w))) - (s * SpecialFunctions.Log1P(rate * SpecialFunctions.ExpM1(w) / life)))), 0, 1);
    }

    /// <summary>Integrates over w = ln(1 + t / rate) what is about (1 - e^-w)^(orders - 1) e^(-shape w), in panels about its peak.</summary>
    private static double Over(double orders, double shape, double horizon, Func<double, double> of)
    {
        var end = SpecialFunctions.Log1P(horizon);
        var (before, sum) = (orders - 1, 0.0);
        var (peak, deviation) = before == 0 ? (0, 1 / shape) : (SpecialFunctions.Log1P(before / shape), Math.Sqrt(before / shape / (before + shape)));
        var from = 0.0;
        foreach (var edge in Edges)
        {
            var to = Math.Min(end, double.IsInfinity(edge) ? end : peak + (edge * deviation));
            if (to <= from) continue;
            // Nothing is that far below the peak.
            if (edge > -40 && !double.IsInfinity(edge))
            {
                var panels = Math.Ceiling((to - from) / 2);
                for (var panel = 0.0; panel < panels; panel++)
                    sum += Quadrature.Twelve.Over(from + ((to - from) * panel / panels), from + ((to - from) * (panel + 1) / panels), of);
            }

            from = to;
        }

        return sum;
    }

    private double Orders(double shape, double rate, double life, double weeks)
    {
        var (log, power) = (-SpecialFunctions.Log1P(weeks / life), s - 1);
        var lived = power * log == 0 ? -log : -SpecialFunctions.ExpM1(power * log) / power;
        return shape / rate * life * lived;
    }
}
