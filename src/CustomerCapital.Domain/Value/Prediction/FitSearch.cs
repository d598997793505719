using System.Globalization;

namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>The search for a model's parameters: several starts, one maximum, and a weak prior where the data leave parameters open.</summary>
/// <remarks>
/// The prior: the logarithm of each parameter is normal about its centre with a deviation of <see cref="PriorDeviation"/>, that is within a factor of fifty of it
/// for nineteen programs in twenty, and never beyond a factor of three thousand. Centres are given in the program's own scale of time or money. Where the data identify all parameters the prior has no part.
/// </remarks>
internal sealed class FitSearch
{
    /// <summary>Of a logarithm.</summary>
    public const double PriorDeviation = 2;

    /// <summary>A parameter whose logarithm is less certain than this is open: it may be twenty times as large or as small.</summary>
    public const double WidestDeviation = 1.5;

    /// <summary>After a look the maximum is near, or there is none.</summary>
    private const int StepsAfterLook = 15;

    private readonly ILogLikelihood _likelihood;
    private readonly double[] _centres;

    private FitSearch(ILogLikelihood likelihood, double[] centres, Maximum maximum, bool isIdentified) =>
        (_likelihood, _centres, Maximum, IsIdentified) = (likelihood, centres, maximum, isIdentified);

    /// <summary>Where the likelihood, or the likelihood with the prior, is largest.</summary>
    public Maximum Maximum { get; }

    /// <summary>Whether the data alone say so.</summary>
    public bool IsIdentified { get; }

    /// <summary>The log-likelihood there, without the prior.</summary>
    public double LogLikelihood => _likelihood.Evaluate(Maximum.Point, new double[_likelihood.Dimension]);

    /// <summary>Searches with the prior alone, where it is clear beforehand that the data leave parameters open.</summary>
    public static FitSearch RunShrunk(ILogLikelihood likelihood, double[] centres) => new FitSearch(likelihood, centres, new(centres, double.NaN, double.NaN, null, false, false), false).Shrunk();

    /// <summary>Searches from the best start, and from the others too where that leads nowhere.</summary>
    public static FitSearch Run(ILogLikelihood likelihood, double[] centres, params IEnumerable<double[]> starts)
    {
        var ignored = new double[likelihood.Dimension];
        var ranked = starts.Select(start => (Start: start, Value: likelihood.Evaluate(start, ignored))).OrderByDescending(pair => double.IsFinite(pair.Value) ? pair.Value : double.MinValue).ToList();
        Maximum? best = null;
        foreach (var (start, _) in ranked.Take(2))
        {
            var found = Maximiser.Run(likelihood, start, centres);
            if (best is null || found.Value > best.Value || double.IsNaN(best.Value)) best = found;
            if (IsKnown(best)) return new(likelihood, centres, best, true);
            // A parameter that runs away, or creeps on for ever, does so from everywhere.
            if (!found.Converged && !found.IsStuck) break;
        }

        return new FitSearch(likelihood, centres, best!, false).Shrunk();
    }

    /// <summary>The same after a first look at a part of the observations, which saves most of the way; from all starts where that is stuck.</summary>
    public static FitSearch RunAfter(ILogLikelihood part, ILogLikelihood likelihood, double[] centres, params IEnumerable<double[]> starts)
    {
        var (all, ignored) = (starts.ToList(), new double[part.Dimension]);
        var best = all.MaxBy(start => part.Evaluate(start, ignored) is var value && double.IsFinite(value) ? value : double.MinValue)!;
        var look = Maximiser.Run(part, best, centres);
        if (!look.Converged) look = new FitSearch(part, centres, look, false).Shrunk().Maximum;
        var found = Maximiser.Run(likelihood, look.Point, centres, StepsAfterLook);
        if (IsKnown(found)) return new(likelihood, centres, found, true);
        return found.IsStuck ? Run(likelihood, centres, all) : new FitSearch(likelihood, centres, look, false).Shrunk();
    }

    /// <summary>The same with the prior.</summary>
    public FitSearch Shrunk()
    {
        var shrunk = new ShrunkLikelihood(_likelihood, _centres, PriorDeviation);
        var found = Maximiser.Run(shrunk, shrunk.PointOf(Maximum.Point), null);
        if (!found.Converged && Maximiser.Run(shrunk, _centres, null) is var other && (other.Converged || other.Value > found.Value)) found = other;
        return new(_likelihood, _centres, found with { Point = shrunk.LogarithmsOf(found.Point), Deviations = null }, false);
    }

    /// <summary>The fit with its verdict.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="names">Names of the parameters.</param>
    /// <param name="plus">What the log-likelihood has besides.</param>
    /// <param name="customers">Customers that the fit is made of, of which <paramref name="repeaters"/> bought again.</param>
    /// <param name="repeaters">Those who tell the model most.</param>
    /// <param name="leftOut">Observations that no model can take.</param>
    /// <param name="open">Why parameters are open, where that is known.</param>
    public ModelFit ToFit(string model, string[] names, double plus, double customers, double repeaters, long leftOut, string? open)
    {
        var parameters = names.Select((name, i) => (name, Value: Math.Exp(Maximum.Point[i]))).ToDictionary(pair => pair.name, pair => pair.Value);
        var errors = IsIdentified ? names.Select((name, i) => (name, Value: parameters[name] * Maximum.Deviations![i])).ToDictionary(pair => pair.name, pair => pair.Value) : null;
        return new()
        {
            Model = model,
            Parameters = parameters,
            StandardErrors = errors,
            LogLikelihood = LogLikelihood + plus,
            Observations = (long)customers,
            Converged = Maximum.Converged,
            Identified = IsIdentified,
            GradientNorm = Maximum.GradientNorm,
            Verdict = Verdict(customers, repeaters, leftOut, open, names),
        };
    }

    private static bool IsKnown(Maximum maximum) => maximum is { Converged: true, Deviations: { } deviations } && deviations.All(deviation => deviation <= WidestDeviation);

    private string Verdict(double customers, double repeaters, long leftOut, string? open, string[] names)
    {
        var sentences = new List<string>();
        void Say(FormattableString sentence) => sentences.Add(sentence.ToString(CultureInfo.InvariantCulture));
        if (!Maximum.Converged) Say($"No maximum was found: the gradient's length is still {Maximum.GradientNorm:0.0e+0}. Do not use this fit.");
        else if (IsIdentified) Say($"A maximum was found, and the data determine all of {string.Join(", ", names)}; the gradient's length is {Maximum.GradientNorm:0.0e+0}.");
        else Say($"Not identified: {open ?? "the data leave at least one parameter open"}. A weak prior holds {string.Join(", ", names)}; with it the gradient's length is {Maximum.GradientNorm:0.0e+0}.");
        if (customers == 0) Say($"There is no customer to learn from: these are the prior's figures.");
        else if (repeaters < ModelFitting.FewRepeaters) Say($"Too few customers: {customers:N0}, of whom {repeaters:N0} bought again; take every figure as a rough guess.");
        if (leftOut > 0) Say($"{leftOut:N0} left out, whose counts, times or amounts are impossible.");
        return string.Join(' ', sentences);
    }
}
