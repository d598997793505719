using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Reports;

namespace CustomerCapital.Grains.Clients;

/// <summary>The reports of the cluster.</summary>
internal sealed class ClusterReports(IGrainFactory grains, GrainCalls calls, IPolicy policy, TimeProvider time) : IReports
{
    private readonly ICohortGrain _grain = grains.GetGrain<ICohortGrain>(ProgramKey.Value);

    public Month RunningMonth => policy.Program.Calendar.MonthOf(time.GetUtcNow());

    public async Task<IReadOnlyList<CohortCell>> CohortsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        await calls.RunAsync(() => _grain.CohortsAsync(from, through));

    public async Task<IReadOnlyList<Period>> PeriodsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        await calls.RunAsync(() => _grain.PeriodsAsync(from, through));

    public Task<Metrics> MetricsAsync(Month? through = null, CancellationToken cancellation = default) => calls.RunAsync(() => _grain.MetricsAsync(through));

    public Task<LadderCensus> LadderAsync(decimal share = 1, CancellationToken cancellation = default) => calls.RunAsync(() => _grain.LadderAsync(share));

    public Task<ValueReport> ValueAsync(CancellationToken cancellation = default) => calls.RunAsync(_grain.ValueAsync);
}
