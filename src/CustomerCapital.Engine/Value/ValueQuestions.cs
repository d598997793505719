using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Engine.Value;

/// <summary>The models of lifetime value, those in force and those before them.</summary>
public sealed record ReadModels : Question<ValueModels>
{
    public override async Task<ValueModels> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => ValueModels.Of(await KeptModels.ReadAsync(engine.Ledger, cancellation));
}

/// <summary>Asks that the models be fitted anew, of which the value actor is told at once. The last wish counts.</summary>
/// <param name="Model">A model of buying, or <c>auto</c>.</param>
/// <param name="Force">Whether it takes effect also where it predicts worse than the one in force.</param>
public sealed record RequestFit(string Model, bool Force) : Question<ValueModels>
{
    public override async Task<ValueModels> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var asked = await KeptModels.ChangeAsync(engine.Ledger, kept => kept with { Request = new(Model, Force, engine.Time.GetUtcNow()) }, cancellation);
        await engine.WakeValue();
        return ValueModels.Of(asked);
    }
}

/// <summary>Asks that the models of lifetime value be fitted anew.</summary>
/// <param name="Model">
/// The model of buying: <c>bgnbd</c>, <c>mbgnbd</c>, <c>mbgcnbdk</c>, <c>paretonbd</c>, or <c>auto</c> for the one that
/// makes what happened most likely.
/// </param>
/// <param name="Force">Whether the fit takes effect even if it predicts worse than the models in force.</param>
public sealed record FitOrder(string Model = FitModel.Auto, bool Force = false);

/// <summary>The models of lifetime value.</summary>
/// <param name="Versions">The latest 20 versions, the one in force first.</param>
/// <param name="Request">What somebody has asked for and is not done yet. Null for nothing.</param>
/// <param name="Last">What became of the last fit. Null where there was none.</param>
/// <param name="ScoredThrough">The last local day of which everybody's orders were known when everybody was scored. Null where nobody was.</param>
/// <param name="Totals">What these scores come to. Null where nobody was scored.</param>
public sealed record ValueModels(IReadOnlyList<ModelVersion> Versions, FitRequest? Request, FitOutcome? Last, DateOnly? ScoredThrough, ScoreSums? Totals)
{
    internal static ValueModels Of(KeptModels kept) => new([.. kept.Versions.Reverse()], kept.Request, kept.Last, kept.ScoredThrough, kept.Totals);
}

/// <summary>What a customer is worth: what the ledger says of the past, and what the models in force say of the time to come.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Weeks">The horizon; above 0.</param>
public sealed record FindCustomerValue(string CustomerId, double Weeks) : Question<CustomerValue>
{
    public override async Task<CustomerValue> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (program, row) = (engine.Policy.Program, (await engine.Ledger.RecallAsync(new(CustomerId, WithRow: true, []))).Row);
        var state = row?.State ?? ActorState.New(CustomerId);
        var by = await new ReadModel(IsWhole: false).AnswerAsync(engine, cancellation);
        var record = (await ScoreCustomers.RecordsAsync(engine, [CustomerId], by.AsOf, cancellation)).Select(customer => customer.Value).FirstOrDefault();
        return new(
            CustomerId, HistoricValue.Of(state, program.Policy), by.Model.Buying.Model, by.Version, by.Model.AsOf, by.AsOf, Weeks, record?.Repeats, record?.LastAt, record?.Age,
            record is null ? null : ValuePrediction.Of(record, by.Model, Weeks, program.Policy), by.Model.Buying.Verdict);
    }
}

/// <summary>What a customer is worth.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="HistoricValue">Margin so far, less what winning the customer and the customer's rewards cost.</param>
/// <param name="Model">The model of buying by which the rest is predicted.</param>
/// <param name="ModelVersion">Its version. Null where no models are in force: then a weak prior speaks, which knows nothing of this program.</param>
/// <param name="FittedThrough">The last local day of the orders to which the model was fitted.</param>
/// <param name="AsOf">The local day up to which the customer's orders were looked at: today.</param>
/// <param name="HorizonWeeks">How many weeks ahead expected orders and predicted value are counted.</param>
/// <param name="Repeats">Order days after the first: x. Null for a customer without an order.</param>
/// <param name="LastAtWeeks">Weeks from the first order day to the last: t_x. Null for a customer without an order.</param>
/// <param name="AgeWeeks">Weeks from the first order day to today: T. Null for a customer without an order.</param>
/// <param name="Predicted">What the model says. Null for a customer without an order.</param>
/// <param name="Verdict">What to think of the model.</param>
public sealed record CustomerValue(
    string CustomerId, Money HistoricValue, string Model, long? ModelVersion, DateOnly FittedThrough, DateOnly AsOf, double HorizonWeeks, int? Repeats, double? LastAtWeeks,
    double? AgeWeeks, ValuePrediction? Predicted, string Verdict);
