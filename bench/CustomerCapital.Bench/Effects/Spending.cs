namespace CustomerCapital.Bench.Effects;

/// <summary>How customers spend over the weeks of a campaign.</summary>
internal enum SpendingPattern
{
    /// <summary>Whoever buys often does so every week.</summary>
    Steady,

    /// <summary>Whoever has bought does not buy again in the window: revenue of a week speaks against revenue of the next.</summary>
    Once,

    /// <summary>As steady, and four times as much in the last two weeks.</summary>
    LateRush,

    /// <summary>Each customer comes in a week of its own, with the revenue of a whole window at once.</summary>
    Arriving,
}

/// <summary>Customers of its own making, the same for the same seed: most buy nothing, and of the others a few spend far more than the rest.</summary>
/// <remarks>
/// Orders fall at a rate that differs between customers (gamma, shape 0.5, 0.1 a week in the mean); an order's value is lognormal (0.8), times a level that is the customer's
/// own (lognormal, 0.6). Before the campaign customers spend by the same rate and level.
/// </remarks>
internal sealed class Spending
{
    public const int Weeks = 12;
    private const double OrdersPerWeek = 0.1;

    private Spending(SpendingPattern pattern, int customers) => (Pattern, Before, UpTo) = (pattern, new double[customers], new double[customers * Weeks]);

    public SpendingPattern Pattern { get; }

    public int Customers => Before.Length;

    /// <summary>Revenue of each customer in the twelve weeks before.</summary>
    public double[] Before { get; }

    /// <summary>Revenue of each customer from the start to the end of each week, customer by customer; below zero while the customer has not come.</summary>
    public double[] UpTo { get; }

    public static Spending Make(SpendingPattern pattern, int customers, int seed)
    {
        var chance = new Random(seed);
        var spending = new Spending(pattern, customers);
        for (var customer = 0; customer < customers; customer++)
        {
            // A gamma variable of shape 1/2 and mean 1 is the square of a normal one.
            var rate = OrdersPerWeek * Square(Normal(chance));
            var level = 30 * Math.Exp(0.6 * Normal(chance));
            for (var week = 0; week < Weeks; week++) spending.Before[customer] += Week(chance, rate, level);
            var comes = pattern == SpendingPattern.Arriving ? chance.Next(Weeks) : 0;
            var sum = 0.0;
            for (var week = 0; week < Weeks; week++)
            {
                if (pattern == SpendingPattern.Arriving)
                {
                    if (week == comes)
                    {
                        for (var later = 0; later < Weeks; later++) sum += Week(chance, rate, level);
                    }
                }
                else if (pattern != SpendingPattern.Once || sum == 0)
                {
                    sum += Week(chance, pattern == SpendingPattern.LateRush && week >= Weeks - 2 ? 4 * rate : rate, level);
                }

                spending.UpTo[customer * Weeks + week] = week < comes ? -1 : sum;
            }
        }

        return spending;
    }

    /// <summary>Revenue of one week: as many orders as a Poisson variable, by its waiting times.</summary>
    private static double Week(Random chance, double rate, double level)
    {
        var sum = 0.0;
        for (var passed = Exponential(chance); passed < rate; passed += Exponential(chance)) sum += level * Math.Exp(0.8 * Normal(chance));
        return sum;
    }

    private static double Exponential(Random chance) => -Math.Log(1 - chance.NextDouble());

    private static double Normal(Random chance) => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());

    private static double Square(double value) => value * value;
}
