using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Tests.Conformance;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Grains.Tests.Questions;

/// <summary>A report is one declaration: this one the cluster has never heard of.</summary>
/// <param name="From">The first cohort.</param>
public sealed record ReportOrdersByCohort(Month From) : Report<IReadOnlyList<CohortOrders>>
{
    protected override CounterKind[] Kinds => [PurchasesCapability.Cell];

    protected override IReadOnlyList<CohortOrders> Of(Counters counters, ProgramPolicy rules, Month running) =>
        [.. CohortReport.Of(counters, From, running, running).GroupBy(cell => cell.Cohort).Select(cohort => new CohortOrders(cohort.Key, cohort.Sum(cell => cell.Orders)))];
}

/// <summary>A line of its answer.</summary>
public sealed record CohortOrders(Month Cohort, long Orders);

public sealed class NewReportTests : IAsyncDisposable
{
    private static readonly DateTimeOffset March = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);

    private readonly MemoryClusterEngines _engines = new();

    public ValueTask DisposeAsync() => _engines.DisposeAsync();

    [Fact]
    public async Task AskAsync_of_a_report_that_is_declared_here_is_answered_by_a_cluster_as_in_one_process()
    {
        var cluster = await _engines.StartAsync(TimeProvider.System);
        await using var process = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        foreach (var engine in (ICustomerCapital[])[cluster, process])
            for (var i = 0; i < 20; i++) await engine.ExecuteAsync($"c{i}", [Purchase("p1", March.AddMonths(i % 2)), Purchase("p2", March.AddMonths(1))]);

        var answer = await cluster.AskAsync(new ReportOrdersByCohort(Month.Of(2026, 3)));

        Assert.Equal([new(Month.Of(2026, 3), 20), new(Month.Of(2026, 4), 20)], answer);
        Assert.Equal(await process.AskAsync(new ReportOrdersByCohort(Month.Of(2026, 3))), answer);
    }

    private static RecordPurchase Purchase(string id, DateTimeOffset at) => new() { PurchaseId = id, Amount = Money.Round(1), OccurredAt = at };

    /// <summary>Clusters whose silos share a ledger in memory.</summary>
    private sealed class MemoryClusterEngines : ClusterEngines
    {
        private readonly InMemoryLedger _ledger = new();

        protected override Task<ILedger> OpenLedgerAsync(int cluster) => Task.FromResult<ILedger>(_ledger);
    }
}
