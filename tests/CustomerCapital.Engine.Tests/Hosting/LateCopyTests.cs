using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>A call of which two engines get a copy each, over one ledger: once it is revoked, a copy that comes late does nothing.</summary>
public sealed class LateCopyTests : IAsyncDisposable
{
    private static readonly Guid Call = new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01");
    private static readonly SetEnrolment Enrol = new() { Enrolled = true };
    private static readonly SetEnrolment Leave = new() { Enrolled = false };

    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    /// <summary>Where a copy stands while the other one is answered.</summary>
    public enum Halt
    {
        BeforeItIsDecided,
        BeforeItIsAppended,
    }

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Theory]
    [InlineData(Halt.BeforeItIsDecided)]
    [InlineData(Halt.BeforeItIsAppended)]
    public async Task ExecuteAsync_of_a_late_copy_of_an_enrolment_does_not_undo_the_leaving_after_it(Halt halt)
    {
        await using var other = await StartAsync(_ledger);
        await other.ExecuteAsync("ada", [Purchase("p1")]);
        var late = await HaltedAsync(halt, slow => slow.Customer("ada").ExecuteAsync([Enrol], Call));

        Assert.Equal(OutcomeStatus.Accepted, (await other.Customer("ada").ExecuteAsync([Enrol], Call))[0].Status);
        await _ledger.RevokeCallAsync("ada", Call);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OutcomeStatus.Accepted, (await other.ExecuteAsync("ada", [Leave]))[0].Status);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        var answered = await Assert.ThrowsAsync<EngineUnavailableException>(late);

        Assert.IsType<CallRevokedException>(answered.InnerException);
        await using var fresh = await StartAsync(_ledger);
        Assert.False((await fresh.Customer("ada").GetAsync())!.Enrolled);
        Assert.Equal([true, false], (await fresh.Customer("ada").EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<EnrolmentChanged>().Select(change => change.Enrolled));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_late_copy_of_a_refused_return_is_not_accepted_after_its_purchase()
    {
        await using var other = await StartAsync(_ledger);
        var late = await HaltedAsync(Halt.BeforeItIsDecided, slow => slow.Customer("ada").ExecuteAsync([WholeReturn("r1", "p1")], Call));

        var refused = (await other.Customer("ada").ExecuteAsync([WholeReturn("r1", "p1")], Call))[0];
        Assert.Equal((OutcomeStatus.Refused, "purchase_not_found"), (refused.Status, refused.Code));
        await _ledger.RevokeCallAsync("ada", Call);
        await other.ExecuteAsync("ada", [Purchase("p1")]);
        var answered = await Assert.ThrowsAsync<EngineUnavailableException>(late);

        Assert.IsType<CallRevokedException>(answered.InnerException);
        await using var fresh = await StartAsync(_ledger);
        var ada = (await fresh.Customer("ada").GetAsync())!;
        Assert.Equal((1L, Money.Round(10)), (ada.Orders, ada.Revenue));
        Assert.Equal(OutcomeStatus.Accepted, (await fresh.ExecuteAsync("ada", [WholeReturn("r1", "p1")]))[0].Status);
    }

    [Fact]
    public async Task ExecuteAsync_of_a_copy_that_finds_nothing_to_write_is_answered_like_any_other()
    {
        await using var host = await StartAsync(_ledger);
        await host.Customer("ada").ExecuteAsync([Purchase("p1"), Enrol], Call);
        await _ledger.RevokeCallAsync("ada", Call);

        var outcomes = await host.Customer("ada").ExecuteAsync([Purchase("p1"), Enrol, WholeReturn("r1", "none")], Call);

        Assert.Equal([OutcomeStatus.Duplicate, OutcomeStatus.Unchanged, OutcomeStatus.Refused], outcomes.Select(outcome => outcome.Status));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_turn_with_a_revoked_call_carries_out_those_of_other_callers_once()
    {
        await using var host = await StartAsync(_ledger);
        await _ledger.RevokeCallAsync("ada", Call);
        var (running, open) = await RunningAsync(host);
        var revoked = host.Customer("ada").ExecuteAsync([Purchase("p1"), Enrol], Call);
        var other = host.Customer("ada").ExecuteAsync([Purchase("p2"), new RegisterCustomer { Name = "Ada" }], new Guid("ffeeddcc-bbaa-9988-7766-554433221100"));
        var without = host.ExecuteAsync("ada", [Purchase("p3"), new SetEnrolment { Enrolled = true }]);
        var review = host.Customer("ada").ReviewAsync();

        open();

        Assert.Equal(OutcomeStatus.Accepted, (await running)[0].Status);
        Assert.IsType<CallRevokedException>((await Assert.ThrowsAsync<EngineUnavailableException>(() => revoked)).InnerException);
        foreach (var outcomes in new[] { await other, await without }) Assert.Equal([OutcomeStatus.Accepted, OutcomeStatus.Accepted], outcomes.Select(outcome => outcome.Status));
        await review;
        Assert.Equal(
            [null, null, "purchase:p0", "purchase:p2", "purchase:p3"],
            (await host.Customer("ada").EntriesAsync(0, 100)).Where(entry => entry.After is not null).Select(entry => entry.NaturalId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_turn_of_calls_of_which_one_is_not_taken_by_the_database_refuses_that_alone()
    {
        await using var host = await StartAsync(_ledger);
        var (running, open) = await RunningAsync(host);
        _ledger.Fate = append => append.Entries.Any(entry => entry.NaturalId == "purchase:bad") ? AppendFault.Rejected : AppendFault.None;
        var bad = host.Customer("ada").ExecuteAsync([Purchase("p1"), Purchase("bad"), Enrol], Call);
        var good = host.Customer("ada").ExecuteAsync([Purchase("p2"), new RegisterCustomer { Name = "Ada" }], new Guid("ffeeddcc-bbaa-9988-7766-554433221100"));

        open();

        await running;
        Assert.Equal([OutcomeStatus.Accepted, OutcomeStatus.Refused, OutcomeStatus.Accepted], (await bad).Select(outcome => outcome.Status));
        Assert.Equal([OutcomeStatus.Accepted, OutcomeStatus.Accepted], (await good).Select(outcome => outcome.Status));
        Assert.Equal(3, (await host.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public async Task ExecuteAsync_appends_with_the_calls_of_its_turn_and_without_calls_with_none()
    {
        await using var host = await StartAsync(_ledger);
        var appended = new List<(string CustomerId, IReadOnlyList<Guid> Calls)>();
        _ledger.BeforeAppend = append => appended.Add((append.Actor.Key, append.Calls));

        await host.ExecuteAsync("ada", [Purchase("p1")]);
        await host.ExecuteAsync("ada", [Purchase("p2")], Call);
        await host.ExecuteAsync("ada", [new MakeReferral { ReferralId = "r", ReferredCustomerId = "bob" }, Purchase("p3")], Call);
        await host.ExecuteAsync("bob", [Purchase("p1")]);
        await host.SettleAsync();

        Assert.Equal(["ada", "ada", "bob", "ada", "ada", "bob", "ada"], appended.Select(append => append.CustomerId));
        Assert.Equal([[], [Call], [Call], [Call], [Call], [], []], appended.Select(append => append.Calls));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_late_copy_of_a_referral_leaves_neither_half()
    {
        await using var host = await StartAsync(_ledger);
        await _ledger.RevokeCallAsync("ada", Call);
        await _ledger.RevokeCallAsync("bob", Call);

        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [new MakeReferral { ReferralId = "r", ReferredCustomerId = "bob" }], Call));

        Assert.Null(await host.Customer("ada").GetAsync());
        Assert.Null(await host.Customer("bob").GetAsync());
    }

    /// <summary>A turn of Ada's that is being written, so that what comes next becomes one turn.</summary>
    private async Task<(Task<IReadOnlyList<CommandOutcome>> Running, Action Open)> RunningAsync(InProcessHost host)
    {
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        (_ledger.Gate, _ledger.BeforeAppend) = (gate.Task, _ => reached.TrySetResult());
        var running = host.ExecuteAsync("ada", [Purchase("p0")]);
        await reached.Task;
        return (running, gate.SetResult);
    }

    /// <summary>Makes a call to an engine of its own, which stands still over it.</summary>
    /// <returns>Lets it go on, and brings its outcome.</returns>
    private async Task<Func<Task<IReadOnlyList<CommandOutcome>>>> HaltedAsync(Halt halt, Func<InProcessHost, Task<IReadOnlyList<CommandOutcome>>> call)
    {
        var slow = new FaultyLedger(_ledger.Inner);
        var host = await StartAsync(slow);
        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        if (halt == Halt.BeforeItIsDecided) slow.ReadGate = gate.Task;
        else slow.Gate = gate.Task;
        slow.BeforeAppend = _ => reached.TrySetResult();
        var outcome = call(host);
        await (halt == Halt.BeforeItIsDecided ? slow.RecallBegun : reached).Task;
        return async () =>
        {
            gate.SetResult();
            try
            {
                return await outcome;
            }
            finally
            {
                await host.DisposeAsync();
            }
        };
    }

    private Task<InProcessHost> StartAsync(FaultyLedger ledger) => InProcessHost.StartAsync(ledger, new(), _time);
}
