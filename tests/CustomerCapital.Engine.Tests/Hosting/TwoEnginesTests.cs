using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Two engines over one ledger: nothing is lost, nothing is decided on what the other has written over, and neither hangs.</summary>
public sealed class TwoEnginesTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task SweepAsync_of_a_customer_who_is_due_since_the_other_wrote_ends_with_the_review()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.ExecuteAsync("ada", [Purchase("p1", at: Start.AddDays(-100)), Purchase("p2", at: Start)]);
        await other.ExecuteAsync("ada", [WholeReturn("r1", "p2")]);
        _time.Advance(TimeSpan.FromDays(100));

        await one.Sweeper.SweepAsync();

        Assert.True((await one.Customer("ada").GetAsync())!.Standing.Lapsed);
    }

    [Fact]
    public async Task GetAsync_after_a_duplicate_of_what_the_other_carried_out_shows_it()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.ExecuteAsync("ada", [Purchase("p1")]);
        await other.ExecuteAsync("ada", [Purchase("p2")]);

        Assert.Equal(OutcomeStatus.Duplicate, (await one.ExecuteAsync("ada", [Purchase("p2")]))[0].Status);

        Assert.Equal(2, (await one.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public async Task ExecuteAsync_of_purchases_in_two_currencies_fixes_the_first()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        Assert.Equal(OutcomeStatus.Accepted, (await one.ExecuteAsync("ada", [Purchase("p1") with { Currency = "EUR" }]))[0].Status);

        var second = (await other.ExecuteAsync("bob", [Purchase("p1") with { Currency = "USD" }]))[0];

        Assert.Equal((OutcomeStatus.Refused, "currency_mismatch", "EUR"), (second.Status, second.Code, other.Policy.Program.Policy.Currency));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_referral_above_a_loop_that_both_closed_ends()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.Customer("ada").ExecuteAsync([new AcceptReferral { ReferralId = "m", ReferrerId = "bob" }]);
        await other.Customer("bob").ExecuteAsync([new AcceptReferral { ReferralId = "m", ReferrerId = "ada" }]);

        Assert.Equal(OutcomeStatus.Accepted, (await one.ExecuteAsync("ada", [new MakeReferral { ReferralId = "n", ReferredCustomerId = "eve" }]))[0].Status);
    }

    [Fact]
    public async Task SweepAsync_after_a_change_while_the_other_decides_by_the_old_rules_leaves_nobody_by_them()
    {
        var slow = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync();
        await using var other = await StartAsync(slow);
        await other.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        (slow.Gate, slow.BeforeAppend) = (gate.Task, _ => reached.TrySetResult());
        var decided = other.ExecuteAsync("bob", [Purchase("p1"), Purchase("p2")]);
        await reached.Task;
        await one.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);

        await one.Sweeper.SweepAsync();
        gate.SetResult();
        await decided;

        Assert.Equal([("ada", Rung.Member), ("bob", Rung.Member)], (await one.AskAsync(new FindCustomers(Segment.Everyone, null, 10))).Lines.Select(line => (line.CustomerId, line.Of<Rung>(LadderFields.Rung))));
        Assert.Equal((2, one.Policy.InForce.Version), (other.Policy.Program.Policy.Member.Orders, other.Policy.InForce.Version));
        Assert.Equal(0, (await one.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task ReviewAsync_by_rules_that_only_the_other_knows_is_by_them()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await other.ExecuteAsync("ada", [Purchase("p1"), Purchase("p2")]);
        await one.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);

        await other.Customer("ada").ReviewAsync();
        Assert.Equal(Rung.Customer, (await other.Customer("ada").GetAsync())!.Standing.Rung);
        await other.Customer("ada").ReviewAsync(one.Policy.InForce.Version);

        Assert.Equal(Rung.Member, (await other.Customer("ada").GetAsync())!.Standing.Rung);
    }

    [Fact]
    public async Task SweepAsync_of_both_after_a_change_reviews_everyone_once_and_by_the_new_rules()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        for (var i = 0; i < 10; i++) await other.ExecuteAsync($"c{i}", [Purchase("p1"), Purchase("p2")]);
        await one.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);

        var reviewed = new List<int>();
        foreach (var engine in new[] { other, one, other, one }) reviewed.Add(await engine.Sweeper.SweepAsync());

        Assert.Equal([10, 0, 0, 0], reviewed);
        for (var i = 0; i < 10; i++) Assert.Equal(Rung.Member, (await other.Customer($"c{i}").GetAsync())!.Standing.Rung);
    }

    [Theory]
    [InlineData(0, 0)] // Standings do not rest on it: the version alone is written.
    [InlineData(2, 10)]
    [InlineData(2, 1_100)] // Several pages.
    public async Task SweepAsync_that_meets_the_others_sweep_after_a_change_goes_on_where_that_one_ended(int memberOrders, int customers)
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        for (var i = 0; i < customers; i++) await other.ExecuteAsync($"c{i}", [Purchase("p1"), Purchase("p2")]);
        await one.Policy.PutAsync(memberOrders == 0 ? new ProgramPolicy { MarginRate = 0.2m } : new ProgramPolicy { Member = new(Orders: memberOrders) }, null);
        met.Intrusion = ("policy-review", () => other.Sweeper.SweepAsync());

        await one.Sweeper.SweepAsync();

        Assert.Null(met.Intrusion);
        Assert.Equal((0, 0), (await one.Sweeper.SweepAsync(), await other.Sweeper.SweepAsync()));
        for (var i = 0; i < customers; i++) Assert.Equal(Rung.Member, (await other.Customer($"c{i}").GetAsync())!.Standing.Rung);
        Assert.Equal(0, (await one.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task SweepAsync_that_meets_the_others_sweep_over_those_who_were_left_leaves_nobody()
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        foreach (var id in new[] { "ada", "bob" }) await other.ExecuteAsync(id, [Purchase("p1"), Purchase("p2")]);
        await one.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        met.Fate = append => append.Actor.Key == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => one.Sweeper.SweepAsync());
        (met.Fate, met.Intrusion) = (_ => AppendFault.None, ("policy-review", () => other.Sweeper.SweepAsync()));
        _time.Advance(TimeSpan.FromMinutes(1));

        await one.Sweeper.SweepAsync();

        Assert.Null(met.Intrusion);
        Assert.Equal((0, 0), (await one.Sweeper.SweepAsync(), await other.Sweeper.SweepAsync()));
        Assert.Equal(Rung.Member, (await one.Customer("ada").GetAsync())!.Standing.Rung);
        Assert.Equal(0, (await one.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task PutAsync_that_meets_the_others_change_is_a_conflict_with_that_one_in_force()
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        met.Intrusion = ("policy", () => other.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null));

        var change = await one.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, null);

        Assert.Equal((true, 0.3m, 0.3m), (change.VersionConflict, change.Policy.MarginRate, one.Policy.Program.Policy.MarginRate));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_first_currency_that_meets_the_others_change_of_policy_keeps_both()
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        met.Intrusion = ("policy", () => other.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null));

        var outcome = (await one.ExecuteAsync("ada", [Purchase("p1") with { Currency = "EUR" }]))[0];

        await other.Policy.RefreshAsync();
        Assert.Equal((OutcomeStatus.Accepted, "EUR", 0.3m), (outcome.Status, other.Policy.Program.Policy.Currency, other.Policy.Program.Policy.MarginRate));
    }

    [Fact]
    public async Task RestoreAsync_that_meets_the_others_change_of_policy_puts_the_exports_in_force()
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        met.Intrusion = ("policy", () => other.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null));

        await one.Policy.RestoreAsync(new ProgramPolicy { MarginRate = 0.2m, Version = 7 });

        await other.Policy.RefreshAsync();
        Assert.Equal((0.2m, 0.2m, 3L), (one.Policy.Program.Policy.MarginRate, other.Policy.Program.Policy.MarginRate, other.Policy.InForce.Version));
    }

    [Fact]
    public async Task ConfirmAsync_that_meets_the_others_change_of_policy_puts_that_one_in_force()
    {
        var met = new FaultyLedger(_ledger.Inner);
        await using var one = await StartAsync(met);
        await using var other = await StartAsync();
        met.BeforeWriteControl = name =>
        {
            if (name == "policy") throw new LedgerUnavailableException("The connection was lost.");
        };
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => one.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, null));
        (met.BeforeWriteControl, met.Intrusion) = (_ => { }, ("policy", () => other.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null)));

        await one.Policy.ConfirmAsync();

        Assert.Equal((0.3m, 2L), (one.Policy.Program.Policy.MarginRate, one.Policy.InForce.Version));
        await one.Policy.ConfirmAsync();
        Assert.Equal(2L, (await _ledger.ReadControlAsync("policy"))!.Version);
    }

    private Task<InProcessHost> StartAsync() => StartAsync(_ledger);

    private Task<InProcessHost> StartAsync(FaultyLedger ledger) => InProcessHost.StartAsync(ledger, new(), _time);
}
