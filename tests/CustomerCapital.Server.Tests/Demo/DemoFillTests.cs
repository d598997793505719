using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Server.Demo;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Demo;

#pragma warning disable CA1001 // The engine owns the ledger, and xUnit disposes of the engine.
public sealed class DemoFillTests : IAsyncLifetime
{
    private static readonly DateOnly LastDay = new(2026, 6, 30);

    private readonly InMemoryLedger _ledger = new();
    private InProcessHost _engine = null!;

    public async Task InitializeAsync() =>
        _engine = await InProcessHost.StartAsync(_ledger, new(), new FakeTimeProvider(new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero)));

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task RunAsync_fills_every_rung_with_some_lapsed()
    {
        await FillAsync(3_000);

        var ladder = await _engine.AskAsync(new ReportLadder());
        Assert.Equal(3_000, ladder.Rungs.Sum(rung => rung.Customers));
        Assert.All(ladder.Rungs, rung => Assert.InRange(rung.Customers, 20, 1_500));
        Assert.InRange(ladder.Rungs.Sum(rung => rung.Lapsed), 600, 2_000);
    }

    [Fact]
    public async Task RunAsync_makes_cohorts_that_shrink_as_a_shops_do()
    {
        await FillAsync(3_000);

        var cells = await _engine.AskAsync(new ReportCohorts());
        Assert.Equal(24, cells.Count(cell => cell.Age == 0 && !cell.Partial));
        Assert.InRange(Mean(cells, 1), 0.30, 0.55);
        Assert.InRange(Mean(cells, 6), 0.20, 0.40);
        Assert.InRange(Mean(cells, 12), 0.12, 0.32);
        Assert.InRange((await _engine.AskAsync(new ReportMetrics())).Orders, 22_000, 28_000);
    }

    [Fact]
    public async Task RunAsync_again_changes_nothing_even_a_day_later()
    {
        await FillAsync(300);
        var before = await ContentsAsync();

        await FillAsync(300, LastDay.AddDays(1));

        var after = await ContentsAsync();
        Assert.Equal(before.Customers, after.Customers);
        Assert.Equal(before.Counters, after.Counters);
    }

    [Fact]
    public async Task RunAsync_after_the_register_was_corrected_keeps_the_correction()
    {
        await FillAsync(100);
        await _engine.ExecuteAsync(DemoRetailer.FirstCustomerId, [new RegisterCustomer { Name = "Corrected" }]);

        await FillAsync(100);

        Assert.Equal("Corrected", (await _engine.Customer(DemoRetailer.FirstCustomerId).GetAsync())!.Profile.Name);
    }

    [Fact]
    public async Task RunAsync_over_a_demo_of_another_seed_is_a_usage_error()
    {
        await FillAsync(100);

        var refused = await Assert.ThrowsAsync<UsageException>(() => FillAsync(100, seed: 2));
        Assert.StartsWith("This database holds a demo made with other --customers or --seed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstDayAsync_of_a_ledger_with_other_customers_is_a_usage_error()
    {
        await _engine.ExecuteAsync("ada", [new RegisterCustomer { Name = "Ada" }]);

        await Assert.ThrowsAsync<UsageException>(() => new DemoFill(_engine, 100, 1).FirstDayAsync(LastDay));
    }

    [Fact]
    public async Task SuggestAsync_names_a_raving_fan_that_there_is()
    {
        await FillAsync(3_000);
        await using var written = new StringWriter();

        await DemoCommand.SuggestAsync(_engine, new Uri("http://127.0.0.1:8080"), written);

        var fans = new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Domain.Ladder.Rung.RavingFan), LadderFields.Lapsed.Where(SegmentOperator.Equals, false)]);
        var fan = (await _engine.AskAsync(new FindCustomers(fans, null, 1))).Lines[0].CustomerId;
        Assert.Contains($"curl -s http://127.0.0.1:8080/v1/customers/{fan}\n", written.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    /// <remarks>A refused command would be thrown.</remarks>
    private async Task FillAsync(int customers, DateOnly? lastDay = null, int seed = 1)
    {
        var fill = new DemoFill(_engine, customers, seed);
        var firstDay = await fill.FirstDayAsync(lastDay ?? LastDay);
        var done = 0L;
        await fill.RunAsync(firstDay, count => Interlocked.Add(ref done, count), CancellationToken.None);
        await _engine.SettleAsync();
        Assert.Equal(fill.Count(firstDay), done);
    }

    private async Task<(IReadOnlyList<(CustomerLine, long)> Customers, IEnumerable<KeyValuePair<CounterKey, Count>> Counters)> ContentsAsync()
    {
        var customers = new List<(CustomerLine, long)>();
        foreach (var line in (await _engine.AskAsync(new FindCustomers(Segment.Everyone, null, 1_000))).Lines)
            customers.Add((line, (await _engine.Customer(line.CustomerId).GetAsync())!.Sequence));
        var counters = await _ledger.ReadCountersAsync([.. Capabilities.Counters.Values]);
        return (customers, counters.Rows.OrderBy(row => row.Key.ToString(), StringComparer.Ordinal).ToList());
    }

    private static double Mean(IReadOnlyList<CohortCell> cells, int age)
    {
        var sizes = cells.Where(cell => cell.Age == 0).ToDictionary(cell => cell.Cohort, cell => cell.Customers);
        var old = cells.Where(cell => cell.Age == age && !cell.Partial).ToList();
        return (double)old.Sum(cell => cell.Customers) / old.Sum(cell => sizes[cell.Cohort]);
    }
}
