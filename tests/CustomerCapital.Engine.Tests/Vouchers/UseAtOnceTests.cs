using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Vouchers;

/// <summary>A purchase and its use of a voucher in one commit: what stands in the ledger whatever happens to the commit, and to whom another writer comes first.</summary>
public sealed class UseAtOnceTests : IAsyncDisposable
{
    private static readonly ActorId Code = VoucherCode.ActorOf("ONE");
    private static readonly VoucherTerms TenOff = new() { Value = Money.Round(10) };

    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private readonly List<Append> _appends = [];

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task Purchase_and_use_are_one_commit_that_takes_nothing_out_and_tells_nobody()
    {
        await using var host = await IssuedAsync(TenOff);

        var outcome = await RecordAsync(host, "ada");

        Assert.Equal((OutcomeStatus.Accepted, Money.Round(10)), (outcome.Status, outcome.Receipt!.Vouchers![0].Discount));
        Assert.Equal([Code, "ada"], Assert.Single(_appends).Members.Select(member => member.Actor));
        Assert.Equal((1, 0), await UsesAsync(host));
        Assert.Equal([typeof(VoucherIssued), typeof(UseConfirmed)], await HappenedAsync(host));
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
        Assert.DoesNotContain(await _ledger.ReadDueAsync(DateTimeOffset.MaxValue, 10), due => due.Actor == Code);
        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Commit_that_was_lost_has_used_nothing()
    {
        await using (var host = await IssuedAsync(TenOff))
        {
            _ledger.Fate = _ => AppendFault.LostBeforeCommit;
            await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
            _ledger.Fate = _ => AppendFault.None;
            Assert.Equal((0, 0), await UsesAsync(host));
        }

        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);
        Assert.Equal((0, 0), await UsesAsync(next));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(next, "bob")).Status);
        Assert.Equal("voucher_used_up", (await RecordAsync(next, "ada")).Code);
        await SettledAsync(next, 1);
    }

    [Fact]
    public async Task Commit_that_was_not_answered_has_used_it_once_and_the_repeat_gets_the_receipt()
    {
        await using (var host = await IssuedAsync(TenOff))
        {
            _ledger.Fate = _ => AppendFault.LostAfterCommit;
            await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        }

        _ledger.Fate = _ => AppendFault.None;
        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);
        Assert.Equal((1, 0), await UsesAsync(next));
        var repeat = await RecordAsync(next, "ada");
        Assert.Equal((OutcomeStatus.Duplicate, Money.Round(10)), (repeat.Status, repeat.Receipt!.Vouchers![0].Discount));
        Assert.Equal("voucher_used_up", (await RecordAsync(next, "bob")).Code);
        await SettledAsync(next, 1);
    }

    [Fact]
    public async Task Same_engine_knows_after_a_commit_that_was_not_answered_that_the_purchase_is_recorded()
    {
        await using var host = await IssuedAsync(TenOff with { Uses = 2 });
        _ledger.Fate = _ => AppendFault.LostAfterCommit;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        _ledger.Fate = _ => AppendFault.None;

        Assert.Equal(OutcomeStatus.Duplicate, (await RecordAsync(host, "ada")).Status);
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "bob")).Status);
        await SettledAsync(host, 2);
    }

    [Fact]
    public async Task Another_engine_that_writes_the_customer_in_between_has_both_decided_again()
    {
        await using var host = await IssuedAsync(TenOff);
        await using var other = await InProcessHost.StartAsync(new FaultyLedger(_ledger.Inner), new(), _time);
        Meanwhile(async () => Assert.Equal(OutcomeStatus.Accepted, (await other.ExecuteAsync("ada", [Purchase("p0", 5)]))[0].Status));

        var outcome = await RecordAsync(host, "ada");

        Assert.Equal((OutcomeStatus.Accepted, 2L), (outcome.Status, outcome.Receipt!.Orders));
        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Another_engine_that_takes_the_last_use_in_between_wins_and_the_purchase_is_refused()
    {
        await using var host = await IssuedAsync(TenOff);
        await using var other = await InProcessHost.StartAsync(new FaultyLedger(_ledger.Inner), new(), _time);
        Meanwhile(async () => Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(other, "bob")).Status));

        Assert.Equal("voucher_used_up", (await RecordAsync(host, "ada")).Code);
        Assert.Null(await host.Customer("ada").GetAsync());
        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Another_engine_that_records_the_same_purchase_in_between_has_the_repeat_answered()
    {
        await using var host = await IssuedAsync(TenOff with { Uses = 2 });
        await using var other = await InProcessHost.StartAsync(new FaultyLedger(_ledger.Inner), new(), _time);
        Meanwhile(async () => Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(other, "ada")).Status));

        Assert.Equal(OutcomeStatus.Duplicate, (await RecordAsync(host, "ada")).Status);
        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Two_engines_over_one_ledger_never_exceed_the_limit_together()
    {
        await using var one = await IssuedAsync(TenOff with { Uses = 30 });
        await using var other = await InProcessHost.StartAsync(new FaultyLedger(_ledger.Inner), new(), _time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Task.Run(async () =>
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return await RecordAsync(i % 2 == 0 ? one : other, $"c{i % 40}", $"p{i}");
                }
                catch (EngineUnavailableException) when (attempt < 100)
                {
                    // Versions were lost again and again: its caller sends it again.
                }
            }
        })));

        Assert.Equal(30, answers.Count(answer => answer.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate));
        await SettledAsync(one, 30);
    }

    [Fact]
    public async Task Purchases_with_one_code_that_wait_are_one_commit_and_one_that_is_known_already_leaves_the_others_alone()
    {
        await using var host = await IssuedAsync(TenOff with { Uses = 100 });
        // Whoever is in memory waits at the code at once.
        foreach (var customer in Enumerable.Range(0, 10).Select(i => $"c{i}").Append("zoe")) await host.ExecuteAsync(customer, [Purchase("p0", 5)]);
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "c3")).Status);
        var held = new TaskCompletionSource();
        (_ledger.Gate, _) = (held.Task, _appends.RemoveAll(_ => true));

        var first = RecordAsync(host, "zoe");
        var others = Enumerable.Range(0, 10).Select(i => RecordAsync(host, $"c{i}")).ToList();
        held.SetResult();

        Assert.Equal(OutcomeStatus.Accepted, (await first).Status);
        var outcomes = await Task.WhenAll(others);
        Assert.Equal([OutcomeStatus.Duplicate], outcomes.Where((_, i) => i == 3).Select(outcome => outcome.Status));
        Assert.All(outcomes.Where((_, i) => i != 3), outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        // The first, all that waited together, and these again without the one that was known.
        Assert.Equal([1, 10], _appends.Take(2).Select(append => append.Also.Count));
        Assert.Equal(9, _appends.Skip(2).Sum(append => append.Also.Count));
        await SettledAsync(host, 11);
    }

    [Fact]
    public async Task Purchases_that_share_a_rest_of_value_take_no_more_than_there_is()
    {
        await using var host = await IssuedAsync(new() { Value = Money.Round(65), KeepsRest = true });
        var held = new TaskCompletionSource();
        _ledger.Gate = held.Task;

        var purchases = Enumerable.Range(0, 4).Select(i => RecordAsync(host, $"c{i}")).ToList();
        held.SetResult();

        var outcomes = (await Task.WhenAll(purchases)).ToLookup(outcome => outcome.Status);
        Assert.Equal(["5.00", "30.00", "30.00"], outcomes[OutcomeStatus.Accepted].Select(outcome => outcome.Receipt!.Vouchers![0].Discount).Order().Select(discount => discount.ToString()));
        Assert.Equal(["voucher_used_up"], outcomes[OutcomeStatus.Refused].Select(outcome => outcome.Code));
        await SettledAsync(host, 3);
    }

    [Fact]
    public async Task Content_that_the_ledger_does_not_take_is_refused_alone_and_uses_nothing()
    {
        await using var host = await IssuedAsync(TenOff with { Uses = 100 });
        _ledger.Fate = append => append.Members.Any(member => member.Actor == "bob") ? AppendFault.Rejected : AppendFault.None;
        var held = new TaskCompletionSource();
        _ledger.Gate = held.Task;
        var purchases = ((string[])["zoe", "ada", "bob", "eve"]).Select(customer => RecordAsync(host, customer)).ToList();
        held.SetResult();

        var outcomes = await Task.WhenAll(purchases);

        Assert.Equal([null, null, CommandOutcome.NotStorableCode, null], outcomes.Select(outcome => outcome.Code));
        _ledger.Fate = _ => AppendFault.None;
        await SettledAsync(host, 3);
    }

    [Fact]
    public async Task Code_in_another_partition_is_used_by_taking_out_and_confirming()
    {
        var databases = new PartitionedLedger([new("one", new InMemoryLedger()), new("two", new InMemoryLedger())], "set");
        await using var host = await InProcessHost.StartAsync(databases, new(), _time);
        var codes = Enumerable.Range(0, 100).Select(i => VoucherCode.ActorOf($"CODE{i}")).ToLookup(code => databases.AreTogether("ada", code));
        var (near, far) = (codes[true].First(), codes[false].First());
        foreach (var code in (ActorId[])[near, far])
        {
            await host.Customer(code).ExecuteAsync([new IssueVoucher { Terms = TenOff }]);
            var purchase = Purchase(code.Key, 30) with { Vouchers = [code.Key] };
            Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [purchase]))[0].Status);
        }

        await host.SettleAsync();

        Assert.Equal([typeof(VoucherIssued), typeof(UseConfirmed)], await HappenedAsync(host, near));
        Assert.Equal([typeof(VoucherIssued), typeof(UseReserved), typeof(UseConfirmed)], await HappenedAsync(host, far));
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Hold_is_used_by_taking_out_and_confirming()
    {
        await using var host = await IssuedAsync(TenOff);
        await host.Customer(Code).ExecuteAsync([new HoldVoucher { HoldId = "cart" }]);

        Assert.Equal("voucher_used_up", (await RecordAsync(host, "bob")).Code);
        Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [Purchase("p", 30) with { Vouchers = ["ONE"], VoucherHoldId = "cart" }]))[0].Status);

        await SettledAsync(host, 1);
        Assert.Equal([typeof(VoucherIssued), typeof(UseReserved), typeof(UseReserved), typeof(UseConfirmed)], await HappenedAsync(host));
    }

    [Fact]
    public async Task Gift_out_of_a_counted_stock_is_one_commit_with_its_grant()
    {
        await using var host = await IssuedAsync(TenOff);
        Assert.Empty((await ((IPolicy)host.Policy).PutAsync(host.Policy.Program.Policy with { Rewards = [new("mug", Gift: new() { Stocked = true })] }, null)).Faults);
        await host.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "s", By = 1 }]);
        _appends.Clear();

        Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [new GrantReward { GrantId = "g", Reward = "mug", Free = true }]))[0].Status);

        Assert.Equal([GiftStock.Of("mug"), "ada"], Assert.Single(_appends).Members.Select(member => member.Actor));
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
        Assert.Equal("reward_out_of_stock", (await host.ExecuteAsync("bob", [new GrantReward { GrantId = "g", Reward = "mug", Free = true }]))[0].Code);
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private async Task<InProcessHost> IssuedAsync(VoucherTerms terms)
    {
        var host = await InProcessHost.StartAsync(_ledger, new() { AnswerWithin = TimeSpan.FromMinutes(10) }, _time);
        Assert.Equal(OutcomeStatus.Accepted, (await host.Customer(Code).ExecuteAsync([new IssueVoucher { Terms = terms }]))[0].Status);
        _ledger.BeforeAppend = append =>
        {
            lock (_appends) _appends.Add(append);
        };
        return host;
    }

    /// <summary>What another engine does while the next append of this one waits to be written.</summary>
    private void Meanwhile(Func<Task> act)
    {
        var isDone = false;
        _ledger.BeforeAppend = _ =>
        {
            if (isDone) return;
            isDone = true;
            _ledger.Gate = Task.Run(act);
        };
    }

    private static async Task<CommandOutcome> RecordAsync(InProcessHost host, string customerId, string purchaseId = "p") =>
        (await host.ExecuteAsync(customerId, [Purchase(purchaseId, 30) with { Vouchers = ["ONE"] }]))[0];

    private static async Task<(long Uses, int TakenOut)> UsesAsync(InProcessHost host) =>
        Voucher.Part.Of((await host.Customer(Code).GetAsync())!) is var voucher ? (voucher.Uses, voucher.Open.Count) : default;

    private static async Task<IEnumerable<Type>> HappenedAsync(InProcessHost host, ActorId? code = null) =>
        (await host.Customer(code ?? Code).EntriesAsync(0, 100)).Select(entry => entry.Event.GetType());

    /// <summary>Once all messages are delivered and everything due is done, so many uses count, none is taken out, and the ledger verifies.</summary>
    private async Task SettledAsync(InProcessHost host, long uses)
    {
        await host.SettleAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await host.SettleAsync();
        Assert.Equal((uses, 0), await UsesAsync(host));
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
