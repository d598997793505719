using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Engine.Value;

/// <summary>The models by which customers are scored: those in force, or fitted for this once.</summary>
/// <param name="Model">The model's name, or <c>auto</c>: fitted for this once. Null for the models in force; where there are none, as <c>auto</c>.</param>
/// <param name="CalibrateUntil">The last local day that is observed; null for today.</param>
/// <param name="IsWhole">Whether to read the whole ledger where no models are in force; else a weak prior stands in for what it would tell.</param>
public sealed record ReadModel(string? Model = null, DateOnly? CalibrateUntil = null, bool IsWhole = true) : Question<ModelInUse>
{
    public override async Task<ModelInUse> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var calendar = engine.Policy.Program.Calendar;
        var asOf = CalibrateUntil ?? calendar.DayOf(engine.Time.GetUtcNow());
        if (Model is null && (await KeptModels.ReadAsync(engine.Ledger, cancellation)).InForce is { } inForce) return new(inForce.Model, inForce.Version, asOf);
        var observed = IsWhole ? await ProgramObservation.ReadAsync(engine.Ledger, calendar, asOf, cancellation) : new();
        var buying = !IsWhole ? ModelFitting.Fit(ModelFitting.BuyingModels[0], []) : Model is null or FitModel.Auto ? ModelChoice.Of(observed.Buying).Best : ModelFitting.Fit(Model, observed.Buying);
        return new(observed.Fitted(buying, asOf), null, asOf);
    }
}

/// <summary>Models, and the day up to which customers are observed when they are scored by them.</summary>
/// <param name="Model">The models.</param>
/// <param name="Version">Which of those that were in force; null where they were fitted for this once.</param>
/// <param name="AsOf">The last local day that is observed.</param>
public sealed record ModelInUse(ValueModel Model, long? Version, DateOnly AsOf);

/// <summary>What models expect of some customers, in the order in which they are asked for; of those who have no order by then, nothing.</summary>
/// <param name="CustomerIds">Whose; at most some thousands.</param>
/// <param name="By">The models.</param>
/// <param name="Weeks">The horizon; above 0.</param>
public sealed record ScoreCustomers(IReadOnlyList<string> CustomerIds, ModelInUse By, double Weeks) : Question<IReadOnlyList<ScoredCustomer>>
{
    public override async Task<IReadOnlyList<ScoredCustomer>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (scorer, records) = (new ValueScorer(By.Model, engine.Policy.Program.Policy, Weeks), await RecordsAsync(engine, CustomerIds, By.AsOf, cancellation));
        return [.. records.Select(customer => new ScoredCustomer(customer.Key, customer.Value.Repeats, customer.Value.LastAt, customer.Value.Age, scorer.Point(customer.Value.Summary)))];
    }

    /// <summary>The order days up to a day of those who have any.</summary>
    internal static async Task<IReadOnlyList<KeyValuePair<string, BuyingRecord>>> RecordsAsync(EngineParts engine, IReadOnlyList<string> customerIds, DateOnly asOf, CancellationToken cancellation)
    {
        var histories = await ProgramObservation.ReadAsync(engine.Ledger, [.. customerIds.Distinct()], cancellation);
        var records = customerIds.Select(id => KeyValuePair.Create(id, histories.GetValueOrDefault(id)?.Observe(asOf, engine.Policy.Program.Calendar)));
        return [.. records.Where(customer => customer.Value is not null).Select(customer => KeyValuePair.Create(customer.Key, customer.Value!))];
    }
}

/// <summary>What was observed of a customer, and what models expect.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Repeats">Order days after the first: x.</param>
/// <param name="LastAtWeeks">From the first order day to the last: t_x.</param>
/// <param name="AgeWeeks">From the first order day to the day up to which the customer was observed: T.</param>
/// <param name="Expected">What the models expect.</param>
public sealed record ScoredCustomer(string CustomerId, int Repeats, double LastAtWeeks, double AgeWeeks, ValuePoint Expected);
