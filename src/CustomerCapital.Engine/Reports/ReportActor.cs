using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Reports;

/// <summary>Makes reports from the counters as they are in the ledger. Keeps nothing, so it is never stale.</summary>
public sealed class ReportActor(ILedger ledger, IPolicyInForce policy, TimeProvider time) : IReports
{
    /// <inheritdoc/>
    public Month RunningMonth => policy.Program.Calendar.MonthOf(time.GetUtcNow());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CohortCell>> CohortsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default)
    {
        var counters = await ledger.ReadCountersAsync([CounterKind.Cell], cancellation);
        return [.. CohortReport.Of(counters, from, LastMonth(through), RunningMonth)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Period>> PeriodsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default)
    {
        var counters = await ledger.ReadCountersAsync([CounterKind.Cell, CounterKind.Interval], cancellation);
        return PeriodReport.Of(counters, policy.Program.Policy.ActivityWindowMonths, from, LastMonth(through), RunningMonth);
    }

    /// <inheritdoc/>
    public async Task<Metrics> MetricsAsync(Month? through = null, CancellationToken cancellation = default)
    {
        var counters = await ledger.ReadCountersAsync([CounterKind.Cell, CounterKind.SecondOrder, CounterKind.Known], cancellation);
        return MetricsReport.Of(counters, LastMonth(through));
    }

    /// <inheritdoc/>
    public async Task<LadderCensus> LadderAsync(decimal share = 1, CancellationToken cancellation = default)
    {
        var counters = await ledger.ReadCountersAsync([CounterKind.Standing, CounterKind.RungMonth], cancellation);
        return LadderReport.Of(counters, policy.Program.Policy, RunningMonth, share);
    }

    /// <inheritdoc/>
    public async Task<ValueReport> ValueAsync(CancellationToken cancellation = default)
    {
        var rules = policy.Program.Policy;
        var counters = await ledger.ReadCountersAsync([CounterKind.Cell, CounterKind.Interval, CounterKind.Channel, CounterKind.ChannelBuyers], cancellation);
        var channels = counters.OfKind(CounterKind.Channel)
            .OrderBy(row => row.Key.Name, StringComparer.Ordinal)
            .Select(row => new ChannelValue(
                row.Key.Name.Length == 0 ? null : row.Key.Name, row.Value.Customers, counters[new(CounterKind.ChannelBuyers, 0, 0, row.Key.Name)].Customers,
                row.Value.Orders, new(row.Value.Revenue), new(row.Value.AcquisitionCost),
                HistoricValue.Of(DerivedAmount.OfUnits(row.Value.Revenue), DerivedAmount.OfUnits(row.Value.AcquisitionCost), rules)))
            .ToList();
        var (revenue, cost) = (channels.Sum(channel => (decimal)channel.Revenue.Units), channels.Sum(channel => (decimal)channel.AcquisitionCost.Units));
        var whole = HistoricValue.Of(DerivedAmount.OfUnits(revenue), DerivedAmount.OfUnits(cost), rules);
        return new ValueReport(whole, Simple(counters, rules), channels).Showing(IReports.ChannelLimit);
    }

    private Month LastMonth(Month? through)
    {
        var running = RunningMonth;
        if (through is { } last) ArgumentOutOfRangeException.ThrowIfGreaterThan(last, running.Plus(IReports.MonthsAhead), nameof(through));
        return through ?? running;
    }

    /// <summary>Over the whole months after burn-in: churned / customers at start is the monthly churn, orders / customers at start their frequency.</summary>
    private SimpleValue Simple(Counters counters, ProgramPolicy rules)
    {
        var periods = PeriodReport.Of(counters, rules.ActivityWindowMonths, null, RunningMonth, RunningMonth).Where(period => !period.BurnIn && !period.Partial).ToList();
        var months = periods.Select(period => period.Month.Index).ToHashSet();
        var cells = counters.OfKind(CounterKind.Cell).Where(row => months.Contains(row.Key.B)).Select(row => row.Value).ToList();
        var customerMonths = periods.Sum(period => period.Start);
        decimal? churn = customerMonths > 0 ? (decimal)periods.Sum(period => period.Churned) / customerMonths : null;
        return SimpleValue.Of(DerivedAmount.OfUnits(cells.Sum(cell => (decimal)cell.Revenue)), cells.Sum(cell => cell.Orders), customerMonths, churn, rules.MarginRate);
    }
}
