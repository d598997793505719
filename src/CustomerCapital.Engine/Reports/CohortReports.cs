using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Engine.Reports;

/// <summary>Cohort retention.</summary>
/// <param name="From">The first cohort; null for the first there is.</param>
/// <param name="Through">The last month; null for the running one.</param>
public sealed record ReportCohorts(Month? From = null, Month? Through = null) : Report<IReadOnlyList<CohortCell>>
{
    protected override CounterKind[] Kinds => [PurchasesCapability.Cell];

    protected override IReadOnlyList<CohortCell> Of(Counters counters, ProgramPolicy rules, Month running) =>
        [.. CohortReport.Of(counters, From, Report.LastMonth(Through, running), running)];
}

/// <summary>Retention by calendar month.</summary>
/// <param name="From">The first month; null for the first there is.</param>
/// <param name="Through">The last month; null for the running one.</param>
public sealed record ReportPeriods(Month? From = null, Month? Through = null) : Report<IReadOnlyList<Period>>
{
    protected override CounterKind[] Kinds => [PurchasesCapability.Cell, PurchasesCapability.Interval];

    protected override IReadOnlyList<Period> Of(Counters counters, ProgramPolicy rules, Month running) =>
        PeriodReport.Of(counters, rules.ActivityWindowMonths, From, Report.LastMonth(Through, running), running);
}

/// <summary>Program metrics up to the end of a month.</summary>
/// <param name="Through">The month; null for the running one.</param>
public sealed record ReportMetrics(Month? Through = null) : Report<Metrics>
{
    protected override CounterKind[] Kinds => [PurchasesCapability.Cell, PurchasesCapability.SecondOrder, RegisterCapability.Known];

    protected override Metrics Of(Counters counters, ProgramPolicy rules, Month running) => MetricsReport.Of(counters, Report.LastMonth(Through, running));
}
