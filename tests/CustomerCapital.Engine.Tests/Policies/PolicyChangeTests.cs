using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Conformance;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Engine.Tests.Policies;

/// <summary>A change of the policy, and the review of everyone after it, while the ledger fails or others decide.</summary>
public sealed class PolicyChangeTests : IAsyncDisposable
{
    private readonly ManualTime _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task PutAsync_after_one_that_was_kept_though_it_failed_builds_on_it()
    {
        using var policy = await PolicyActor.LoadAsync(_ledger);
        await FailAfterKeepingAsync(policy);

        var stale = await policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, 1);
        var change = await policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null);

        Assert.Equal((true, 0.2m), (stale.VersionConflict, stale.Policy.MarginRate));
        Assert.Equal((3, 0.3m), (change.Policy.Version, change.Policy.MarginRate));
    }

    [Fact]
    public async Task ConfirmAsync_after_a_change_that_was_kept_though_it_failed_puts_it_in_force()
    {
        using var policy = await PolicyActor.LoadAsync(_ledger);
        await FailAfterKeepingAsync(policy);

        await policy.ConfirmAsync();

        Assert.Equal((2, 0.2m), (policy.Program.Policy.Version, policy.Program.Policy.MarginRate));
    }

    [Fact]
    public async Task ConfirmAsync_after_a_change_that_failed_does_not_let_it_be_kept_later()
    {
        using var policy = await PolicyActor.LoadAsync(_ledger);
        var before = (await _ledger.ReadControlAsync("policy"))!;
        _ledger.BeforeWriteControl = _ => throw new LedgerUnavailableException("The connection was lost.");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, null));
        _ledger.BeforeWriteControl = _ => { };

        await policy.ConfirmAsync();

        Assert.Equal(1m, policy.Program.Policy.MarginRate);
        await Assert.ThrowsAsync<VersionConflictException>(() => _ledger.WriteControlAsync("policy", "late", before.Version));
    }

    [Fact]
    public async Task SweepAsync_after_a_change_reviews_a_customer_too_who_was_new_and_decided_before_it()
    {
        await using var host = await StartAsync();
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        (_ledger.Gate, _ledger.BeforeAppend) = (gate.Task, () => reached.TrySetResult());
        var decided = host.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        await reached.Task;
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);

        var swept = host.Sweeper.SweepAsync();
        gate.SetResult();
        await decided;
        await swept;

        Assert.Equal(Rung.Member, (await host.Customer("ada").GetAsync())!.Standing.Rung);
        Assert.Equal(0, (await host.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_passes_over_a_customer_who_cannot_be_reviewed_and_comes_back()
    {
        const int customers = 600;
        await using var host = await StartAsync();
        for (var i = 0; i < customers; i++) await host.ExecuteAsync($"c{i}", [Purchase("p1"), Purchase("p2")]);
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        _ledger.Fate = append => append.CustomerId == "c0" ? AppendFault.LostBeforeCommit : AppendFault.None;

        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Sweeper.SweepAsync());
        for (var i = 0; i < customers; i++) Assert.Equal((i, i == 0 ? Rung.Customer : Rung.Member), (i, (await host.Customer($"c{i}").GetAsync())!.Standing.Rung));

        _time.Advance(TimeSpan.FromDays(200));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Sweeper.SweepAsync());
        Assert.True((await host.Customer("c1").GetAsync())!.Standing.Lapsed);

        _ledger.Fate = _ => AppendFault.None;
        await host.Sweeper.SweepAsync();
        Assert.True((await host.Customer("c0").GetAsync())!.Standing.Lapsed);
        Assert.Equal(0, (await host.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    private async Task FailAfterKeepingAsync(PolicyActor policy)
    {
        _ledger.AfterWriteControl = _ => throw new LedgerUnavailableException("The connection was lost.");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, null));
        _ledger.AfterWriteControl = _ => { };
    }

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(_ledger, new() { BackgroundWork = false }, _time, NullLogger.Instance);
}
