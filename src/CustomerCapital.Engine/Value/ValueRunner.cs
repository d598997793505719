using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Value;

/// <summary>Fits the models of lifetime value anew when the policy says so or somebody asks, and scores everybody by those in force.</summary>
/// <remarks>
/// One at a time per ledger is enough; two at once lose nothing, since what they keep must name the version that they have read. Whatever a round leaves undone when it is
/// stopped, the next finds again. It reads the ledger once, page by page beside the traffic, and holds what models are fitted to, alike customers once, and until everybody is
/// scored what was observed of each customer, as far as <see cref="ObservedCustomers.SizeLimit"/> allows: else, and where it begins with the scores, it reads for these again.
/// </remarks>
public sealed class ValueRunner(ILedger ledger, PolicyActor policy, TimeProvider time) : IDisposable
{
    /// <summary>Earlier predictions are judged by so many customers at most, chosen by their ids: more would tell little more.</summary>
    private const int BacktestLimit = 50_000;

    /// <summary>By how much less likely new models may make what happened than those in force, as a share: differences below it are chance.</summary>
    private const double Tolerance = 0.01;

    /// <summary>Where so many times the customers are there since the last fit, as after an import, it is done again before its day.</summary>
    private const double Growth = 1.5;

    private static readonly TimeSpan GrowthEvery = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task<int>? _running;

    /// <summary>Sees to it that what is due is being done, beside whatever calls it: an actor, to which others could not speak for minutes.</summary>
    /// <returns>How many customers were scored by what has ended since the call before.</returns>
    /// <exception cref="Exception">What that failed with; it is begun again.</exception>
    public async Task<int> RoundAsync(CancellationToken cancellation = default)
    {
        if (_running is { IsCompleted: false }) return 0;
        var ended = _running;
        _running = Task.Run(() => RunAsync(_stopping.Token), cancellation);
        return ended is null ? 0 : await ended;
    }

    /// <summary>Ends what is being done; what has been kept stays.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Does what is due.</summary>
    /// <returns>How many customers were scored.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await policy.RefreshAsync();
        var (rules, calendar) = (policy.Program.Policy, policy.Program.Calendar);
        var kept = await KeptModels.ReadAsync(ledger, cancellation);
        var (today, yesterday) = (calendar.DayOf(now), calendar.DayOf(now).AddDays(-1));
        ObservedCustomers? observed = null;
        if (kept.Request is { } request) kept = await FitAsync(kept, request.Model, request.Force, observed = new(today), cancellation);
        else if (rules.Value.Refit != Refit.Never && await IsDueAsync(kept, rules.Value.Refit, yesterday, now, cancellation)) kept = await FitAsync(kept, FitModel.Auto, force: false, observed = new(yesterday), cancellation);
        if (kept.InForce is null || (kept.ScoredBy == kept.InForce.Version && (rules.Value.Refit == Refit.Never || kept.ScoredThrough >= yesterday))) return 0;
        var asOf = kept.InForce.Model.AsOf > yesterday ? kept.InForce.Model.AsOf : yesterday;
        return await ScoreAsync(kept, asOf, observed is { All: { } all } && observed.AsOf == asOf ? all.ToAsyncEnumerable() : ObservedAsync(asOf, cancellation), cancellation);
    }

    private async Task<bool> IsDueAsync(KeptModels kept, Refit refit, DateOnly yesterday, DateTimeOffset now, CancellationToken cancellation)
    {
        var isOver = kept.Last is not { } last || last.AsOf < (refit == Refit.Weekly ? yesterday.AddDays(-(int)yesterday.DayOfWeek) : yesterday);
        if (!isOver && now - kept.Last!.At is var since && since >= TimeSpan.Zero && since < GrowthEvery) return false;
        var customers = await BuyingCustomersAsync(cancellation);
        return isOver ? customers > 0 : customers > (kept.Last!.Customers + 1) * Growth;
    }

    private async Task<long> BuyingCustomersAsync(CancellationToken cancellation) =>
        (await ledger.ReadCountersAsync([PurchasesCapability.OrderClass], cancellation)).OfKind(PurchasesCapability.OrderClass).Where(row => row.Key.A > 0).Sum(row => row.Value.Customers);

    private async Task<KeptModels> FitAsync(KeptModels kept, string model, bool force, ObservedCustomers everybody, CancellationToken cancellation)
    {
        var (calendar, asOf) = (policy.Program.Calendar, everybody.AsOf);
        var customers = await BuyingCustomersAsync(cancellation);
        var percent = customers <= BacktestLimit ? 100 : decimal.Round(100m * BacktestLimit / customers, 2);
        var (observed, holdouts) = (new ProgramObservation(), HoldoutSet.Before(asOf));
        await foreach (var customer in ProgramObservation.PurchasesAsync(ledger, cancellation))
        {
            var record = customer.History?.Observe(asOf, calendar);
            var orders = record?.Summary;
            everybody.Add(customer, orders);
            if (orders is null) continue;
            observed.Add(orders.Value);
            if (!Holdout.Has(":value-backtests", customer.CustomerId, percent)) continue;
            foreach (var holdout in holdouts) holdout.Add(record!);
        }

        if (observed.Customers == 0) return await KeptModels.ChangeAsync(ledger, now => Ended(now, null, $"Nobody had ordered by {asOf:yyyy-MM-dd}."), cancellation);
        var version = Fitted(kept, model, asOf, observed, [.. holdouts.Where(holdout => holdout.Outcomes.Count > 0)]);
        if (!force && Refusal(kept, version, holdouts[0]) is { } refusal) return await KeptModels.ChangeAsync(ledger, now => Ended(now, null, refusal), cancellation);
        return await KeptModels.ChangeAsync(
            ledger,
            now => now.InForce?.Version == kept.InForce?.Version
                ? Ended(now, version.Version, version.Reason) with { Versions = [.. now.Versions.TakeLast(KeptModels.Most - 1), version] }
                : throw new VersionConflictException("The models of lifetime value"),
            cancellation);

        // A wish that came meanwhile is for another fit.
        KeptModels Ended(KeptModels now, long? fitted, string reason) =>
            now with { Request = now.Request == kept.Request ? null : now.Request, Last = new(time.GetUtcNow(), asOf, customers, fitted, reason) };
    }

    private ModelVersion Fitted(KeptModels kept, string model, DateOnly asOf, ProgramObservation observed, IReadOnlyList<HoldoutSet> holdouts)
    {
        var latest = holdouts.Count > 0 ? holdouts[0] : null;
        var (kind, reason) = (model, $"{model} was asked for.");
        if (model == FitModel.Auto)
        {
            var choice = latest is null ? ModelChoice.Of(observed.Buying) : ModelChoice.Of(latest.Known, latest.Outcomes, HoldoutSet.Weeks);
            (kind, reason) = (choice.Best.Model, choice.Reason);
        }

        var buying = ModelFitting.Fit(kind, observed.Buying);
        return new(
            (kept.InForce?.Version ?? 0) + 1, time.GetUtcNow(), observed.Fitted(buying, asOf), [.. ModelFitting.BuyingModels.Where(other => other != kind).Select(other => ModelFitting.Fit(other, observed.Buying))],
            observed.Customers, observed.WithoutPositiveValue,
            [.. holdouts.Select(holdout => new RollingBacktest(holdout.Origin, Backtest.Of(BuyingModel.Of(ModelFitting.Fit(kind, holdout.Known)), holdout.Outcomes, HoldoutSet.Weeks)))], reason);
    }

    /// <summary>Why a fit does not replace the models in force: both say how likely what happened in the latest weeks was.</summary>
    private static string? Refusal(KeptModels kept, ModelVersion version, HoldoutSet latest)
    {
        if (kept.InForce is not { } inForce || latest.Outcomes.Count == 0) return null;
        var (before, after) = (LogScore(inForce), LogScore(version));
        return after >= before - Tolerance * Math.Abs(before) ? null : FormattableString.Invariant(
            $"{version.Model.Buying.Model} makes the orders of the latest {HoldoutSet.Weeks} weeks less likely than version {inForce.Version} in force ({inForce.Model.Buying.Model}): log-probability {after:0.0} against {before:0.0}. Ask again with force to put it in force.");

        double LogScore(ModelVersion of) => Backtest.Of(BuyingModel.Of(of.Model.Buying), latest.Outcomes, HoldoutSet.Weeks).LogScore;
    }

    /// <summary>Observes everybody.</summary>
    private async IAsyncEnumerable<ObservedCustomer> ObservedAsync(DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var calendar = policy.Program.Calendar;
        await foreach (var customer in ProgramObservation.PurchasesAsync(ledger, cancellation))
            yield return new(customer.CustomerId, customer.Rung, customer.AcquisitionChannel, customer.History?.Observe(asOf, calendar)?.Summary);
    }

    /// <returns>How many customers have a score.</returns>
    private async Task<int> ScoreAsync(KeptModels kept, DateOnly asOf, IAsyncEnumerable<ObservedCustomer> customers, CancellationToken cancellation)
    {
        var (calendar, rules, inForce) = (policy.Program.Calendar, policy.Program.Policy, kept.InForce!);
        var (scorer, scoredAt, totals, scored) = (new ValueScorer(inForce.Model, rules), calendar.StartOf(asOf.AddDays(1)), new ScoreTotals(), 0);
        var (scores, writing) = (new List<KeyValuePair<string, CustomerScore?>>(), Task.CompletedTask);
        await foreach (var customer in customers.WithCancellation(cancellation))
        {
            var score = customer.Orders is { } orders ? scorer.Score(orders, scoredAt, inForce.Version) : null;
            scores.Add(new(customer.CustomerId, score));
            if (score is not null)
            {
                totals.Add(customer.Rung, customer.AcquisitionChannel, score);
                scored++;
            }

            if (scores.Count < ProgramObservation.CustomersAtOnce) continue;
            // The next ones are scored while these are written.
            await writing;
            (writing, scores) = (ledger.WriteScoresAsync(scores, cancellation), []);
        }

        await writing;
        await ledger.WriteScoresAsync(scores, cancellation);
        await KeptModels.ChangeAsync(ledger, now => now with { ScoredThrough = asOf, ScoredBy = inForce.Version, Totals = totals.Sums }, cancellation);
        return scored;
    }
}
