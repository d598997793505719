using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>What a failing ledger and a stopped process leave: nothing acknowledged is lost, nothing is doubled, and what was begun is finished.</summary>
public sealed class CrashTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Theory]
    [InlineData(nameof(AppendFault.LostBeforeCommit), OutcomeStatus.Accepted)]
    [InlineData(nameof(AppendFault.LostAfterCommit), OutcomeStatus.Duplicate)]
    public async Task ExecuteAsync_of_unknown_outcome_is_unavailable_and_sending_it_again_finds_out(string fault, OutcomeStatus again)
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p0")]);
        _ledger.Fate = _ => Enum.Parse<AppendFault>(fault);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [Purchase("p1")]));
        _ledger.Fate = _ => AppendFault.None;

        var outcome = (await host.ExecuteAsync("ada", [Purchase("p1")]))[0];

        Assert.Equal((again, 2L), (outcome.Status, outcome.Receipt!.Orders));
        Assert.Equal(2, (await host.Customer("ada").GetAsync())!.Orders);
        Assert.Equal(2, (await host.AskAsync(new ReportMetrics())).Orders);
    }

    [Fact]
    public async Task ExecuteAsync_after_another_writer_came_first_decides_again_on_what_that_one_wrote()
    {
        await using var host = await StartAsync();
        await using var other = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p1")]);
        await other.ExecuteAsync("ada", [Purchase("p2")]);

        var outcomes = await host.ExecuteAsync("ada", [Purchase("p2"), Purchase("p3")]);

        Assert.Equal([OutcomeStatus.Duplicate, OutcomeStatus.Accepted], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(3, outcomes[1].Receipt!.Orders);
        Assert.Equal(3, (await host.AskAsync(new ReportMetrics())).Orders);
    }

    [Fact]
    public async Task A_message_that_is_not_taken_holds_back_those_after_it_to_the_same_customer_and_no_others()
    {
        await using var host = await StartAsync();
        foreach (var (referrer, referred) in new[] { ("ada", "anna"), ("bob", "ben") })
        {
            await host.ExecuteAsync(referrer, [new MakeReferral { ReferralId = "m", ReferredCustomerId = referred }]);
            await host.ExecuteAsync(referred, [Purchase("p1"), WholeReturn("r1", "p1"), Purchase("p2")]);
        }

        var failures = 1;
        _ledger.Fate = append => append.Actor.Key == "ada" && failures-- > 0 ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.SettleAsync());
        Assert.Equal((0L, 1L), ((await host.Customer("ada").GetAsync())!.ConvertedReferrals, (await host.Customer("bob").GetAsync())!.ConvertedReferrals));

        await host.SettleAsync();

        var ada = (await host.Customer("ada").GetAsync())!;
        Assert.Equal((1L, 1), (ada.ConvertedReferrals, ada.LatestConversions.Count));
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task A_customer_who_cannot_be_reviewed_does_not_keep_the_others_from_it_and_stays_due()
    {
        await using var host = await StartAsync();
        string[] customers = [.. Enumerable.Range(0, 200).Select(i => $"c{i}")];
        foreach (var id in customers) await host.ExecuteAsync(id, [Purchase("p1")]);
        _time.Advance(TimeSpan.FromDays(200));
        _ledger.Fate = append => append.Actor.Key == "c0" ? AppendFault.LostBeforeCommit : AppendFault.None;

        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.SettleAsync());
        foreach (var id in customers) Assert.Equal((id, id != "c0"), (id, (await host.Customer(id).GetAsync())!.Standing.Lapsed));

        _ledger.Fate = _ => AppendFault.None;
        await host.SettleAsync();
        Assert.True((await host.Customer("c0").GetAsync())!.Standing.Lapsed);
    }

    [Theory]
    [InlineData(3, OutcomeStatus.Accepted)]
    [InlineData(4, null)]
    public async Task ExecuteAsync_that_loses_to_other_writers_tries_four_times(int losses, OutcomeStatus? expected)
    {
        await using var host = await StartAsync();
        _ledger.Fate = _ => losses-- > 0 ? AppendFault.VersionConflict : AppendFault.None;

        if (expected is null) await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [Purchase("p1")]));
        else Assert.Equal(expected, (await host.ExecuteAsync("ada", [Purchase("p1")]))[0].Status);
    }

    [Fact]
    public async Task ExecuteAsync_while_the_ledger_is_overloaded_writes_nothing()
    {
        await using var host = await StartAsync();
        _ledger.Fate = _ => AppendFault.Overloaded;

        await Assert.ThrowsAsync<EngineOverloadedException>(() => host.ExecuteAsync("ada", [Purchase("p1")]));

        _ledger.Fate = _ => AppendFault.None;
        Assert.Null(await host.Customer("ada").GetAsync());
        Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [Purchase("p1")]))[0].Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Retried_commands_over_a_failing_ledger_take_effect_once(int seed)
    {
        var random = new Random(seed);
        AppendFault[] faults = [.. Enum.GetValues<AppendFault>().Where(fault => fault != AppendFault.Rejected)];
        _ledger.Fate = _ =>
        {
            lock (random) return random.Next(2) == 0 ? AppendFault.None : faults[random.Next(faults.Length)];
        };
        await using var host = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => RetryAsync(host, $"c{i % 20}", Purchase($"p{i / 20}", i + 1)))));

        _ledger.Fate = _ => AppendFault.None;
        for (var c = 0; c < 20; c++)
        {
            var entries = await host.Customer($"c{c}").EntriesAsync(0, 1_000);
            Assert.Equal(Enumerable.Range(0, 20).Select(p => $"purchase:p{p}").Order(), entries.Where(entry => entry.Event is PurchaseRecorded).Select(entry => entry.NaturalId).Order());
            Assert.Equal(20, (await host.Customer($"c{c}").GetAsync())!.Orders);
        }

        var metrics = await host.AskAsync(new ReportMetrics());
        Assert.Equal((20L, 400L, Money.Round(400 * 401 / 2)), (metrics.BuyingCustomers, metrics.Orders, metrics.Revenue));
    }

    [Fact]
    public async Task Referral_interrupted_between_its_two_sides_is_completed_when_it_is_sent_again()
    {
        await using var host = await StartAsync();
        var referral = new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start };
        _ledger.Fate = append => append.Actor.Key == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [referral]));
        Assert.Equal("ada", (await host.Customer("bob").GetAsync())!.BroughtBy!.CustomerId);
        _ledger.Fate = _ => AppendFault.None;

        Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [referral]))[0].Status);

        Assert.Equal(1, (await host.Customer("ada").GetAsync())!.Referrals);
        Assert.Equal(OutcomeStatus.Duplicate, (await host.ExecuteAsync("ada", [referral]))[0].Status);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("bob")]
    public async Task Commands_of_which_some_were_done_before_the_ledger_was_overloaded_are_not_told_that_nothing_was(string overloaded)
    {
        await using var host = await StartAsync();
        _ledger.Fate = append => append.Actor.Key == overloaded && append.Entries[0].Event is not PurchaseRecorded ? AppendFault.Overloaded : AppendFault.None;
        ActorCommand[] commands = [Purchase("p1"), new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start }];
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", commands));

        _ledger.Fate = _ => AppendFault.None;
        Assert.Equal([OutcomeStatus.Duplicate, OutcomeStatus.Accepted], (await host.ExecuteAsync("ada", commands)).Select(outcome => outcome.Status));
    }

    [Fact]
    public async Task Referral_that_was_accepted_before_the_clock_was_put_back_is_not_refused()
    {
        await using var host = await StartAsync();
        var referral = new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start.AddMinutes(4) };
        _ledger.Fate = append =>
        {
            if (append.Actor.Key == "bob") _time.AdjustTime(Start.AddDays(-2));
            return AppendFault.None;
        };
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [referral]));

        _time.AdjustTime(Start);
        Assert.Equal(OutcomeStatus.Accepted, (await host.ExecuteAsync("ada", [referral]))[0].Status);
    }

    [Fact]
    public async Task Commands_while_the_ledger_cannot_be_read_fail_as_the_engine_says()
    {
        await using var host = await StartAsync();
        ActorCommand[] commands = [Purchase("p1"), new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob" }];

        foreach (var command in commands)
        {
            _ledger.RecallFailure = new LedgerUnavailableException("gone");
            await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [command]));
            _ledger.RecallFailure = new LedgerOverloadedException();
            await Assert.ThrowsAsync<EngineOverloadedException>(() => host.ExecuteAsync("ada", [command]));
        }

        _ledger.RecallFailure = new LedgerUnavailableException("gone");
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Customer("ada").GetAsync());
    }

    [Fact]
    public async Task Messages_left_by_a_crash_are_delivered_at_the_next_start_once()
    {
        await using (var host = await StartAsync())
        {
            await host.ExecuteAsync("ada", [new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start }]);
            await host.ExecuteAsync("bob", [Purchase("p1")]);
        }

        Assert.Single(await _ledger.ReadMessagesAsync(10));

        await using var next = await StartAsync(new());
        await next.SettleAsync();

        Assert.Equal(1, (await next.Customer("ada").GetAsync())!.ConvertedReferrals);
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task Messages_delivered_but_not_removed_before_a_crash_take_effect_once()
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start }]);
        await host.ExecuteAsync("bob", [Purchase("p1")]);
        var message = Assert.Single(await _ledger.ReadMessagesAsync(10));
        await host.Customer("ada").ExecuteAsync([LedgerJson.DecodeCommand(message.Body)]);

        await host.SettleAsync();

        Assert.Equal(1, (await host.Customer("ada").GetAsync())!.ConvertedReferrals);
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task Review_of_everyone_interrupted_in_the_middle_goes_on_where_it_was()
    {
        const int customers = 1_200;
        var reviewed = new List<string>();
        await using (var host = await StartAsync())
        {
            for (var i = 0; i < customers; i++) await host.ExecuteAsync($"c{i:0000}", [Purchase("p1"), Purchase("p2")]);
            await host.Policy.PutAsync(host.Policy.Program.Policy with { Member = new(Orders: 2) }, null);
            var places = 0;
            _ledger.BeforeWriteControl = name =>
            {
                if (name == "policy-review" && ++places == 2) throw new LedgerUnavailableException("crash");
            };
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => host.Sweeper.SweepAsync());
        }

        _ledger.BeforeWriteControl = _ => { };
        _ledger.Fate = append =>
        {
            lock (reviewed) reviewed.Add(append.Actor.Key);
            return AppendFault.None;
        };
        await using var next = await StartAsync();
        await next.SettleAsync();

        Assert.Equal(customers, (await next.AskAsync(new ReportLadder())).Rungs.Single(rung => rung.Rung == Rung.Member).Customers);
        Assert.Equal(Enumerable.Range(1_000, 200).Select(i => $"c{i:0000}"), reviewed.Order());
        Assert.Single(await next.Customer("c0700").EntriesAsync(0, 100), entry => entry.Event is StandingChanged { Reason: StandingReason.PolicyChanged });
    }

    [Fact]
    public async Task Due_work_interrupted_in_the_middle_is_done_by_the_next_sweep_once()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 50; i++) await host.ExecuteAsync($"c{i}", [Purchase("p1")]);
        _time.Advance(TimeSpan.FromDays(200));
        var appends = 0;
        _ledger.Fate = _ => Interlocked.Increment(ref appends) % 10 == 0 ? AppendFault.LostAfterCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Sweeper.SweepAsync());
        _ledger.Fate = _ => AppendFault.None;

        await host.Sweeper.SweepAsync();

        for (var i = 0; i < 50; i++)
            Assert.Single(await host.Customer($"c{i}").EntriesAsync(0, 100), entry => entry.Event is StandingChanged { Reason: StandingReason.Lapsed });
        Assert.Equal(0, await host.Sweeper.SweepAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Policy_of_unknown_outcome_is_looked_up_before_the_next_is_decided(bool written)
    {
        await using var host = await StartAsync();
        var before = host.Policy.Program.Policy;
        Action<string> lose = name =>
        {
            if (name == "policy") throw new LedgerUnavailableException("gone");
        };
        if (written) _ledger.AfterWriteControl = lose;
        else _ledger.BeforeWriteControl = lose;
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => host.Policy.PutAsync(before with { MarginRate = 0.5m }, before.Version));
        (_ledger.AfterWriteControl, _ledger.BeforeWriteControl) = (_ => { }, _ => { });

        var again = await host.Policy.PutAsync(before with { MarginRate = 0.25m }, before.Version);

        Assert.Equal((written, written ? 0.5m : 0.25m), (again.VersionConflict, again.Policy.MarginRate));
        Assert.Equal((again.Policy, before.Version + 1), (host.Policy.Program.Policy, again.Policy.Version));
    }

    [Fact]
    public async Task Policy_that_another_process_has_changed_is_a_conflict_and_is_known_afterwards()
    {
        await using var host = await StartAsync();
        await using var other = await StartAsync();
        var before = host.Policy.Program.Policy;
        await other.Policy.PutAsync(before with { MarginRate = 0.5m }, before.Version);

        var change = await host.Policy.PutAsync(before with { MarginRate = 0.25m }, before.Version);

        Assert.True(change.VersionConflict);
        Assert.Equal(0.5m, change.Policy.MarginRate);
        Assert.Equal(0.25m, (await host.Policy.PutAsync(change.Policy with { MarginRate = 0.25m }, change.Policy.Version)).Policy.MarginRate);
    }

    private static async Task RetryAsync(InProcessHost host, string customerId, ActorCommand command)
    {
        while (true)
        {
            try
            {
                var outcome = (await host.ExecuteAsync(customerId, [command]))[0];
                Assert.True(outcome.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate);
                return;
            }
            catch (Exception again) when (again is EngineUnavailableException or EngineOverloadedException)
            {
                await Task.Yield();
            }
        }
    }

    private Task<InProcessHost> StartAsync(EngineOptions? options = null) =>
        InProcessHost.StartAsync(_ledger, options ?? new(), _time);
}
