using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Server.Demo;

namespace CustomerCapital.Server.Tests.Demo;

public sealed class DemoFillTests : IAsyncLifetime
{
    private FilledDemo _demo = null!;

    private InProcessHost Engine => _demo.Engine;

    public async Task InitializeAsync() => _demo = await FilledDemo.StartAsync();

    public async Task DisposeAsync() => await _demo.DisposeAsync();

    [Fact]
    public async Task RunAsync_again_changes_nothing_even_a_day_later()
    {
        await FillAsync(300);
        var before = await ContentsAsync();

        await FillAsync(300, FilledDemo.LastDay.AddDays(1));

        var after = await ContentsAsync();
        Assert.Equal(before.Customers, after.Customers);
        Assert.Equal(before.Counters, after.Counters);
    }

    [Theory]
    [InlineData(350)]
    [InlineData(700)]
    [InlineData(1_400)]
    public async Task RunAsync_after_an_interruption_completes_what_is_missing(int after)
    {
        using var interruption = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _demo.FillAsync(100, advanced: done => { if (done > after) interruption.Cancel(); }, cancellation: interruption.Token));
        Assert.Equal(FilledDemo.Now, Engine.Now);
        await FillAsync(100);
        var completed = await ContentsAsync();

        await using var other = await FilledDemo.StartAsync();
        await other.FillAsync(100);

        Assert.Equal((await ContentsAsync(other)).Customers, completed.Customers);
    }

    [Fact]
    public async Task RunAsync_after_the_register_was_corrected_keeps_the_correction()
    {
        await FillAsync(100);
        await Engine.ExecuteAsync(DemoRetailer.FirstCustomerId, [new RegisterCustomer { Name = "Corrected" }]);

        await FillAsync(100);

        Assert.Equal("Corrected", (await Engine.Customer(DemoRetailer.FirstCustomerId).GetAsync())!.Profile.Name);
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
        await Engine.ExecuteAsync("ada", [new RegisterCustomer { Name = "Ada" }]);

        await Assert.ThrowsAsync<UsageException>(() => _demo.NewFill(100, 1).FirstDayAsync(FilledDemo.LastDay));
    }

    private async Task FillAsync(int customers, DateOnly? lastDay = null, int seed = 1)
    {
        var (planned, done) = await _demo.FillAsync(customers, lastDay, seed);
        // What follows a letter comes on top.
        Assert.InRange(done, planned, planned * 11 / 10);
    }

    private async Task<(IReadOnlyList<(CustomerLine, long)> Customers, IEnumerable<KeyValuePair<CounterKey, Count>> Counters)> ContentsAsync(FilledDemo? of = null)
    {
        var demo = of ?? _demo;
        var customers = new List<(CustomerLine, long)>();
        foreach (var line in (await demo.Engine.AskAsync(new FindCustomers(Segment.Everyone, null, 1_000))).Lines)
            customers.Add((line, (await demo.Engine.Customer(line.CustomerId).GetAsync())!.Sequence));
        var counters = await demo.Ledger.ReadCountersAsync([.. Capabilities.Counters.Values]);
        return (customers, counters.Rows.OrderBy(row => row.Key.ToString(), StringComparer.Ordinal).ToList());
    }
}
