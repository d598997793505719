using System.Globalization;

namespace CustomerCapital.Bench.Effects;

/// <summary>How often figures of campaigns raise a false alarm, and how often their intervals hold a planted effect.</summary>
internal static class EffectsBench
{
    private const double Uplift = 0.1;
    private static readonly double[] Shares = [0.05, 0.1, 0.2];

    public static Task RunAsync(BenchOptions options, ResultTable table)
    {
        var (planted, portraits) = (new List<string>(), new List<string>());
        table.Write("");
        table.Write("Without an effect, in % of the campaigns:");
        table.Write("| spending, members | held out | false alarms at the end | ever, always-valid | ever, Welch | at the end, adjusted | split called at the end | ever |");
        table.Write("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var customers in options.Customers is { } given ? [given] : new[] { 20_000, 2_000 })
        {
            foreach (var pattern in Enum.GetValues<SpendingPattern>())
            {
                // Small programs beside what the aims are for.
                if (customers >= 20_000 || pattern == SpendingPattern.Steady) planted.AddRange(Measure(options, pattern, customers, table, portraits));
            }
        }

        table.Write("");
        foreach (var portrait in portraits) table.Write(portrait);
        table.Write("");
        table.Write("With an uplift of 10 %, in % of the campaigns, or of those that show it (in brackets):");
        table.Write("| spending, members | held out | inside: absolute | relative | per unit spent | adjusted | always-valid, every week | found at the end | ever, always-valid | variance saved |");
        table.Write("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in planted) table.Write(row);
        return Task.CompletedTask;
    }

    private static List<string> Measure(BenchOptions options, SpendingPattern pattern, int customers, ResultTable table, List<string> portraits)
    {
        var (populations, campaigns) = options.Smallest ? (2, 10) : (50, 200);
        var made = Enumerable.Range(0, populations).Select(number => Spending.Make(pattern, customers, seed: 1_000 * (int)pattern + number)).ToList();
        var rows = new List<string>();
        foreach (var share in Shares)
        {
            var (nothing, planted) = (new Tally(), new Tally());
            for (var number = 0; number < populations; number++)
            {
                nothing.Add(made[number], share, 0, campaigns, seed: 100 * (int)pattern + number);
                planted.Add(made[number], share, Uplift, campaigns, seed: 10_000 + 100 * (int)pattern + number);
            }

            var head = string.Create(CultureInfo.InvariantCulture, $"| {pattern}, {customers:N0} | {100 * share:0} % |");
            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"{head} {100 - nothing.InsideAtEnd:0.0} | {100 - nothing.AlwaysInside:0.0} | {100 - nothing.WelchAlwaysInside:0.0} | {100 - nothing.AdjustedInside:0.0} | {nothing.SplitCalled:0.0} | {nothing.SplitEverCalled:0.0} |"));
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"{head} {planted.InsideAtEnd:0.0} | {planted.RelativeInside:0.0} ({planted.RelativeShown:0}) | {planted.PerUnitSpentInside:0.0} ({planted.PerUnitSpentShown:0}) | {planted.AdjustedInside:0.0} | {planted.AlwaysInside:0.0} ({planted.AlwaysShownAtEnd:0}) | {planted.FoundAtEnd:0.0} | {planted.FoundEver:0.0} | {planted.VarianceReduction:0} |"));
        }

        portraits.Add(string.Create(CultureInfo.InvariantCulture, $"- {pattern}, {customers:N0}: {populations * campaigns:N0} holdouts of each size over {populations} sets of customers; {Portrait(made)}"));
        return rows;
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
        private readonly List<HoldoutTrials> _trials = [];

        public double InsideAtEnd => Of(trial => trial.InsideAtEnd);

        public double AlwaysInside => Of(trial => trial.AlwaysInside);

        public double AlwaysShownAtEnd => Of(trial => trial.AlwaysShownAtEnd);

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
            _trials.Add(trial);
        }

        private double Of(Func<HoldoutTrials, double> part, Func<HoldoutTrials, double>? whole = null) => 100 * _trials.Sum(part) / Math.Max(1, _trials.Sum(whole ?? (trial => trial.Campaigns)));
    }
}
