using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Memory, queues and closing of the host.</summary>
public sealed class InProcessHostTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task Surplus_actors_leave_memory_and_come_back_with_what_they_knew()
    {
        await using var host = await StartAsync(new() { ActorLimit = 10 });

        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                var outcome = (await host.ExecuteAsync($"c{i}", [Purchase($"p{round}")]))[0];
                Assert.Equal((OutcomeStatus.Accepted, round), (outcome.Status, outcome.Receipt!.Orders));
                Assert.InRange(host.ActorCount, 1, 11);
            }
        }

        Assert.Equal(OutcomeStatus.Duplicate, (await host.ExecuteAsync("c0", [Purchase("p1")]))[0].Status);
    }

    [Fact]
    public async Task Actors_taken_at_one_instant_do_not_make_room_by_dropping_themselves()
    {
        await using var host = await StartAsync(new() { ActorLimit = 1 });

        for (var i = 0; i < 5; i++) Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync($"c{i}", [Purchase("p1")]))[0].Status);

        Assert.InRange(host.ActorCount, 1, 2);
    }

    [Fact]
    public async Task Many_callers_of_more_customers_than_fit_are_all_served()
    {
        await using var host = await StartAsync(new() { ActorLimit = 3 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => Task.Run(async () => (await host.ExecuteAsync($"c{i % 40}", [Purchase($"p{i}")]))[0])));

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        Assert.Equal(2_000, (await host.AskAsync(new ReportMetrics())).Orders);
    }

    [Fact]
    public async Task ActorCount_after_many_callers_of_the_same_customers_is_how_many_there_are()
    {
        await using var host = await StartAsync(new() { ActorLimit = 1_000_000 });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() => Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => host.Customer($"c{i}").ReviewAsync())))));

        Assert.Equal(5_000, host.ActorCount);
    }

    [Fact]
    public async Task ExecuteAsync_beyond_the_waiting_limit_is_overloaded_and_those_within_are_carried_out()
    {
        await using var host = await StartAsync(new() { WaitingLimit = 3 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ledger.Gate = gate.Task;
        _ledger.BeforeAppend = _ => reached.TrySetResult();
        var running = host.ExecuteAsync("ada", [Purchase("p0")]);
        await reached.Task;
        var waiting = Enumerable.Range(1, 3).Select(i => host.ExecuteAsync("ada", [Purchase($"p{i}")])).ToList();

        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.ExecuteAsync("ada", [Purchase("beyond")]));
        var other = host.ExecuteAsync("bob", [Purchase("p0")]);
        gate.SetResult();

        foreach (var outcomes in await Task.WhenAll([running, other, .. waiting])) Assert.Equal(OutcomeStatus.Accepted, outcomes[0].Status);
        Assert.Equal(4, (await host.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public async Task DisposeAsync_carries_out_what_was_taken_and_takes_no_more()
    {
        var ledger = new InMemoryLedger();
        var host = await InProcessHost.StartAsync(ledger, new(), _time);
        var taken = Enumerable.Range(0, 2_000).Select(i => host.ExecuteAsync($"c{i % 20}", [Purchase($"p{i}")])).ToList();

        await host.DisposeAsync();

        foreach (var outcomes in await Task.WhenAll(taken)) Assert.Equal(OutcomeStatus.Accepted, outcomes[0].Status);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("c0", [Purchase("late")]));
    }

    private Task<InProcessHost> StartAsync(EngineOptions options) => InProcessHost.StartAsync(_ledger, options, _time);
}
