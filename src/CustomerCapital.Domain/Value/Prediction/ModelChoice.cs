using System.Globalization;

namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>The model of buying that suits a program best, and all others beside it.</summary>
/// <param name="Best">The fit that was chosen.</param>
/// <param name="Fits">Every fit with its verdict, in the order of <see cref="ModelFitting.BuyingModels"/>.</param>
/// <param name="Backtests">Of each fit, in the same order, where there is a holdout; else empty.</param>
/// <param name="Reason">Why that one, in plain words.</param>
public sealed record ModelChoice(ModelFit Best, IReadOnlyList<ModelFit> Fits, IReadOnlyList<Backtest> Backtests, string Reason)
{
    /// <summary>Fits all models and chooses by the likelihood of the observations, and by that of the holdout where there is one.</summary>
    /// <param name="observations">What was known at the end of the observation.</param>
    /// <param name="holdout">What happened after; null for none.</param>
    /// <param name="weeks">How long after; above 0 where there is a holdout.</param>
    /// <remarks>
    /// All models have four parameters; k of regular buyers is a fifth, for which their log-likelihood must be 1 more (Akaike 1974). The log-likelihood of the
    /// observations and the log-probability of the outcomes are added, since both are of the same customers, one after the other. A model that has not converged
    /// is chosen only where none has.
    /// </remarks>
    public static ModelChoice Of(IReadOnlyList<BuyingObservation> observations, IReadOnlyCollection<HoldoutOutcome>? holdout = null, double weeks = 0)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var table = ObservationTable.Of(observations);
        var fits = ModelFitting.BuyingModels.Select(model => ModelFitting.Fit(model, table)).ToList();
        var backtests = holdout is { Count: > 0 } ? fits.Select(fit => Backtest.Of(BuyingModel.Of(fit), holdout, weeks)).ToList() : [];
        var scores = fits.Select((fit, i) => fit.LogLikelihood - (fit.Parameters.ContainsKey("k") ? 1 : 0) + (backtests.Count > 0 ? backtests[i].LogScore : 0)).ToList();
        var best = Enumerable.Range(0, fits.Count).OrderByDescending(i => fits[i].Converged).ThenByDescending(i => scores[i]).First();
        return new(fits[best], fits, backtests, Why(fits, backtests, scores, best));
    }

    private static string Why(List<ModelFit> fits, List<Backtest> backtests, List<double> scores, int best)
    {
        // With a k of 1 the model for regular buyers is another name of one that stands beside it.
        var next = Enumerable.Range(0, fits.Count).Where(i => i != best && fits[i].Parameters.GetValueOrDefault("k") != 1).Max(i => scores[i]);
        var by = backtests.Count > 0 ? "the likelihood of the observations and of what happened after" : "the likelihood of the observations";
        var reason = string.Create(CultureInfo.InvariantCulture, $"{fits[best].Model} is best by {by}: its logarithm is {scores[best] - next:0.0} above the next.");
        if (backtests.Count == 0) return reason;
        var (own, guess) = (backtests[best].Errors.Rmse, Math.Min(backtests[best].NobodyBuys.Rmse, backtests[best].PastRate.Rmse));
        return reason + string.Create(CultureInfo.InvariantCulture, $" Its error of {own:0.000} orders a customer is {(own < guess ? "below" : "not below")} the {guess:0.000} of the better of two guesses without a model.");
    }
}
