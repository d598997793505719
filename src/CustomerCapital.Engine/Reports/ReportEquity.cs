using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;

namespace CustomerCapital.Engine.Reports;

/// <summary>The program's equity by month and by acquisition channel.</summary>
/// <param name="From">The first month; null for the first there is.</param>
/// <param name="Through">The last month; null for the running one.</param>
/// <param name="Channels">How many channels are shown by name at most, up to <see cref="ReportValue.ChannelLimit"/>; the others are added up.</param>
public sealed record ReportEquity(Month? From = null, Month? Through = null, int Channels = ReportValue.ChannelLimit) : Report<ProgramEquity>
{
    protected override CounterKind[] Kinds => [.. EquityReport.Kinds];

    protected override ProgramEquity Of(Counters counters, ProgramPolicy rules, Month running) =>
        EquityReport.Of(counters, rules, From, Report.LastMonth(Through, running), running, Math.Min(Channels, ReportValue.ChannelLimit));
}

/// <summary>How customers move between rungs from month to month.</summary>
/// <param name="From">The first month; null for the first there is.</param>
/// <param name="Through">The last month; null for the running one.</param>
public sealed record ReportTransitions(Month? From = null, Month? Through = null) : Report<LadderTransitions>
{
    protected override CounterKind[] Kinds => [RungsCapability.Moves];

    protected override LadderTransitions Of(Counters counters, ProgramPolicy rules, Month running) =>
        TransitionReport.Of(counters, From, Report.LastMonth(Through, running), running);
}

/// <summary>How many customers stay, projected from the cohorts of the ledger.</summary>
/// <param name="Periods">Up to which month of age, 1 to <see cref="ProjectionInput.PeriodLimit"/>; null for twelve beyond the last one observed.</param>
public sealed record ReportProjection(int? Periods = null) : Report<Projection>
{
    protected override CounterKind[] Kinds => [RegisterCapability.LatestOrder, PurchasesCapability.Cell];

    protected override Projection Of(Counters counters, ProgramPolicy rules, Month running) => ProjectionReport.Of(counters, rules.ActivityWindowMonths, running, Periods);
}
