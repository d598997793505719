using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Policies;

/// <summary>A change of the policy, and the review of everyone after it, while the ledger fails or others decide.</summary>
public sealed class PolicyChangeTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
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
        _ledger.BeforeWriteControl = name =>
        {
            if (name == "policy") throw new LedgerUnavailableException("The connection was lost.");
        };
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
        (_ledger.Gate, _ledger.BeforeAppend) = (gate.Task, _ => reached.TrySetResult());
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
    public async Task SweepAsync_after_a_change_does_not_wait_for_a_turn_under_the_old_rules_and_its_append_is_refused()
    {
        await using var host = await StartAsync();
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource<Append>());
        (_ledger.Gate, _ledger.BeforeAppend) = (gate.Task, append => reached.TrySetResult(append));
        var decided = host.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        var old = await reached.Task;
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);

        await host.Sweeper.SweepAsync();
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => _ledger.Inner.AppendAsync(old));
        gate.SetResult();

        Assert.Equal([Rung.Buyer, Rung.Member], (await decided).Select(outcome => outcome.Receipt!.Rung));
        Assert.Equal((1, 2L), (old.PolicyVersion, (await _ledger.ReadControlAsync("policy"))!.Version));
    }

    [Fact]
    public async Task SweepAsync_after_a_change_lets_no_append_of_unknown_outcome_be_committed_later()
    {
        await using var host = await StartAsync();
        Append? lost = null;
        _ledger.Fate = append =>
        {
            lost = append;
            return AppendFault.LostBeforeCommit;
        };
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]));
        _ledger.Fate = _ => AppendFault.None;
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        await host.Sweeper.SweepAsync();

        await Assert.ThrowsAsync<PolicyOutdatedException>(() => _ledger.Inner.AppendAsync(lost!));

        await host.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        Assert.Equal(Rung.Member, (await host.Customer("ada").GetAsync())!.Standing.Rung);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_of_several_pages_sets_one_fence_and_none_without_a_change()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 1_100; i++) await host.ExecuteAsync($"c{i}", [Purchase("p1")]);
        await host.Sweeper.SweepAsync();
        Assert.Equal(0, _ledger.Fences);
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 1) }, null);

        Assert.Equal(1_100, await host.Sweeper.SweepAsync());
        Assert.Equal(0, await host.Sweeper.SweepAsync());

        Assert.Equal(1, _ledger.Fences);
    }

    [Fact]
    public async Task SweepAsync_after_reminders_of_surveys_were_put_in_force_reminds_of_those_that_are_open()
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p1"), new InviteToSurvey { SurveyId = "s1", Kind = SurveyKind.Nps }]);
        _time.Advance(TimeSpan.FromDays(9));
        await host.Sweeper.SweepAsync();
        await host.Policy.PutAsync(host.Policy.Program.Policy with { Surveys = new() { ReminderDays = 5, ReminderTemplate = "reminder" } }, null);

        await host.Sweeper.SweepAsync();

        Assert.Contains(await host.Customer("ada").EntriesAsync(0, 100), entry => entry.Event is SurveyReminded);
        Assert.Equal(0, (await host.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_of_what_standings_do_not_rest_on_reviews_nobody()
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p1") with { Currency = "EUR" }]);
        for (var version = 2; version < 5; version++)
        {
            Assert.Equal(0, await host.Sweeper.SweepAsync());
            await host.Policy.PutAsync(host.Policy.Program.Policy with { MarginRate = version / 10m }, version);
        }

        Assert.Equal(0, await host.Sweeper.SweepAsync());
        Assert.Equal(0, _ledger.Fences);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_and_back_reviews_those_who_were_decided_between()
    {
        await using var host = await StartAsync();
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        await host.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        Assert.Equal(Rung.Member, (await host.Customer("ada").GetAsync())!.Standing.Rung);
        await host.Policy.PutAsync(new ProgramPolicy(), null);

        await host.Sweeper.SweepAsync();

        Assert.Equal(Rung.Customer, (await host.Customer("ada").GetAsync())!.Standing.Rung);
        Assert.Equal(0, (await host.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task ExecuteAsync_that_adopts_the_currency_is_decided_under_the_new_version()
    {
        await using var host = await StartAsync();
        var versions = new List<long>();
        _ledger.BeforeAppend = append => versions.Add(append.PolicyVersion);

        await host.ExecuteAsync("ada", [Purchase("p1")]);
        await host.ExecuteAsync("ada", [Purchase("p2") with { Currency = "EUR" }]);
        await host.ExecuteAsync("ada", [Purchase("p3") with { Currency = "EUR" }]);

        Assert.Equal([1, 2, 2], versions);
    }

    [Fact]
    public async Task ExecuteAsync_with_a_reward_that_another_engine_has_just_put_is_accepted_and_with_one_that_nobody_has_put_is_refused()
    {
        await using var host = await StartAsync();
        await using var other = await StartAsync();
        Assert.Empty((await other.Policy.PutAsync(other.Policy.Program.Policy with { Rewards = [new("ticket", Raffle: new("summer"))] }, null)).Faults);

        var outcomes = await host.ExecuteAsync("ada", [new GrantReward { GrantId = "g1", Reward = "ticket", Free = true }, new GrantReward { GrantId = "g2", Reward = "yacht", Free = true }]);

        Assert.Equal([null, "reward_not_found"], outcomes.Select(outcome => outcome.Code));
    }

    [Fact]
    public async Task RestoreAsync_of_an_export_after_a_fence_is_under_the_restored_policy()
    {
        await using var host = await StartAsync();
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        await host.Sweeper.SweepAsync();
        await _ledger.FenceAsync((await _ledger.ReadControlAsync("policy"))!.Version);
        await using var other = new InMemoryLedger();
        await using var exporting = await InProcessHost.StartAsync(other, new(), _time);
        await exporting.ExecuteAsync("ada", [Purchase("p1")]);

        var restore = host.Restore();
        await foreach (var line in exporting.Export().ReadAsync()) await restore.TakeAsync(line);
        await restore.CompleteAsync();

        Assert.Equal((1, 3L), (restore.Appended > 0 ? 1 : 0, host.Policy.InForce.Version));
        Assert.Equal(Rung.Buyer, (await host.Customer("ada").GetAsync())!.Standing.Rung);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_passes_over_a_customer_who_cannot_be_reviewed_and_comes_back()
    {
        const int customers = 600;
        await using var host = await StartAsync();
        for (var i = 0; i < customers; i++) await host.ExecuteAsync($"c{i}", [Purchase("p1"), Purchase("p2")]);
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        _ledger.Fate = append => append.Actor.Key == "c0" ? AppendFault.LostBeforeCommit : AppendFault.None;

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
        _ledger.AfterWriteControl = name =>
        {
            if (name == "policy") throw new LedgerUnavailableException("The connection was lost.");
        };
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, null));
        _ledger.AfterWriteControl = _ => { };
    }

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(_ledger, new(), _time);
}
