using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Reports;

/// <summary>A report from what every process has counted: exact at any moment, at a cost that does not grow with the number of customers.</summary>
public abstract record Report<TAnswer> : Question<TAnswer>
{
    protected internal sealed override string Actor => Report.CohortActor;

    /// <summary>The kinds of counters that it is made of.</summary>
    protected abstract CounterKind[] Kinds { get; }

    public override async Task<TAnswer> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        Of(await engine.Ledger.ReadCountersAsync(Kinds, cancellation), engine.Policy.Program.Policy, engine.RunningMonth);

    /// <summary>Makes it.</summary>
    /// <param name="counters">All counters of its kinds.</param>
    /// <param name="rules">The policy in force.</param>
    /// <param name="running">The month that is not over yet.</param>
    protected abstract TAnswer Of(Counters counters, ProgramPolicy rules, Month running);
}

/// <summary>What reports have in common.</summary>
public static class Report
{
    /// <summary>How many months after the running one a report may reach: beyond it nothing can have happened.</summary>
    public const int MonthsAhead = 12;

    /// <summary>The kind of actor that makes them.</summary>
    internal const string CohortActor = "cohorts";

    /// <summary>The last month of a report: the one that is asked for, the running one by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is more than <see cref="MonthsAhead"/> after the running one.</exception>
    public static Month LastMonth(Month? through, Month running)
    {
        if (through is { } last) ArgumentOutOfRangeException.ThrowIfGreaterThan(last, running.Plus(MonthsAhead), nameof(through));
        return through ?? running;
    }
}
