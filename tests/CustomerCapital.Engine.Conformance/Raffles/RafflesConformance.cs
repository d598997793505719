using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Conformance.Raffles;

/// <summary>Raffles freeze what customers have of entries when they should, are drawn once, as anyone can recompute, and give each winner the reward of the prize once.</summary>
public abstract class RafflesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly DateTimeOffset Until = Start.AddHours(1);

    [Fact]
    public async Task Raffle_is_frozen_drawn_and_given_at_its_times_and_whoever_gets_entries_later_is_not_in_the_draw()
    {
        await WithEntriesAsync(20);
        await OpenAsync("summer", Rules with { DrawAt = Until.AddHours(1) });
        await SettleAsync();
        Assert.Equal(RaffleStatus.Open, (await RaffleAsync("summer")).Status);

        Time.SetUtcNow(Until);
        await SettleAsync();
        await EnterAsync("late", "late");
        await EnterAsync("c03", "late");
        var frozen = await RaffleAsync("summer");
        Assert.Equal((RaffleStatus.Frozen, 20, 39L, 0L), (frozen.Status, frozen.Entrants, frozen.Entries, frozen.PassedOverCount));
        Assert.Equal(new("c03", true, 1, 39, 1 / 39.0), await Engine.AskAsync(new ReadEntrant("summer", "c03")));
        Assert.Equal(new("late", true, 0, 39, 0), await Engine.AskAsync(new ReadEntrant("summer", "late")));

        Time.SetUtcNow(Until.AddHours(1));
        await SettleAsync();
        await SettleAsync();
        var drawn = await RaffleAsync("summer");
        Assert.Equal((RaffleStatus.Drawn, 6, 5L, 0L), (drawn.Status, drawn.Winners, drawn.Granted, drawn.UngrantedCount));
        var winners = await WinnersAsync("summer");
        Assert.Equal(6, winners.Select(winner => winner.CustomerId).Distinct().Count());
        Assert.DoesNotContain(winners, winner => winner.CustomerId == "late");
        foreach (var winner in winners)
            Assert.Equal(winner.GrantId is null ? [] : [winner.GrantId], (await EntriesAsync(winner.CustomerId)).Select(entry => entry.Event).OfType<RewardGranted>().Where(granted => granted.Reward == "bonus").Select(granted => granted.GrantId!));
        await AssertVerifiesAsync("summer", drawn);
    }

    [Fact]
    public async Task Draw_at_its_time_and_one_by_hand_in_the_same_second_are_one_draw()
    {
        await WithEntriesAsync(5);
        await OpenAsync("summer", Rules with { DrawAt = Until });
        Time.SetUtcNow(Until);
        await DoAsync("summer", new FreezeRaffle { By = "maria" });

        var byHand = Enumerable.Range(0, 4).Select(_ => TryDrawAsync()).ToList();
        await SettleAsync();
        await Task.WhenAll(byHand);
        await TryDrawAsync();
        await SettleAsync();

        var events = (await Engine.Customer(RaffleRunner.ActorOf("summer")).EntriesAsync(0, 1_000)).Select(entry => entry.Event).ToList();
        Assert.Single(events.OfType<DrawBegun>());
        Assert.Single(events.OfType<WinnersDrawn>());
        Assert.Single(events.OfType<RaffleFrozen>());
        await AssertVerifiesAsync("summer", await RaffleAsync("summer"));

        async Task TryDrawAsync()
        {
            var outcome = Assert.Single(await ExecuteAsync("summer", new BeginDraw { By = "maria" }));
            Assert.True(outcome.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate || outcome.Code == "raffle_status", outcome.Message);
        }
    }

    [Fact]
    public async Task Raffle_without_entries_has_no_winner_and_a_customer_with_all_entries_wins_once_or_again_and_again()
    {
        await WithEntriesAsync(0);
        foreach (var (id, repeats) in ((string, bool)[])[("empty", false), ("summer", false), ("again", true)])
        {
            if (id != "empty") await GivenAsync("ada", new GrantReward { GrantId = id, Reward = id, Free = true });
            await OpenAsync(id, Rules with { Repeats = repeats, DrawAt = Until });
        }

        await EnterAsync("ada", "more");
        await EnterAsync("ada", "yet more");
        Time.SetUtcNow(Until);
        await SettleAsync();

        Assert.Equal((RaffleStatus.Drawn, 0, 0), await EndAsync("empty"));
        Assert.Equal((RaffleStatus.Drawn, 1, 1), await EndAsync("summer"));
        Assert.Equal((RaffleStatus.Drawn, 3, 1), await EndAsync("again"));
        foreach (var id in (string[])["empty", "summer", "again"]) await AssertVerifiesAsync(id, await RaffleAsync(id));

        async Task<(RaffleStatus, int, int)> EndAsync(string id)
        {
            var raffle = await RaffleAsync(id);
            return (raffle.Status, raffle.Winners, raffle.Entrants);
        }
    }

    [Fact]
    public async Task Gift_that_is_used_up_and_a_reward_that_is_gone_are_told_by_name_and_the_others_get_theirs()
    {
        await WithEntriesAsync(9);
        Assert.NotNull(Assert.Single(await Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "d", By = 2 }])).Receipt);
        await OpenAsync("summer", Rules with { Prizes = [new("mug", 4, "mug"), new("hat", 1, "hat"), new("points", 1, "bonus")], DrawAt = Until });

        Time.SetUtcNow(Until);
        await SettleAsync();

        var raffle = await RaffleAsync("summer");
        Assert.Equal((3L, 3L), (raffle.Granted, raffle.UngrantedCount));
        Assert.Equal(["mug", "mug", "hat"], raffle.Ungranted.Select(ungranted => ungranted.Prize));
        Assert.Equal(0L, StockLeft(await Engine.Customer(GiftStock.Of("mug")).GetAsync()));
        Assert.Contains("out of stock", raffle.Ungranted[0].Reason, StringComparison.Ordinal);
        Assert.Equal(3, (await WinnersAsync("summer")).Count(winner => winner.GrantId is not null && winner.Reason is null));
    }

    [Fact]
    public async Task Cancelled_raffle_is_never_frozen_or_drawn_and_what_is_not_possible_is_refused()
    {
        await WithEntriesAsync(3);
        await OpenAsync("summer", Rules with { DrawAt = Until });
        await DoAsync("summer", new CancelRaffle { By = "maria", Reason = "no prizes" });

        Time.SetUtcNow(Until);
        await SettleAsync();

        Assert.Equal((RaffleStatus.Cancelled, 0), ((await RaffleAsync("summer")).Status, (await RaffleAsync("summer")).EntrantPages));
        foreach (var command in (RaffleCommand[])[new FreezeRaffle(), new BeginDraw()]) Assert.Equal("raffle_status", Assert.Single(await ExecuteAsync("summer", command)).Code);
        Assert.Equal("raffle_opened", Assert.Single(await ExecuteAsync("summer", new DefineRaffle { Rules = Rules })).Code);
        Assert.Equal("raffle_not_found", Assert.Single(await ExecuteAsync("none", new FreezeRaffle())).Code);
        Assert.Equal("version_conflict", Assert.Single(await ExecuteAsync("summer", new CancelRaffle { FromVersion = 7 })).Code);
        Assert.Equal("raffle_not_found", (await Engine.AskAsync(new OpenWithSeed("none", null, null, null))).Code);
    }

    private static RaffleRules Rules => new(Until) { Prizes = [new("weekend"), new("points", 5, "bonus")] };

    private static long? StockLeft(ActorState? stock) => StockView.Of("mug", stock).Left;

    private async Task WithEntriesAsync(int customers)
    {
        var policy = Engine.Policy.Program.Policy with
        {
            Wallets = [new("points")],
            Rewards =
            [
                new("summer", Raffle: new("summer", 1)), new("more", Raffle: new("summer", 2)), new("again", Raffle: new("again", 3)),
                new("bonus", Credit: new("points", new(50 * WalletAmount.Scale))), new("mug", Gift: new("MUG-1")),
            ],
        };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        for (var i = 0; i < customers; i++) await GivenAsync($"c{i:00}", new GrantReward { GrantId = "t", Reward = i == 3 ? "summer" : "more", Free = true });
        if (customers > 0) await GivenAsync("nobody", new GrantReward { GrantId = "t", Reward = "bonus", Free = true });
    }

    private Task EnterAsync(string customerId, string grantId) => GivenAsync(customerId, new GrantReward { GrantId = grantId, Reward = "more", Free = true });

    private Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string raffleId, RaffleCommand command) => Engine.Customer(RaffleRunner.ActorOf(raffleId)).ExecuteAsync([command]);

    private async Task DoAsync(string raffleId, RaffleCommand command)
    {
        var outcome = Assert.Single(await ExecuteAsync(raffleId, command));
        Assert.True(outcome.Status == OutcomeStatus.Accepted, outcome.Message);
        await Engine.AskAsync(new WakeRaffle(raffleId));
    }

    private async Task OpenAsync(string raffleId, RaffleRules rules)
    {
        await DoAsync(raffleId, new DefineRaffle { Rules = rules, By = "maria" });
        Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new OpenWithSeed(raffleId, "maria", null, 1))).Status);
    }

    private async Task<Raffle> RaffleAsync(string raffleId) => Raffle.Part.Of((await Engine.Customer(RaffleRunner.ActorOf(raffleId)).GetAsync())!);

    private async Task<IReadOnlyList<WinnerView>> WinnersAsync(string raffleId)
    {
        var all = new List<WinnerView>();
        for (var page = 1; await Engine.AskAsync(new ReadWinners(raffleId, page)) is { Count: > 0 } winners; page++) all.AddRange(winners);
        return all;
    }

    /// <summary>What the history holds is a draw that anyone can recompute.</summary>
    private async Task AssertVerifiesAsync(string raffleId, Raffle raffle)
    {
        var events = (await Engine.Customer(RaffleRunner.ActorOf(raffleId)).EntriesAsync(0, 1_000)).Select(entry => entry.Event).ToList();
        var checks = RaffleVerification.Check(
            RaffleHeader.Of(raffleId, raffle), events.OfType<EntrantsAdded>().SelectMany(added => added.Entrants), [.. events.OfType<WinnersDrawn>().SelectMany(drawn => drawn.Winners)], new());
        Assert.All(checks, check => Assert.True(check.Result == RaffleResult.Right, check.Says));
    }
}
