using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Orleans.Concurrency;

namespace CustomerCapital.Grains.Reports;

/// <summary>The reports' actor as a grain. Every report reads the counters of all writers, as they are committed; reports do not wait for each other.</summary>
[GrainType("cohort")]
[Reentrant]
public sealed class CohortGrain(IGrainContext context, ILedger ledger, IPolicyInForce policy, EngineTime time) : ICohortGrain, IGrainBase
{
    private readonly ReportActor _actor = new(ledger, policy, time.Provider);

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task<CohortCell[]> CohortsAsync(Month? from, Month? through) => [.. await _actor.CohortsAsync(from, through)];

    /// <inheritdoc/>
    public async Task<Period[]> PeriodsAsync(Month? from, Month? through) => [.. await _actor.PeriodsAsync(from, through)];

    /// <inheritdoc/>
    public Task<Metrics> MetricsAsync(Month? through) => _actor.MetricsAsync(through);

    /// <inheritdoc/>
    public Task<LadderCensus> LadderAsync(decimal share) => _actor.LadderAsync(share);

    /// <inheritdoc/>
    public Task<ValueReport> ValueAsync() => _actor.ValueAsync();
}
