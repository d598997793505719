namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>What became of a customer after the end of the observation.</summary>
/// <param name="Customer">What was known at that end; <see cref="BuyingObservation.Customers"/> counts those who are alike in this and in their orders.</param>
/// <param name="Orders">Days with an order in the weeks after.</param>
public readonly record struct HoldoutOutcome(BuyingObservation Customer, int Orders);

/// <summary>How far a guess of each customer's orders was off.</summary>
/// <param name="Expected">Orders guessed, of all customers.</param>
/// <param name="Bias">Guess less actual, mean over customers.</param>
/// <param name="Rmse">Root of the mean squared difference.</param>
public sealed record GuessErrors(double Expected, double Bias, double Rmse);

/// <summary>A tenth of the customers, by what was expected of them.</summary>
/// <param name="Customers">A tenth of all; fractional where like customers fall on both sides of an end.</param>
/// <param name="MeanExpected">Mean of the orders expected.</param>
/// <param name="MeanActual">Mean of the orders made.</param>
public sealed record Decile(double Customers, double MeanExpected, double MeanActual);

/// <summary>Predictions of a model beside what happened, and beside two guesses that need no model.</summary>
public sealed record Backtest
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>How long after the end of the observation orders were counted.</summary>
    public required double Weeks { get; init; }

    /// <summary>Customers compared.</summary>
    public required long Customers { get; init; }

    /// <summary>Orders that they made.</summary>
    public required long ActualOrders { get; init; }

    /// <summary>The model's errors.</summary>
    public required GuessErrors Errors { get; init; }

    /// <summary>The errors of the guess that nobody buys.</summary>
    public required GuessErrors NobodyBuys { get; init; }

    /// <summary>The errors of the guess that everybody goes on at the past rate, x / T.</summary>
    public required GuessErrors PastRate { get; init; }

    /// <summary>Ten groups of customers, those first of whom least was expected; empty without customers.</summary>
    public required IReadOnlyList<Decile> Deciles { get; init; }

    /// <summary>Share of customers between the 10 % and the 90 % quantile of their predictive distributions; null without customers.</summary>
    /// <remarks>
    /// Orders are whole numbers, so that no interval of theirs holds exactly 80 %. A customer therefore counts with the share of the step of the distribution
    /// at the actual number that lies between the quantiles: the nonrandomised probability integral transform of Czado, Gneiting and Held 2009, Biometrics 65:1254.
    /// </remarks>
    public required double? Coverage80 { get; init; }

    /// <summary>The same between the 2.5 % and the 97.5 % quantile.</summary>
    public required double? Coverage95 { get; init; }

    /// <summary>Sum of the logarithms of the probabilities that the model gave to what happened; the larger the better.</summary>
    public required double LogScore { get; init; }

    /// <summary>Compares; reads the outcomes once and keeps two numbers of each.</summary>
    /// <param name="model">The model, fitted to what was known at the end of the observation.</param>
    /// <param name="outcomes">Outcomes of possible observations; others are an <see cref="ArgumentException"/>.</param>
    /// <param name="weeks">How long after that end orders were counted; above 0.</param>
    public static Backtest Of(BuyingModel model, IEnumerable<HoldoutOutcome> outcomes, double weeks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(outcomes);
        var (own, nobody, past) = (new Tally(), new Tally(), new Tally());
        var (rows, customers, orders, inside80, inside95, score) = (new List<(double Expected, double Actual, double Weight)>(), 0L, 0L, 0.0, 0.0, 0.0);
        foreach (var (customer, actual) in outcomes)
        {
            var (weight, expected) = (customer.Customers, model.ExpectedOrders(customer, weeks));
            own.Add(expected, actual, weight);
            nobody.Add(0, actual, weight);
            past.Add(customer.Age > 0 ? customer.Repeats / customer.Age * weeks : 0, actual, weight);
            rows.Add((expected, actual, weight));
            customers += weight;
            orders += weight * actual;
            var (below, at, probability) = (model.ProbabilityOfAtMost(customer, weeks, actual - 1), model.ProbabilityOfAtMost(customer, weeks, actual), model.ProbabilityOfOrders(customer, weeks, actual));
            inside80 += weight * Inside(below, at, 0.8);
            inside95 += weight * Inside(below, at, 0.95);
            score += weight * Math.Log(Math.Max(probability, double.Epsilon));
        }

        return new()
        {
            Model = model.Name,
            Weeks = weeks,
            Customers = customers,
            ActualOrders = orders,
            Errors = own.Of(customers),
            NobodyBuys = nobody.Of(customers),
            PastRate = past.Of(customers),
            Deciles = DecilesOf(rows, customers),
            Coverage80 = customers > 0 ? inside80 / customers : null,
            Coverage95 = customers > 0 ? inside95 / customers : null,
            LogScore = score,
        };
    }

    /// <summary>The share of the step from one value of the distribution to the next that lies in its middle.</summary>
    private static double Inside(double below, double at, double level)
    {
        var (low, high) = ((1 - level) / 2, (1 + level) / 2);
        if (!(at > below)) return at > low && at < high ? 1 : 0;
        return Math.Max(0, Math.Min(at, high) - Math.Max(below, low)) / (at - below);
    }

    private static List<Decile> DecilesOf(List<(double Expected, double Actual, double Weight)> rows, long customers)
    {
        var deciles = new List<Decile>();
        rows.Sort((one, other) => one.Expected.CompareTo(other.Expected));
        var (row, left) = (0, rows.Count > 0 ? rows[0].Weight : 0);
        for (var number = 1; number <= 10 && customers > 0; number++)
        {
            var (room, expected, actual) = (customers / 10.0, 0.0, 0.0);
            while (room > 1e-9 * customers && row < rows.Count)
            {
                var taken = Math.Min(room, left);
                (expected, actual) = (expected + (taken * rows[row].Expected), actual + (taken * rows[row].Actual));
                (room, left) = (room - taken, left - taken);
                if (left <= 1e-9 && ++row < rows.Count) left = rows[row].Weight;
            }

            deciles.Add(new(customers / 10.0, expected / (customers / 10.0), actual / (customers / 10.0)));
        }

        return deciles;
    }

    private sealed class Tally
    {
        private double _expected, _difference, _squares;

        public void Add(double expected, double actual, double weight)
        {
            _expected += weight * expected;
            _difference += weight * (expected - actual);
            _squares += weight * (expected - actual) * (expected - actual);
        }

        public GuessErrors Of(long customers) => customers == 0 ? new(0, 0, 0) : new(_expected, _difference / customers, Math.Sqrt(_squares / customers));
    }
}
