using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>What a ledger that does not answer leads to: a bounded number of commands in memory, and callers who are told in time to come again.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _ledger.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Thousands_of_callers_of_a_ledger_that_hangs_are_bounded_and_answered_and_what_they_send_again_is_exact(bool hangsWhenWriting)
    {
        const int limit = 50, callers = 3_000;
        await using var host = await StartAsync(new() { CommandLimit = limit });
        if (hangsWhenWriting) _ledger.Gate = _gate.Task;
        else _ledger.ReadGate = _gate.Task;

        var calls = Enumerable.Range(0, callers).Select(i => host.ExecuteAsync($"c{i % 1_500}", [Purchase($"p{i}")])).ToList();

        Assert.Equal((limit, limit), host.CommandCount);
        foreach (var call in calls.Skip(2 * limit)) await Assert.ThrowsAsync<EngineOverloadedException>(() => call);
        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (var call in calls.Skip(limit).Take(limit)) await Assert.ThrowsAsync<EngineOverloadedException>(() => call);
        Assert.All(calls.Take(limit), call => Assert.False(call.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(30));
        foreach (var call in calls.Take(limit)) await Assert.ThrowsAsync<EngineUnavailableException>(() => call);
        Assert.Equal((limit, 0), host.CommandCount);

        _gate.SetResult();
        while (host.CommandCount != (0, 0)) await Task.Yield();
        var outcomes = new List<CommandOutcome>();
        foreach (var part in Enumerable.Range(0, callers).Chunk(limit))
            foreach (var answer in await Task.WhenAll(part.Select(i => host.ExecuteAsync($"c{i % 1_500}", [Purchase($"p{i}")])))) outcomes.AddRange(answer);

        Assert.All(outcomes.Take(limit), outcome => Assert.Equal(OutcomeStatus.Duplicate, outcome.Status));
        Assert.All(outcomes.Skip(limit), outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        var metrics = await host.AskAsync(new ReportMetrics());
        Assert.Equal((1_500L, callers), (metrics.BuyingCustomers, metrics.Orders));
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Reads_and_reviews_that_wait_for_a_customer_count_with_the_commands()
    {
        await using var host = await StartAsync(new() { WaitingLimit = 3 });
        _ledger.ReadGate = _gate.Task;
        var running = host.ExecuteAsync("ada", [Purchase("p0")]);
        await _ledger.RecallBegun.Task;
        Task[] waiting = [host.Customer("ada").GetAsync(), host.Customer("ada").ReviewAsync(), host.ExecuteAsync("ada", [Purchase("p1")])];

        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.Customer("ada").GetAsync());
        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.Customer("ada").ReviewAsync());
        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.ExecuteAsync("ada", [Purchase("p2")]));
        _gate.SetResult();

        await Task.WhenAll([running, .. waiting]);
        Assert.Equal(2, (await host.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public async Task Reads_of_customers_who_are_not_in_memory_count_with_the_commands_in_work()
    {
        await using var host = await StartAsync(new() { CommandLimit = 2, Patience = TimeSpan.Zero });
        _ledger.ReadGate = _gate.Task;
        Task[] running = [host.Customer("ada").GetAsync(), host.Customer("bob").GetAsync()];

        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.Customer("eve").GetAsync());
        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.ExecuteAsync("eve", [Purchase("p")]));
        _gate.SetResult();

        await Task.WhenAll(running);
        Assert.Null(await host.Customer("eve").GetAsync());
    }

    [Fact]
    public async Task Referrals_beyond_the_waiting_limit_are_overloaded()
    {
        await using var host = await StartAsync(new() { WaitingLimit = 2 });
        _ledger.ReadGate = _gate.Task;
        var within = Enumerable.Range(0, 3).Select(Refer).ToList();

        await Assert.ThrowsAsync<EngineOverloadedException>(() => Refer(3));
        _gate.SetResult();

        foreach (var outcomes in await Task.WhenAll(within)) Assert.Equal(OutcomeStatus.Accepted, outcomes[0].Status);
        Assert.Equal(OutcomeStatus.Accepted, (await Refer(3))[0].Status);

        Task<IReadOnlyList<CommandOutcome>> Refer(int i) => host.ExecuteAsync($"referrer{i}", [new MakeReferral { ReferralId = "m", ReferredCustomerId = $"referred{i}" }]);
    }

    [Fact]
    public async Task Reports_from_a_ledger_that_hangs_are_unavailable_in_time()
    {
        await using var host = await StartAsync(new());
        _ledger.ReadGate = _gate.Task;

        var report = host.AskAsync(new ReportMetrics());
        _time.Advance(TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(() => report);
        Assert.Equal("The ledger has not answered within 30 seconds.", failure.Message);
    }

    [Fact]
    public async Task StartAsync_with_options_beyond_their_limits_says_what_they_must_be()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(new() { WaitingLimit = 0, Patience = TimeSpan.FromDays(2) }));

        Assert.Contains("EngineOptions: The field WaitingLimit must be between 1 and 1000000.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("EngineOptions: The field Patience must be between 00:00:00 and 1.00:00:00.", refused.Message, StringComparison.Ordinal);
    }

    private Task<InProcessHost> StartAsync(EngineOptions options)
    {
        return InProcessHost.StartAsync(_ledger, options, _time);
    }
}
