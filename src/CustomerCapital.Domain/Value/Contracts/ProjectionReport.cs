using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Value.Contracts;

/// <summary>One renewal: what was observed, and what the model says.</summary>
/// <param name="Renewal">Its number, from 1.</param>
/// <param name="AtRisk">How many customers came to it. 0 where it lies ahead of all.</param>
/// <param name="Stayed">How many of them stayed.</param>
/// <param name="Retention">Share that stayed, as observed. Null where nobody came to it.</param>
/// <param name="Survival">Share still there after it, as observed. Null where nobody came to it.</param>
/// <param name="ModelRetention">Share that stays by the model. Null where the data tell none.</param>
/// <param name="ModelSurvival">Share still there after it by the model. Null where the data tell none.</param>
public sealed record ProjectedRenewal(int Renewal, double AtRisk, double Stayed, double? Retention, double? Survival, double? ModelRetention, double? ModelSurvival);

/// <summary>How many customers stay, projected by the shifted-beta-geometric model (Fader and Hardie 2007).</summary>
/// <param name="Verdict">What became of the fit.</param>
/// <param name="Words">The same in sentences, with what the data do not say.</param>
/// <param name="Identified">Whether the data tell both parameters.</param>
/// <param name="Alpha">First parameter. Null where it is not identified.</param>
/// <param name="Beta">Second parameter. Null where it is not identified.</param>
/// <param name="AlphaError">Its standard error.</param>
/// <param name="BetaError">Its standard error.</param>
/// <param name="LogLikelihood">Of the fit, or of one rate for all. Null where nothing is fitted.</param>
/// <param name="GradientNorm">Largest derivative of the log-likelihood for each customer. Null where nothing is fitted.</param>
/// <param name="Customers">How many came to a first renewal.</param>
/// <param name="OrderingShare">Of ledgers: share of the months from first to latest order in which customers ordered. 1 in a program like a subscription. Null for tables that are given.</param>
/// <param name="Renewals">Renewal by renewal, those observed and those ahead.</param>
public sealed record Projection(
    SbgVerdict Verdict, string Words, bool Identified, double? Alpha, double? Beta, double? AlphaError, double? BetaError, double? LogLikelihood, double? GradientNorm, double Customers,
    double? OrderingShare, IReadOnlyList<ProjectedRenewal> Renewals);

/// <summary>A survival table to be projected.</summary>
/// <param name="Cohorts">Of each cohort, how many were there at its start and after each period since. Numbers that do not rise.</param>
/// <param name="Periods">Up to which renewal survival is projected, 1 to 120. If left out, 12 beyond the last one observed.</param>
public sealed record ProjectionInput(IReadOnlyList<IReadOnlyList<double>> Cohorts, int? Periods = null)
{
    /// <summary>Most cohorts of a table.</summary>
    public const int CohortLimit = 1_000;

    /// <summary>Most periods of a cohort, and of a projection.</summary>
    public const int PeriodLimit = 120;

    /// <summary>What is wrong with it.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        if (Cohorts is null or { Count: 0 or > CohortLimit }) yield return new("cohorts", $"Must be 1 to {CohortLimit} cohorts.");
        else
        {
            for (var i = 0; i < Cohorts.Count; i++)
            {
                if (Cohorts[i] is not { Count: >= 1 and <= PeriodLimit + 1 } cohort) yield return new($"cohorts[{i}]", $"Must be 1 to {PeriodLimit + 1} numbers.");
                else if (cohort.Any(number => !(number >= 0 && number <= 1e15)) || cohort.Zip(cohort.Skip(1)).Any(pair => pair.Second > pair.First)) yield return new($"cohorts[{i}]", "Must be numbers from 0 to 1e15 that do not rise.");
            }
        }

        if (Periods is < 1 or > PeriodLimit) yield return new("periods", $"Must be 1 to {PeriodLimit}.");
    }
}

/// <summary>Projections of survival.</summary>
public static class ProjectionReport
{
    /// <summary>Below this share of months with an order a program is not like a subscription.</summary>
    public const double LeastOrderingShare = 0.8;

    private const int Ahead = 12;

    /// <summary>Of a table that is given.</summary>
    /// <param name="input">A table without faults.</param>
    public static Projection Of(ProjectionInput input)
    {
        var table = SurvivalTable.Of(input.Cohorts);
        return Of(table, input.Periods ?? Math.Min(ProjectionInput.PeriodLimit, table.Renewals + Ahead), null, "");
    }

    /// <summary>Of the cohorts that a ledger counts: a customer is there until the month of the latest order. Who has not ordered within the activity window has left.</summary>
    /// <param name="counters">With <see cref="RegisterCapability.LatestOrder"/> and <see cref="PurchasesCapability.Cell"/>.</param>
    /// <param name="window">Activity window in months.</param>
    /// <param name="running">The month that is not over yet.</param>
    /// <param name="periods">Up to which renewal it is projected; null for 12 beyond the last one observed.</param>
    public static Projection Of(Counters counters, int window, Month running, int? periods)
    {
        // Of whoever ordered last in this month or earlier the window is over, so that it is known whether the next renewal came.
        var known = running.Index - 1 - window;
        var (cohorts, alive) = (new Dictionary<int, double[]>(), 0.0);
        foreach (var (key, count) in counters.OfKind(RegisterCapability.LatestOrder))
        {
            alive += (key.B - key.A + 1.0) * count.Customers;
            if (key.A > known) continue;
            if (!cohorts.TryGetValue(key.A, out var there)) cohorts[key.A] = there = new double[known - key.A + 2];
            for (var age = 0; age < there.Length && key.A + age <= key.B; age++) there[age] += count.Customers;
        }

        var ordering = counters.OfKind(PurchasesCapability.Cell).Where(row => row.Key.A != CounterKey.NoCohort).Sum(row => (double)row.Value.Customers);
        var table = SurvivalTable.Of([.. cohorts.Values]);
        double? share = alive > 0 ? ordering / alive : null;
        var words = share < LeastOrderingShare
            ? FormattableString.Invariant($" Customers ordered in {share:P0} of the months between their first and latest order: the program is not like a subscription, and the projection is of little use; models of repeat purchases fit better.")
            : "";
        return Of(table, periods ?? Math.Min(ProjectionInput.PeriodLimit, table.Renewals + Ahead), share, words);
    }

    private static Projection Of(SurvivalTable table, int periods, double? orderingShare, string more)
    {
        var fit = SbgFit.To(table);
        var (renewals, observed, modelled) = (new List<ProjectedRenewal>(), 1.0, fit.RetentionAt(1) is null ? default(double?) : 1);
        for (var renewal = 1; renewal <= Math.Max(periods, 1); renewal++)
        {
            var atRisk = renewal <= table.Renewals ? table.AtRisk(renewal) : 0;
            modelled *= fit.RetentionAt(renewal);
            if (atRisk > 0) observed *= table.RetentionAt(renewal);
            renewals.Add(new(
                renewal, atRisk, atRisk > 0 ? table.Stayed(renewal) : 0, atRisk > 0 ? table.RetentionAt(renewal) : null, atRisk > 0 ? observed : null, fit.RetentionAt(renewal), modelled));
        }

        return new(
            fit.Verdict, WordsOf(fit.Verdict) + more, fit.Identified, fit.Alpha, fit.Beta, fit.AlphaError, fit.BetaError, fit.LogLikelihood, fit.GradientNorm, table.Customers, orderingShare, renewals);
    }

    private static string WordsOf(SbgVerdict verdict) => verdict switch
    {
        SbgVerdict.Fitted => "The model is fitted: customers differ in their chance to leave, and retention rises with age because those who leave easily have left.",
        SbgVerdict.NoRenewals => "Nothing is projected: nobody has come to a renewal yet.",
        SbgVerdict.NobodyLeft => "Nothing is projected: nobody has left yet, and the data do not say how soon customers will.",
        SbgVerdict.NobodyStayed => "The model is not identified: nobody has stayed. The projection says what was observed.",
        SbgVerdict.OneRenewal => "The model is not identified: one renewal tells the share that stayed, and not how customers differ. The projection takes one rate for all and is too low if they do.",
        SbgVerdict.NoDifferences => "The model is not identified: retention does not rise with age. The projection takes one rate for all.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "It needs words."),
    };
}
