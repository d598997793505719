using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
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

    private Task<InProcessHost> StartAsync() => StartAsync(_ledger);

    private Task<InProcessHost> StartAsync(FaultyLedger ledger) => InProcessHost.StartAsync(ledger, new(), _time);
}
