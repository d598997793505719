using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Engine.Value;

/// <summary>Fits models to everybody's orders up to a day, and keeps nothing. It reads the whole ledger: for the command line.</summary>
/// <param name="Model">The model's name, or <c>auto</c> for the one of buying that is most likely.</param>
/// <param name="CalibrateUntil">The last local day that is observed; null for today.</param>
public sealed record FitModel(string Model, DateOnly? CalibrateUntil = null) : Question<FitAnswer>
{
    /// <summary>Stands for the model of buying that is most likely.</summary>
    public const string Auto = "auto";

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> Models { get; } = [.. ModelFitting.BuyingModels, "gammagamma", Auto];

    public override async Task<FitAnswer> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var calendar = engine.Policy.Program.Calendar;
        var asOf = CalibrateUntil ?? calendar.DayOf(engine.Time.GetUtcNow());
        var observed = await ProgramObservation.ReadAsync(engine.Ledger, calendar, asOf, cancellation);
        var began = engine.Time.GetTimestamp();
        var (fit, others) = Model switch
        {
            "gammagamma" => (ModelFitting.FitSpend(observed.Spending), []),
            Auto => Chosen(ModelChoice.Of(observed.Buying)),
            _ => (ModelFitting.Fit(Model, observed.Buying), (IReadOnlyList<ModelFit>)[]),
        };
        return new(fit, engine.Time.GetElapsedTime(began).TotalSeconds, asOf, observed.Customers, observed.WithoutPositiveValue, others);

        static (ModelFit, IReadOnlyList<ModelFit>) Chosen(ModelChoice choice) => (choice.Best, [.. choice.Fits.Where(other => other != choice.Best)]);
    }
}

/// <summary>A fit, and to what.</summary>
/// <param name="Fit">The model asked for, or the most likely.</param>
/// <param name="Seconds">How long fitting took, without reading.</param>
/// <param name="CalibrateUntil">The last local day observed.</param>
/// <param name="Customers">Customers with an order by then.</param>
/// <param name="WithoutPositiveValue">Those who bought again and gave back as much or more: they are left out of what is learnt of spending.</param>
/// <param name="Others">Where the most likely was asked for, the others.</param>
public sealed record FitAnswer(ModelFit Fit, double Seconds, DateOnly CalibrateUntil, long Customers, long WithoutPositiveValue, IReadOnlyList<ModelFit> Others);
