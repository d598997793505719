using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>What is wrong with one customer, or with one command, stays with that one.</summary>
public sealed class DamageTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task ExecuteAsync_of_what_the_database_does_not_take_is_refused_and_the_rest_of_its_turn_is_carried_out()
    {
        await using var host = await StartAsync();
        _ledger.Fate = append => append.Entries.Any(entry => entry.NaturalId == "purchase:bad") ? AppendFault.Rejected : AppendFault.None;

        var outcomes = await host.ExecuteAsync("ada", [Purchase("p1"), Purchase("bad"), Purchase("p2")]);

        Assert.Equal([OutcomeStatus.Accepted, OutcomeStatus.Refused, OutcomeStatus.Accepted], outcomes.Select(outcome => outcome.Status));
        Assert.Equal("not_storable", outcomes[1].Code);
        Assert.Equal(2, outcomes[2].Receipt!.Orders);
        Assert.Equal(2, (await host.Customer("ada").GetAsync())!.Orders);
        _ledger.Fate = _ => AppendFault.None;
        Assert.Equal(3, (await host.ExecuteAsync("ada", [Purchase("bad")]))[0].Receipt!.Orders);
    }

    [Fact]
    public async Task RestoreAsync_of_what_the_database_does_not_take_is_a_conflict()
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p1")]);
        var entries = await host.Customer("ada").EntriesAsync(0, 10);
        _ledger.Fate = _ => AppendFault.Rejected;

        await Assert.ThrowsAsync<RestoreConflictException>(() => host.Customer("bob").RestoreAsync([.. entries.Select(entry => entry with { Actor = "bob" })]));
    }

    [Fact]
    public async Task Lines_of_a_customer_who_cannot_be_read_or_at_which_the_engine_fails_fail_alone()
    {
        await using var host = await StartAsync();
        _ledger.Unreadable.Add("ada");
        _ledger.Fate = append => append.Actor.Key == "bob" ? throw new InvalidOperationException("fault") : AppendFault.None;
        var lines = new[] { "ada", "bob", "eve" }.Select((id, at) => new CommandLine(at + 1, new(id, Purchase("p")), null)).ToList();

        var outcomes = await CommandBatch.ExecuteAsync(host, lines);

        Assert.Equal(["customer_unreadable", "internal_error", null], outcomes.Select(outcome => outcome.FailureCode));
        Assert.Equal("Customer 'ada': what the ledger holds cannot be read (broken); find out with: verify", outcomes[0].FailureMessage);
        Assert.Equal("fault", Assert.IsType<InvalidOperationException>(outcomes[1].Failure).Message);
        Assert.Equal(OutcomeStatus.Accepted, outcomes[2].Outcome!.Status);
    }

    [Fact]
    public async Task Due_work_of_more_unreadable_customers_than_a_page_keeps_nobody_else_from_it()
    {
        await using (var host = await StartAsync())
            for (var i = 0; i < 700; i++) await host.ExecuteAsync($"c{i:000}", [Purchase("p", at: Start.AddSeconds(-1_000 + i))]);
        _time.Advance(TimeSpan.FromDays(200));
        for (var i = 0; i < 600; i++) _ledger.Unreadable.Add($"c{i:000}");
        await using var next = await StartAsync();

        var failure = await Assert.ThrowsAsync<ActorUnreadableException>(() => next.Sweeper.SweepAsync());

        Assert.StartsWith("Customer 'c000': what the ledger holds cannot be read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(100, await LapsedAsync(next));
        _ledger.Unreadable.Clear();
        Assert.Equal(600, await next.Sweeper.SweepAsync());
        Assert.Equal(700, await LapsedAsync(next));
    }

    [Fact]
    public async Task Policy_review_goes_on_past_customers_who_cannot_be_reviewed_and_tries_them_again()
    {
        await using (var host = await StartAsync())
        {
            for (var i = 0; i < 600; i++) await host.ExecuteAsync($"c{i:000}", [Purchase("p1"), Purchase("p2")]);
            await host.Policy.PutAsync(host.Policy.Program.Policy with { Member = new(Orders: 2) }, null);
        }

        _ledger.Unreadable.UnionWith(["c007", "c555"]);
        await using var next = await StartAsync();

        var failure = await Assert.ThrowsAsync<ActorUnreadableException>(() => next.Sweeper.SweepAsync());

        Assert.StartsWith("Customer 'c007': what the ledger holds cannot be read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(598, await MembersAsync(next));
        Assert.Equal(0, await next.Sweeper.SweepAsync());
        _ledger.Unreadable.Remove("c007");
        _time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<ActorUnreadableException>(() => next.Sweeper.SweepAsync());
        Assert.Equal(599, await MembersAsync(next));
        _ledger.Unreadable.Clear();
        await using var last = await StartAsync();
        Assert.Equal(1, await last.Sweeper.SweepAsync());
        Assert.Equal((600, 0), (await MembersAsync(last), await last.Sweeper.SweepAsync()));
    }

    [Fact]
    public async Task Messages_to_more_unreadable_customers_than_a_page_keep_nobody_else_from_theirs()
    {
        await using (var host = await StartAsync())
        {
            for (var i = 0; i < 300; i++) await host.ExecuteAsync($"referrer{i}", [new MakeReferral { ReferralId = "m", ReferredCustomerId = $"c{i}", OccurredAt = Start }]);
            for (var i = 0; i < 300; i++) await host.ExecuteAsync($"c{i}", [Purchase("p")]);
        }

        for (var i = 0; i < 299; i++) _ledger.Unreadable.Add($"referrer{i}");
        await using var next = await StartAsync();

        await Assert.ThrowsAsync<ActorUnreadableException>(() => next.SettleAsync());

        Assert.Equal(1, (await next.Customer("referrer299").GetAsync())!.ConvertedReferrals);
        Assert.Equal(299, (await _ledger.ReadMessagesAsync(1_000)).Count);
    }

    [Fact]
    public async Task Messages_to_more_than_a_thousand_customers_who_take_none_keep_nobody_else_from_theirs()
    {
        const int stuck = 1_300;
        await WriteMessagesAsync([.. Enumerable.Range(0, stuck + 1).Select(i => $"referrer{i}")]);
        for (var i = 0; i < stuck; i++) _ledger.Unreadable.Add($"referrer{i}");
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<ActorUnreadableException>(() => host.SettleAsync());

        Assert.Equal(1, (await host.Customer($"referrer{stuck}").GetAsync())!.ConvertedReferrals);
        Assert.Equal(stuck, (await _ledger.ReadMessagesAsync(2 * stuck)).Count);
        _ledger.Unreadable.Clear();
        _time.Advance(TimeSpan.FromSeconds(2));
        await host.SettleAsync();
        Assert.Empty(await _ledger.ReadMessagesAsync(1));
    }

    [Fact]
    public async Task Message_that_cannot_be_decoded_holds_back_those_after_it_to_the_same_customer_and_no_others()
    {
        await WriteMessagesAsync("ada", "bob", "ada", "eve");
        var messages = await _ledger.ReadMessagesAsync(10);
        _ledger.UnreadableMessages.Add(messages[0].MessageId);
        await using var host = await StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => host.SettleAsync());

        Assert.StartsWith($"Customer 'ada': message {messages[0].MessageId} cannot be read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["ada", "ada"], (await _ledger.ReadMessagesAsync(10)).Select(message => message.To.Key));
        Assert.Equal((1, 1), ((await host.Customer("bob").GetAsync())!.ConvertedReferrals, (await host.Customer("eve").GetAsync())!.ConvertedReferrals));
        _ledger.UnreadableMessages.Clear();
        await host.SettleAsync();
        Assert.Equal(0, (await host.Customer("ada").GetAsync())?.ConvertedReferrals ?? 0);
        _time.Advance(TimeSpan.FromSeconds(2));
        await host.SettleAsync();
        Assert.Equal(2, (await host.Customer("ada").GetAsync())!.ConvertedReferrals);
    }

    [Fact]
    public async Task Due_work_of_more_than_a_thousand_customers_who_cannot_be_reviewed_now_keeps_nobody_else_from_it()
    {
        const int stuck = 1_300;
        await using (var host = await StartAsync())
            for (var i = 0; i <= stuck; i++) await host.ExecuteAsync($"c{i:0000}", [Purchase("p", at: Start.AddSeconds(-2_000 + i))]);
        _time.Advance(TimeSpan.FromDays(200));
        _ledger.Fate = append => append.Actor.Key == $"c{stuck}" ? AppendFault.None : AppendFault.Overloaded;
        await using var next = await StartAsync();

        await Assert.ThrowsAsync<EngineOverloadedException>(() => next.Sweeper.SweepAsync());

        Assert.Equal(1, await LapsedAsync(next));
        _ledger.Fate = _ => AppendFault.None;
        Assert.Equal(stuck, await next.Sweeper.SweepAsync());
    }

    [Fact]
    public async Task Policy_review_goes_on_past_more_than_a_thousand_who_cannot_be_reviewed_and_gives_everyone_another_turn()
    {
        const int stuck = 1_300;
        await using (var host = await StartAsync())
        {
            for (var i = 0; i <= stuck; i++) await host.ExecuteAsync($"c{i:0000}", [Purchase("p1"), Purchase("p2")]);
            await host.Policy.PutAsync(host.Policy.Program.Policy with { Member = new(Orders: 2) }, null);
        }

        for (var i = 0; i < stuck; i++) _ledger.Unreadable.Add($"c{i:0000}");
        await using var next = await StartAsync();
        await Assert.ThrowsAsync<ActorUnreadableException>(() => next.Sweeper.SweepAsync());
        Assert.Equal(1, await MembersAsync(next));

        _ledger.Unreadable.Clear();
        Assert.Equal(0, await next.Sweeper.SweepAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        await next.Sweeper.SweepAsync();

        Assert.Equal(stuck + 1, await MembersAsync(next));
        Assert.Equal(0, await next.Sweeper.SweepAsync());
    }

    [Fact]
    public async Task Referral_below_a_longer_chain_than_is_looked_through_is_refused_and_one_at_its_end_is_made()
    {
        await using var host = await StartAsync();
        for (var i = 1; i <= ReferralActor.ChainLimit; i++)
            await host.Customer($"c{i}").RestoreAsync([new($"c{i}", 1, Start, Start, new ReferralAccepted("m", $"c{i - 1}"))]);

        var taken = (await host.ExecuteAsync($"c{ReferralActor.ChainLimit - 1}", [new MakeReferral { ReferralId = "new", ReferredCustomerId = "bob" }]))[0];
        var refused = (await host.ExecuteAsync($"c{ReferralActor.ChainLimit}", [new MakeReferral { ReferralId = "new", ReferredCustomerId = "eve" }]))[0];

        Assert.Equal((OutcomeStatus.Accepted, "referral_chain_too_long"), (taken.Status, refused.Code));
        Assert.Null(await host.Customer("eve").GetAsync());
    }

    [Fact]
    public async Task A_decision_that_needs_the_history_says_which_entries_are_missing()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 20; i++) await host.ExecuteAsync("ada", [Purchase($"p{i}", at: Start.AddMinutes(-30 + i))]);
        _ledger.Vanished.Add(2);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            for (var i = 19; i >= 0; i--) await host.ExecuteAsync("ada", [WholeReturn($"r{i}", $"p{i}")]);
        });

        Assert.StartsWith("Customer 'ada': the ledger lacks entries after entry 0, of ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_referral_above_which_there_is_a_loop_made_elsewhere_is_made()
    {
        await using var host = await StartAsync();
        await host.Customer("ada").RestoreAsync([new("ada", 1, Start, Start, new ReferralAccepted("m", "bob"))]);
        await host.Customer("bob").RestoreAsync([new("bob", 1, Start, Start, new ReferralAccepted("m", "ada"))]);

        var outcome = (await host.ExecuteAsync("ada", [new MakeReferral { ReferralId = "new", ReferredCustomerId = "eve" }]))[0];

        Assert.Equal(OutcomeStatus.Accepted, outcome.Status);
        Assert.Equal("ada", (await host.Customer("eve").GetAsync())!.BroughtBy!.CustomerId);
    }

    /// <summary>Messages to these customers, one after the other, each of another friend's conversion.</summary>
    private async Task WriteMessagesAsync(params string[] to)
    {
        var event_ = new ConversionCounted("friend", true, Start);
        for (var i = 0; i < to.Length; i++)
        {
            var sender = ActorState.New($"sender{i}") with { Sequence = 1, AsOf = Start, KnownSince = Start };
            var told = new CountConversion { ReferredCustomerId = $"friend{i}", Change = 1, ConvertedAt = Start, OccurredAt = Start };
            await _ledger.AppendAsync(new(ActorState.New(sender.Id), [new(sender.Id, 1, Start, Start, event_)], sender, new(), [OutgoingMessage.Of(new(to[i], told))], []));
        }
    }

    private static async Task<long> LapsedAsync(InProcessHost host) => (await host.AskAsync(new ReportLadder())).Rungs.Sum(rung => rung.Lapsed);

    private static async Task<long> MembersAsync(InProcessHost host) => (await host.AskAsync(new ReportLadder())).Rungs.Single(rung => rung.Rung == Rung.Member).Customers;

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(_ledger, new(), _time);
}
