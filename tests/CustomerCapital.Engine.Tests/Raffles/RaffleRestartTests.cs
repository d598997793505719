using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Raffles;

/// <summary>Whatever ends an engine while a raffle is frozen, drawn and given, and wherever another goes on, there is one draw, and each winner has the reward of the prize once.</summary>
public sealed class RaffleRestartTests : IAsyncLifetime
{
    /// <summary>Two pages of entrants, and two of winners.</summary>
    private const int Entrants = 620;

    private static readonly DateTimeOffset Until = Start.AddHours(1);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly List<ExportLine> _prepared = [];
    private FaultyLedger _ledger = new(new InMemoryLedger());

    public async Task InitializeAsync()
    {
        await using var host = await StartAsync();
        var policy = host.Policy.Program.Policy with
        {
            Wallets = [new("points")], Rewards = [new("ticket", Raffle: new("summer", 2)), new("bonus", Credit: new("points", new(WalletAmount.Scale))), new("mug", Gift: new("MUG-1"))],
        };
        Assert.Empty((await host.Policy.PutAsync(policy, null)).Faults);
        await Task.WhenAll(Enumerable.Range(0, Entrants).Select(i => host.ExecuteAsync($"c{i:0000}", [new GrantReward { GrantId = "t", Reward = "ticket", Free = true }])));
        Assert.NotNull((await host.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "d", By = 3 }]))[0].Receipt);
        var rules = new RaffleRules(Until) { DrawAt = Until, Prizes = [new("mug", 4, "mug"), new("points", 2, "bonus"), new("letter", 510), new("one more", 1, "bonus")] };
        Assert.Equal(OutcomeStatus.Accepted, (await host.Customer(Raffle).ExecuteAsync([new DefineRaffle { Rules = rules }]))[0].Status);
        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new OpenWithSeed("summer", null, null, null))).Status);
        await foreach (var line in host.Export().ReadAsync()) _prepared.Add(line);
        _time.SetUtcNow(Until);
    }

    public async Task DisposeAsync() => await _ledger.CloseAsync();

    [Fact]
    public async Task Engine_that_ends_before_or_after_any_append_leaves_one_draw_and_every_prize_given_once()
    {
        await RestoreAsync();
        string winners;
        await using (var host = await StartAsync())
        {
            await RunAsync(host);
            winners = await AssertDoneAsync(host);
        }

        foreach (var fault in (AppendFault[])[AppendFault.LostBeforeCommit, AppendFault.LostAfterCommit])
        {
            // Messages share appends by chance, so that the number of appends is found anew each time: after the last there is none to lose.
            var (at, wasLost) = (0, true);
            while (wasLost)
            {
                await RestoreAsync();
                var left = ++at;
                _ledger.Fate = _ => Interlocked.Decrement(ref left) == 0 ? fault : AppendFault.None;
                await using (var ending = await StartAsync()) await AttemptAsync(ending);
                wasLost = left <= 0;
                _ledger.Fate = _ => AppendFault.None;
                // What was taken out of the stock and not given is asked for after a minute.
                _time.Advance(TimeSpan.FromMinutes(2));
                await using var next = await StartAsync();
                await RunAsync(next);

                Assert.Equal(winners, await AssertDoneAsync(next));
            }

            Assert.InRange(at, 10, 40);
        }
    }

    [Fact]
    public async Task Two_engines_at_once_freeze_draw_and_give_once()
    {
        await RestoreAsync();
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        for (var round = 0; round < 10; round++) await Task.WhenAll(AttemptAsync(one), AttemptAsync(other));
        await RunAsync(one);

        await AssertDoneAsync(one);
    }

    [Fact]
    public async Task Old_copy_that_is_restored_while_the_entries_are_frozen_draws_the_same_winners()
    {
        await RestoreAsync();
        await using var host = await StartAsync();
        var copy = new List<ExportLine>();
        _ledger.Fate = append => append.Entries[^1].Event is RaffleFrozen ? AppendFault.LostBeforeCommit : AppendFault.None;
        await AttemptAsync(host);
        Assert.Equal((RaffleStatus.Freezing, 2), ((await StateAsync(host)).Status, (await StateAsync(host)).EntrantPages));
        await foreach (var line in host.Export().ReadAsync()) copy.Add(line);
        _ledger.Fate = _ => AppendFault.None;
        await RunAsync(host);
        var winners = await AssertDoneAsync(host);

        _prepared.Clear();
        _prepared.AddRange(copy);
        await RestoreAsync();
        await using var restored = await StartAsync();
        await RunAsync(restored);

        Assert.Equal(winners, await AssertDoneAsync(restored));
    }

    [Fact]
    public async Task Customer_who_cannot_be_read_is_listed_and_the_others_are_drawn()
    {
        await RestoreAsync();
        await using var host = await StartAsync();
        _ledger.Unreadable.UnionWith(["c0007", "c0600"]);
        await RunAsync(host);

        var raffle = await StateAsync(host);
        Assert.Equal((RaffleStatus.Drawn, Entrants - 2, 2L), (raffle.Status, raffle.Entrants, raffle.PassedOverCount));
        Assert.Equal(["c0007", "c0600"], raffle.PassedOver.Select(passed => passed.CustomerId));
        Assert.All(raffle.PassedOver, passed => Assert.Contains("cannot be read", passed.Reason, StringComparison.Ordinal));
        await AssertVerifiesAsync(host, raffle);
    }

    [Fact]
    public async Task Winner_who_cannot_be_read_is_listed_and_the_others_get_their_rewards()
    {
        await RestoreAsync();
        string broken;
        await using (var host = await StartAsync())
        {
            _ledger.Fate = append => append.Entries[^1].Event is RewardGranted or PrizesGranted ? AppendFault.LostBeforeCommit : AppendFault.None;
            await AttemptAsync(host);
            broken = (await host.AskAsync(new ReadWinners("summer", 1))).First(winner => winner.Reward == "bonus").CustomerId;
        }

        _ledger.Fate = _ => AppendFault.None;
        _ledger.Unreadable.Add(broken);
        _time.Advance(TimeSpan.FromMinutes(2));
        await using var next = await StartAsync();
        await RunAsync(next);

        var raffle = await StateAsync(next);
        Assert.Equal((5L, 2L), (raffle.Granted, raffle.UngrantedCount));
        Assert.Contains(raffle.Ungranted, ungranted => ungranted.CustomerId == broken && ungranted.Reason.Contains("cannot be read", StringComparison.Ordinal));
    }

    private static Domain.Actors.ActorId Raffle => RaffleRunner.ActorOf("summer");

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(_ledger, new(), _time);

    /// <summary>A ledger as it was prepared.</summary>
    private async Task RestoreAsync()
    {
        await _ledger.CloseAsync();
        _ledger = new(new InMemoryLedger());
        await using var host = await StartAsync();
        var restore = host.Restore();
        foreach (var line in _prepared) await restore.TakeAsync(line);
        await restore.CompleteAsync();
    }

    private static async Task RunAsync(InProcessHost host)
    {
        await host.SettleAsync();
        await host.RunRafflesAsync();
        await host.SettleAsync();
    }

    private static Task AttemptAsync(InProcessHost host) => Rounds.AttemptAsync(() => host.RunRafflesAsync());

    private static async Task<Raffle> StateAsync(InProcessHost host) => Domain.Raffles.Raffle.Part.Of((await host.Customer(Raffle).GetAsync())!);

    /// <returns>The winners.</returns>
    private static async Task<string> AssertDoneAsync(InProcessHost host)
    {
        var raffle = await StateAsync(host);
        Assert.Equal((RaffleStatus.Drawn, Entrants, 2L * Entrants, 517, 2, 2), (raffle.Status, raffle.Entrants, raffle.Entries, raffle.Winners, raffle.WinnerPages, raffle.GrantedPages));
        Assert.Equal((6L, 1L), (raffle.Granted, raffle.UngrantedCount));
        var winners = new List<WinnerView>();
        for (var page = 1; page <= 2; page++) winners.AddRange(await host.AskAsync(new ReadWinners("summer", page)));
        foreach (var winner in winners.Where(winner => winner.Reward is not null))
        {
            var granted = (await host.Customer(winner.CustomerId).EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<RewardGranted>().Where(one => one.Reward != "ticket");
            Assert.Equal(winner.GrantId is null ? [] : [winner.GrantId], granted.Select(one => one.GrantId));
        }

        Assert.Equal(0, Rewards.StockView.Of("mug", await host.Customer(GiftStock.Of("mug")).GetAsync()).Left);
        await AssertVerifiesAsync(host, raffle);
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
        return string.Join(',', winners.Select(winner => winner.CustomerId));
    }

    private static async Task AssertVerifiesAsync(InProcessHost host, Raffle raffle)
    {
        var events = (await host.Customer(Raffle).EntriesAsync(0, 1_000)).Select(entry => entry.Event).ToList();
        var checks = RaffleVerification.Check(
            RaffleHeader.Of("summer", raffle), events.OfType<EntrantsAdded>().SelectMany(added => added.Entrants), [.. events.OfType<WinnersDrawn>().SelectMany(drawn => drawn.Winners)], new());
        Assert.All(checks, check => Assert.True(check.Result == RaffleResult.Right, check.Says));
    }
}
