namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Fits models by maximum likelihood: in logarithms of the parameters, with exact gradients, over grouped observations, from several starts.</summary>
/// <remarks>
/// 1. Every set of observations has a fit, the empty one too; none is an exception. 2. Parameters are finite and positive. 3. The same observations in any order,
/// or grouped, have the same fit but for rounding. 4. <see cref="ModelFit.Verdict"/> says what is wrong; <see cref="ModelFit.Identified"/> is false where a weak prior
/// had to hold the parameters.
/// </remarks>
public static class ModelFitting
{
    /// <summary>Below so many customers with a repeat order, the verdict says that they are too few.</summary>
    public const int FewRepeaters = 30;

    /// <summary>k of regular buyers is looked for up to this.</summary>
    public const int MostPhases = 12;

    /// <summary>A likelihood that dropout raises by less than this says nothing of dropout: twice that is what chance adds in one program of twenty.</summary>
    private const double LeastGainOfDropout = 2;

    /// <summary>Customers of whom a first look is taken where there are more rows than these.</summary>
    private const int FirstLook = 4_000;

    private static readonly string[] BetaGeometricNames = ["r", "alpha", "a", "b"];
    private static readonly string[] ParetoNames = ["r", "alpha", "s", "beta"];

    /// <summary>The models of buying by their names.</summary>
    public static IReadOnlyList<string> BuyingModels { get; } = ["bgnbd", "mbgnbd", "mbgcnbdk", "paretonbd"];

    /// <summary>Fits a model of buying.</summary>
    /// <param name="model">One of <see cref="BuyingModels"/>.</param>
    /// <param name="observations">In any order, grouped or not; impossible ones are left out and counted in the verdict.</param>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static ModelFit Fit(string model, IReadOnlyList<BuyingObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        if (!BuyingModels.Contains(model)) throw new ArgumentException($"There is no model of buying called {model}.", nameof(model));
        return Fit(model, ObservationTable.Of(observations));
    }

    /// <summary>Fits what customers spend on an order: the Gamma-Gamma model, to customers who bought again.</summary>
    /// <param name="observations">In any order; those without a positive mean are left out and counted in the verdict.</param>
    public static ModelFit FitSpend(IReadOnlyList<SpendObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var likelihood = new SpendLikelihood(observations);
        double[] centres = [Math.Log(3), Math.Log(4), likelihood.LogUnit];
        var starts = new[] { (p: 2.0, q: 3.0), (6, 4), (1, 8), (20, 20), (1, 1.5) }
            .Select(double[] (start) => [Math.Log(start.p), Math.Log(start.q), likelihood.LogUnit + Math.Log(start.q / start.p)]);
        var search = FitSearch.Run(likelihood, centres, starts);
        var areAlike = search.Maximum.Point[0] > Math.Log(30) || search.Maximum.Point[1] > Math.Log(30);
        var open = areAlike ? "the amounts differ too little, between customers or between orders of one, to tell the two apart" : null;
        return search.ToFit("gammagamma", ["p", "q", "v"], 0, likelihood.Customers, likelihood.Customers, likelihood.LeftOut, open);
    }

    internal static ModelFit Fit(string model, ObservationTable table) => model switch
    {
        "bgnbd" => FitBuying(model, table, of => new BetaGeometricLikelihood(of, 1, leavesAtFirst: false), BetaGeometricNames, BetaGeometricCentres(table, 1), 0, []).Fit,
        "mbgnbd" => FitBuying(model, table, of => new BetaGeometricLikelihood(of, 1, leavesAtFirst: true), BetaGeometricNames, BetaGeometricCentres(table, 1), 0, []).Fit,
        "paretonbd" => FitBuying(model, table, of => new ParetoLikelihood(of), ParetoNames, [0, Math.Log(table.Unit), 0, Math.Log(table.MeanAge)], 0, []).Fit,
        _ => FitRegular(model, table),
    };

    /// <summary>Tries k = 1, 2, 3 ... until the likelihood has fallen twice, each from where the one before ended.</summary>
    private static ModelFit FitRegular(string model, ObservationTable table)
    {
        ModelFit? best = null;
        double[][] near = [];
        var most = table.Repeaters > 0 ? MostPhases : 1;
        for (int k = 1, worse = 0; k <= most && worse < 2; k++)
        {
            var phases = k;
            var plus = new BetaGeometricLikelihood(table, k, leavesAtFirst: true).OfTimes();
            var (fit, point) = FitBuying(model, table, of => new BetaGeometricLikelihood(of, phases, leavesAtFirst: true), BetaGeometricNames, BetaGeometricCentres(table, k), plus, near);
            worse = best is not null && !(fit.LogLikelihood > best.LogLikelihood) ? worse + 1 : 0;
            if (worse == 0) best = fit with { Parameters = new Dictionary<string, double>(fit.Parameters) { ["k"] = k } };
            near = [[point[0], point[1] + Math.Log(k / (k + 1.0)), point[2], point[3]]];
        }

        return best! with { Verdict = $"{best!.Verdict} k is {best.Parameters["k"]:0} by likelihood{(table.LogIntervals is null ? ", told by the times of last orders alone" : "")}." };
    }

    private static (ModelFit Fit, double[] Point) FitBuying(
        string model, ObservationTable table, Func<ObservationTable, ILogLikelihood> likelihoodOf, string[] names, double[] centres, double plus, double[][] near)
    {
        var likelihood = likelihoodOf(table);
        var grid = new[] { (0.3, 0.3, -0.5), (1, 0.8, 0), (3, 2, 0), (0.3, 0.2, 1), (0.8, 0.3, 0.5) }
            .Select(double[] (of) => [Math.Log(of.Item1), centres[1] + Math.Log(of.Item2), centres[2] + of.Item3, centres[3] + of.Item3]);
        var search = table.Repeaters == 0 ? FitSearch.RunShrunk(likelihood, centres)
            : near.Length > 0 || table.Weights.Length < FirstLook ? FitSearch.Run(likelihood, centres, near.Concat(grid))
            : FitSearch.RunAfter(likelihoodOf(table.Thinned(FirstLook)), likelihood, centres, grid);
        string? open = null;
        if (!search.IsIdentified || search.Maximum.Deviations!.Skip(2).Min() > 0.35)
        {
            if (table.Repeaters == 0) open = "nobody has bought again";
            else if (!ShowsDropout(likelihood, search, centres)) open = "no dropout shows in the data";
            else if (!search.IsIdentified) open = WhatIsOpen(search, table);
            if (open is not null && search.IsIdentified) search = search.Shrunk();
        }

        return (search.ToFit(model, names, plus, table.Customers, table.Repeaters, table.LeftOut, open), search.Maximum.Point);
    }

    private static double[] BetaGeometricCentres(ObservationTable table, int k) => [0, Math.Log(table.Unit / k), 0, Math.Log(3)];

    /// <summary>Whether the likelihood is better with dropout than with none.</summary>
    private static bool ShowsDropout(ILogLikelihood likelihood, FitSearch search, double[] centres)
    {
        var without = new RateLikelihood(likelihood, Math.Log(1e-10));
        return search.LogLikelihood - Maximiser.Run(without, search.Maximum.Point[..2], centres[..2]).Value > LeastGainOfDropout;
    }

    private static string WhatIsOpen(FitSearch search, ObservationTable table)
    {
        if (table.Repeats.Length == 1) return "every customer has bought equally often";
        return search.Maximum.Point[0] > Math.Log(30)
            ? "customers hardly differ in how often they buy"
            : "the data leave at least one parameter open, most often how much customers differ in their dropout";
    }

    /// <summary>A likelihood by its first two parameters alone, with next to no dropout.</summary>
    private sealed class RateLikelihood(ILogLikelihood of, double logOfNoDropout) : ILogLikelihood
    {
        public int Dimension => 2;

        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            Span<double> slopes = stackalloc double[4];
            var value = of.Evaluate([point[0], point[1], logOfNoDropout, 0], slopes);
            slopes[..2].CopyTo(gradient);
            return value;
        }
    }
}
