using System.Globalization;

namespace CustomerCapital.Bench.Effects;

/// <summary>How often figures of campaigns raise a false alarm, and how often their intervals hold a planted effect.</summary>
internal static class EffectsBench
{
    private const double Uplift = 0.1;
    private static readonly double[] Shares = [0.05, 0.1, 0.2];

    public static Task RunAsync(BenchOptions options, ResultTable table)
    {
        foreach (var customers in options.Customers is { } given ? [given] : new[] { 20_000, 2_000 })
        {
            foreach (var pattern in Enum.GetValues<SpendingPattern>())
            {
                // Small programs and other patterns beside the one that the aims are for.
                if (customers < 20_000 && pattern != SpendingPattern.Steady) continue;
                Measure(options, pattern, customers, table);
            }
        }

        return Task.CompletedTask;
    }

    private static void Measure(BenchOptions options, SpendingPattern pattern, int customers, ResultTable table)
    {
        var (populations, campaigns) = options.Smallest ? (2, 10) : (50, 200);
        var made = Enumerable.Range(0, populations).Select(number => Spending.Make(pattern, customers, seed: 1_000 * (int)pattern + number)).ToList();
        table.Write("");
        table.Write(string.Create(CultureInfo.InvariantCulture, $"{pattern} spending, {customers:N0} members, {populations * campaigns:N0} random holdouts of each size over {populations} sets of customers; {Portrait(made)}"));
        table.Write("holdout | false alarms: at the end, ever always-valid, ever Welch, adjusted at the end | split called: at the end, ever | uplift of 10 % inside: absolute, relative (shown), per unit spent (shown), adjusted, always-valid every week | found: at the end, ever always-valid | variance saved");
        foreach (var share in Shares)
        {
            var (nothing, planted) = (new Tally(), new Tally());
            for (var number = 0; number < populations; number++)
            {
                nothing.Add(made[number], share, 0, campaigns, seed: 100 * (int)pattern + number);
                planted.Add(made[number], share, Uplift, campaigns, seed: 10_000 + 100 * (int)pattern + number);
            }

            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"{100 * share,5:0} % | {100 - nothing.InsideAtEnd:0.0} {100 - nothing.AlwaysInside:0.0} {100 - nothing.WelchAlwaysInside:0.0} {100 - nothing.AdjustedInside:0.0} | {nothing.SplitCalled:0.0} {nothing.SplitEverCalled:0.0} | {planted.InsideAtEnd:0.0} {planted.RelativeInside:0.0} ({planted.RelativeShown:0}) {planted.PerUnitSpentInside:0.0} ({planted.PerUnitSpentShown:0}) {planted.AdjustedInside:0.0} {planted.AlwaysInside:0.0} | {planted.FoundAtEnd:0.0} {planted.FoundEver:0.0} | {planted.VarianceReduction:0}"));
        }
    }

    private static string Portrait(IReadOnlyList<Spending> made)
    {
        var revenues = made.SelectMany(spending => Enumerable.Range(1, spending.Customers).Select(customer => spending.UpTo[customer * Spending.Weeks - 1])).ToList();
        var mean = revenues.Average();
        var deviation = Math.Sqrt(revenues.Average(revenue => (revenue - mean) * (revenue - mean)));
        var skewness = revenues.Average(revenue => Math.Pow((revenue - mean) / deviation, 3));
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * revenues.Count(revenue => revenue == 0) / revenues.Count:0} % buy nothing, mean {mean:0.00}, deviation {deviation:0.00}, skewness {skewness:0.0}");
    }

    /// <summary>Percentages over several sets of customers.</summary>
    private sealed class Tally
    {
        private readonly List<HoldoutTrials> trials = [];

        public double InsideAtEnd => Of(trial => trial.InsideAtEnd);

        public double AlwaysInside => Of(trial => trial.AlwaysInside);

        public double WelchAlwaysInside => Of(trial => trial.WelchAlwaysInside);

        public double AdjustedInside => Of(trial => trial.AdjustedInside);

        public double SplitCalled => Of(trial => trial.SplitCalled);

        public double SplitEverCalled => Of(trial => trial.SplitEverCalled);

        public double RelativeShown => Of(trial => trial.RelativeShown);

        public double RelativeInside => Of(trial => trial.RelativeInside, trial => trial.RelativeShown);

        public double PerUnitSpentShown => Of(trial => trial.PerUnitSpentShown);

        public double PerUnitSpentInside => Of(trial => trial.PerUnitSpentInside, trial => trial.PerUnitSpentShown);

        public double FoundAtEnd => Of(trial => trial.FoundAtEnd);

        public double FoundEver => Of(trial => trial.FoundEver);

        public double VarianceReduction => Of(trial => trial.VarianceReductions);

        public void Add(Spending spending, double share, double uplift, int campaigns, int seed)
        {
            var trial = new HoldoutTrials(spending, share, uplift);
            trial.Run(campaigns, seed);
            trials.Add(trial);
        }

        private double Of(Func<HoldoutTrials, double> part, Func<HoldoutTrials, double>? whole = null) => 100 * trials.Sum(part) / trials.Sum(whole ?? (trial => trial.Campaigns));
    }
}
