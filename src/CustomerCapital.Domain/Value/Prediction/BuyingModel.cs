namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>A fitted model of when customers buy and when they leave unnoticed. Immutable; for many threads.</summary>
/// <remarks>
/// 1. Weeks throughout. 2. Every figure is finite for every possible observation. 3. <see cref="ProbabilityAlive"/> falls as time goes by since the last order.
/// 4. Expected orders rise with the horizon. 5. An impossible observation, or a horizon that is negative or not a number, is an <see cref="ArgumentException"/>.
/// </remarks>
public abstract class BuyingModel
{
    /// <summary>Beyond this many weeks a discounted sum is taken to be complete.</summary>
    private const double Forever = 1e7;

    /// <summary>The model's name, as <see cref="ModelFit.Model"/>.</summary>
    public abstract string Name { get; }

    /// <summary>The model of a fit.</summary>
    public static BuyingModel Of(ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return Of(fit.Model, fit.Parameters);
    }

    /// <summary>The model of that name with these parameters.</summary>
    /// <exception cref="ArgumentException">There is no such model, or a parameter is missing, not finite or not positive.</exception>
    public static BuyingModel Of(string model, IReadOnlyDictionary<string, double> parameters)
    {
        double Given(string name) => parameters.TryGetValue(name, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"The model {model} needs a positive parameter {name}.", nameof(parameters));
        return model switch
        {
            "bgnbd" => new BetaGeometricModel(model, Given("r"), Given("alpha"), Given("a"), Given("b"), 1, leavesAtFirst: false),
            "mbgnbd" => new BetaGeometricModel(model, Given("r"), Given("alpha"), Given("a"), Given("b"), 1, leavesAtFirst: true),
            "mbgcnbdk" => new BetaGeometricModel(model, Given("r"), Given("alpha"), Given("a"), Given("b"), (int)Math.Clamp(Given("k"), 1, 100), leavesAtFirst: true),
            "paretonbd" => new ParetoModel(Given("r"), Given("alpha"), Given("s"), Given("beta")),
            _ => throw new ArgumentException($"There is no model of buying called {model}.", nameof(model)),
        };
    }

    /// <summary>The probability that the customer has not left, at the end of the observation.</summary>
    public double ProbabilityAlive(in BuyingObservation of)
    {
        Check(of);
        return Alive(of);
    }

    /// <summary>Orders expected in the weeks after the end of the observation.</summary>
    public double ExpectedOrders(in BuyingObservation of, double weeks)
    {
        Check(of);
        Check(weeks);
        return Alive(of) * OrdersIfAlive(of, weeks);
    }

    /// <summary>Repeat orders expected of a customer in the weeks after the first order.</summary>
    public abstract double ExpectedOrdersOfNew(double weeks);

    /// <summary>
    /// Expected orders of the coming weeks, each counted by what it is worth today: exp(-delta t), delta = ln(1 + <paramref name="annualDiscountRate"/>) per year of 365.25 days.
    /// </summary>
    /// <param name="of">The customer.</param>
    /// <param name="weeks">The horizon; infinite where the rate is above 0.</param>
    /// <param name="annualDiscountRate">0.1 for 10 % a year; not negative.</param>
    public double DiscountedExpectedOrders(in BuyingObservation of, double weeks, double annualDiscountRate)
    {
        Check(of);
        var customer = of;
        return Alive(of) * Discounted(TimeScale(of), weeks, annualDiscountRate, t => OrdersIfAlive(customer, t));
    }

    /// <summary>The probability of exactly so many orders in the weeks after the end of the observation.</summary>
    public double ProbabilityOfOrders(in BuyingObservation of, double weeks, int orders)
    {
        Check(of);
        Check(weeks);
        if (orders < 0) return 0;
        var alive = Alive(of);
        return (alive * ProbabilityIfAlive(of, weeks, orders)) + (orders == 0 ? 1 - alive : 0);
    }

    /// <summary>The probability of at most so many orders in the weeks after the end of the observation.</summary>
    public double ProbabilityOfAtMost(in BuyingObservation of, double weeks, int orders)
    {
        Check(of);
        Check(weeks);
        return orders < 0 ? 0 : Math.Clamp(1 - (Alive(of) * AtLeastIfAlive(of, weeks, orders + 1.0)), 0, 1);
    }

    /// <summary>The least whole numbers below which lie at most (1 - level) / 2 and at least (1 + level) / 2 of the predictive distribution, the upper one included.</summary>
    /// <param name="of">The customer.</param>
    /// <param name="weeks">The horizon.</param>
    /// <param name="level">Between 0 and 1, such as 0.8.</param>
    public (int Low, int High) Interval(in BuyingObservation of, double weeks, double level)
    {
        Check(of);
        Check(weeks);
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level));
        var alive = Alive(of);
        return (Quantile(of, weeks, alive, (1 + level) / 2), Quantile(of, weeks, alive, (1 - level) / 2));
    }

    /// <summary>The log-likelihood of the model's parameters on these observations, without the factor that depends on the data alone.</summary>
    public abstract double LogLikelihood(IReadOnlyList<BuyingObservation> observations);

    /// <summary>By parts: the integral of exp(-delta t) dE(t), E the orders expected by then.</summary>
    private static double Discounted(double scale, double weeks, double annualDiscountRate, Func<double, double> orders)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(annualDiscountRate);
        if (!double.IsFinite(annualDiscountRate)) throw new ArgumentOutOfRangeException(nameof(annualDiscountRate));
        var delta = SpecialFunctions.Log1P(annualDiscountRate) * 7 / 365.25;
        if (!double.IsPositiveInfinity(weeks) || delta <= 0) Check(weeks);
        if (delta == 0) return orders(weeks);
        var horizon = Math.Min(weeks, Math.Min(40 / delta, Forever));
        var (from, sum) = (0.0, 0.0);
        while (from < horizon)
        {
            // E is singular at -scale: twelve nodes have thirteen digits over twice the distance from there.
            var width = Math.Min(2 * (from + scale), 4 / delta);
            var to = horizon - from > 1.1 * width ? from + width : horizon;
            sum += Quadrature.Twelve.Over(from, to, t => Math.Exp(-delta * t) * orders(t));
            from = to;
        }

        return (delta * sum) + (Math.Exp(-delta * horizon) * orders(horizon));
    }

    /// <summary>In how many states a customer who is alive can be, by how much of the time to the next order has passed; 1 where it does not matter.</summary>
    internal virtual int PhaseCount => 1;

    /// <summary>Orders expected of a customer who is alive and in one of these states, which repeats and age alone tell.</summary>
    internal virtual double OrdersOfPhase(in BuyingObservation of, int phase, double weeks) => OrdersIfAlive(of, weeks);

    /// <summary>How likely each of these states is, by when the last order was; their sum is 1.</summary>
    internal virtual void WeighPhases(in BuyingObservation of, Span<double> weights) => weights[0] = 1;

    /// <summary>Expected and discounted orders of a customer who is alive and in one of these states.</summary>
    internal (double Orders, double Discounted) IfAliveInPhase(in BuyingObservation of, int phase, double weeks, double annualDiscountRate, double discountedWeeks)
    {
        Check(of);
        Check(weeks);
        var customer = of;
        return (OrdersOfPhase(of, phase, weeks), Discounted(TimeScale(of), discountedWeeks, annualDiscountRate, t => OrdersOfPhase(customer, phase, t)));
    }

    /// <summary>Over how many weeks expected orders flatten.</summary>
    private protected abstract double TimeScale(in BuyingObservation of);

    /// <summary>P(alive) of a possible observation.</summary>
    private protected abstract double Alive(in BuyingObservation of);

    /// <summary>Expected orders in the weeks to come of a customer who is alive.</summary>
    private protected abstract double OrdersIfAlive(in BuyingObservation of, double weeks);

    /// <summary>The probability of exactly so many orders of a customer who is alive.</summary>
    private protected abstract double ProbabilityIfAlive(in BuyingObservation of, double weeks, int orders);

    /// <summary>The probability of so many orders or more of a customer who is alive; 1 for none.</summary>
    private protected abstract double AtLeastIfAlive(in BuyingObservation of, double weeks, double orders);

    /// <summary>Refuses a horizon that is none.</summary>
    private protected static void Check(double weeks)
    {
        if (!(weeks >= 0 && double.IsFinite(weeks))) throw new ArgumentOutOfRangeException(nameof(weeks), weeks, "A horizon is finite and not negative.");
    }

    private static void Check(in BuyingObservation of)
    {
        if (!of.IsPossible) throw new ArgumentException($"{of} is no observation of a customer.", nameof(of));
    }

    /// <summary>The least n with P(at most n) of the share or more, where <paramref name="tail"/> is what may lie above.</summary>
    private int Quantile(in BuyingObservation of, double weeks, double alive, double tail)
    {
        // P(more than n) <= tail; tails keep their digits where shares near 1 lose them.
        if (alive * AtLeastIfAlive(of, weeks, 1) <= tail) return 0;
        double low = 0, high = 1;
        while (high < int.MaxValue && alive * AtLeastIfAlive(of, weeks, high + 1) > tail) (low, high) = (high, Math.Min(high * 2, int.MaxValue));
        while (high - low > 1)
        {
            var middle = Math.Floor((low + high) / 2);
            if (alive * AtLeastIfAlive(of, weeks, middle + 1) > tail) low = middle;
            else high = middle;
        }

        return (int)high;
    }
}
