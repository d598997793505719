using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>Campaigns occur when they should, give each member of the audience the reward once, never more than their budget, and say why somebody got nothing.</summary>
public abstract partial class CampaignsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly DateTimeOffset Launch = Start.AddHours(1);

    [Fact]
    public async Task Campaign_grants_its_reward_to_each_of_the_audience_once_at_its_time_and_is_finished_after_the_last()
    {
        await WithCustomersAsync(30);
        await ScheduleAsync("thanks", Terms with { Audience = PurchaseFields.Revenue.Where(SegmentOperator.AtLeast, Money.Round(20)) });
        await SettleAsync();
        Assert.Equal(CampaignStatus.Scheduled, (await CampaignAsync("thanks")).Status);

        await AtAsync(Launch);
        await SettleAsync();
        await SettleAsync();

        var campaign = await CampaignAsync("thanks");
        Assert.Equal(CampaignStatus.Finished, campaign.Status);
        Assert.Equal(("2026-01-15T13:00:00Z", RunStatus.Finished, 10L), Assert.Single(campaign.Runs.Select(run => (run.RunId, run.Status, run.Audience))));
        for (var i = 0; i < 30; i++) Assert.Equal(i % 3 == 2 ? 1 : 0, (await GrantsAsync($"c{i}")).Count);
        Assert.Equal(10L, (await Engine.AskAsync(new ReportRewards())).Rewards.Single(reward => reward.Reward == "bonus").Granted);
        var grantId = Assert.Single(await GrantsAsync("c2")).GrantId!;
        Assert.Equal("campaign:thanks/2026-01-15T13:00:00Z", grantId);
        await GivenAsync("c2", new ReverseGrant { GrantId = grantId });
        Assert.Equal(9L, (await Engine.AskAsync(new ReportRewards())).Rewards.Single(reward => reward.Reward == "bonus").Granted);
    }

    [Fact]
    public async Task Budget_is_used_up_to_the_unit_by_whoever_comes_first_and_the_others_are_told()
    {
        await WithCustomersAsync(25);
        await ScheduleAsync("few", Terms with { Budget = new(Grants: 7) });
        await ScheduleAsync("cheap", Terms with { Budget = new(Amount: Money.Round(11)) });

        await AtAsync(Launch);
        await SettleAsync();

        var (few, cheap) = (await CampaignAsync("few"), await CampaignAsync("cheap"));
        Assert.Equal((7L, CampaignStatus.Finished, 0), (few.Settled, few.Status, few.Open.Count));
        Assert.Equal((5L, "10.00"), (cheap.Settled, $"{cheap.Spent}"));
        Assert.Equal(7, await CountAsync(25, "few", OfferOutcome.Granted));
        Assert.Equal(18, await CountAsync(25, "few", OfferOutcome.BudgetUsedUp));
        Assert.Equal(5, await CountAsync(25, "cheap", OfferOutcome.Granted));
    }

    [Fact]
    public async Task Held_out_customers_get_nothing_and_are_the_same_whatever_comes_and_the_more_the_larger_the_share()
    {
        await WithCustomersAsync(200);
        await ScheduleAsync("tested", Terms with { HoldoutPercent = 20 });

        await AtAsync(Launch);
        await SettleAsync();

        var heldOut = Enumerable.Range(0, 200).Select(i => $"c{i}").Where(id => Holdout.Has("tested", id, 20)).ToHashSet();
        Assert.InRange(heldOut.Count, 20, 60);
        Assert.Subset(heldOut, Enumerable.Range(0, 200).Select(i => $"c{i}").Where(id => Holdout.Has("tested", id, 10)).ToHashSet());
        for (var i = 0; i < 200; i += 7)
            Assert.Equal(heldOut.Contains($"c{i}") ? OfferOutcome.HeldOut : OfferOutcome.Granted, (await MembershipAsync($"c{i}", "tested"))!.Outcome);
        Assert.Equal(heldOut.Count, await CountAsync(200, "tested", OfferOutcome.HeldOut));
    }

    [Fact]
    public async Task What_was_due_while_nobody_ran_it_occurs_once_when_that_is_not_too_late_and_else_says_that_it_was_missed()
    {
        await WithCustomersAsync(3);
        await ScheduleAsync("soon", Terms with { Schedule = new(Launch, CatchUpMinutes: 120) });
        await ScheduleAsync("late", Terms with { Schedule = new(Launch, CatchUpMinutes: 5) });

        await AtAsync(Launch.AddMinutes(6));
        await SettleAsync();

        Assert.Equal(3, await CountAsync(3, "soon", OfferOutcome.Granted));
        Assert.Equal(0, await CountAsync(3, "late", OfferOutcome.Granted));
        Assert.Equal(RunStatus.Missed, Assert.Single((await CampaignAsync("late")).Runs).Status);
        Assert.Equal(CampaignStatus.Finished, (await CampaignAsync("late")).Status);
    }

    [Fact]
    public async Task Paused_campaign_stands_still_until_it_is_resumed_and_a_cancelled_one_never_goes_on()
    {
        await WithCustomersAsync(3);
        await ScheduleAsync("paused", Terms);
        await ScheduleAsync("cancelled", Terms);
        await DoAsync("paused", new PauseCampaign { By = "maria", Reason = "typo in the letter" });
        await DoAsync("cancelled", new CancelCampaign());

        await AtAsync(Launch.AddMinutes(1));
        await SettleAsync();
        Assert.Equal(0, await CountAsync(3, "paused", OfferOutcome.Granted));
        await DoAsync("paused", new ResumeCampaign());
        await SettleAsync();

        Assert.Equal(3, await CountAsync(3, "paused", OfferOutcome.Granted));
        Assert.Equal(0, await CountAsync(3, "cancelled", OfferOutcome.Granted));
        Assert.Equal("campaign_status", Assert.Single(await ExecuteAsync("cancelled", new ResumeCampaign())).Code);
        Assert.Equal("campaign_over", Assert.Single(await ExecuteAsync("cancelled", new DefineCampaign { Terms = Terms with { Title = "again" } })).Code);
        Assert.Equal("campaign_not_found", Assert.Single(await ExecuteAsync("nowhere", new PauseCampaign())).Code);
    }

    [Fact]
    public async Task Limit_per_customer_counts_hours_back_from_now_and_an_exclusive_group_gives_one_campaign_at_most()
    {
        await WithCustomersAsync(2);
        await ScheduleAsync("first", Terms with { Exclusive = new("gratitude", 2) });
        await ScheduleAsync("second", Terms with { Schedule = new(Launch.AddDays(1)), Exclusive = new("gratitude", 2) });
        await ScheduleAsync("third", Terms with { Schedule = new(Launch.AddDays(2)), Exclusive = new("gratitude", 2) });

        foreach (var day in (int[])[0, 1, 2])
        {
            await AtAsync(Launch.AddDays(day));
            await SettleAsync();
        }

        Assert.Equal([OfferOutcome.Granted, OfferOutcome.Excluded, OfferOutcome.Granted], await Task.WhenAll(((string[])["first", "second", "third"]).Select(async id => (await MembershipAsync("c1", id))!.Outcome)));
    }

    [Fact]
    public async Task Of_campaigns_of_a_group_that_are_due_together_the_one_with_the_highest_priority_comes_first_and_a_group_can_give_more_than_one()
    {
        await WithCustomersAsync(5);
        await ScheduleAsync("a-last", Terms with { Exclusive = new("gratitude", 2), Priority = 1 });
        await ScheduleAsync("b-first", Terms with { Exclusive = new("gratitude", 2), Priority = 7 });
        await ScheduleAsync("c-second", Terms with { Exclusive = new("gratitude", 2, Times: 2), Priority = 5 });
        await ScheduleAsync("d-alone", Terms with { Exclusive = new("other") });

        await AtAsync(Launch);
        await SettleAsync();

        foreach (var customer in (string[])["c0", "c4"])
            Assert.Equal([OfferOutcome.Excluded, OfferOutcome.Granted, OfferOutcome.Granted, OfferOutcome.Granted], await Task.WhenAll(((string[])["a-last", "b-first", "c-second", "d-alone"]).Select(async id => (await MembershipAsync(customer, id))!.Outcome)));
    }

    [Fact]
    public async Task Of_campaigns_of_a_group_that_one_fact_triggers_the_one_with_the_highest_priority_gives_something()
    {
        await WithCustomersAsync(0);
        await ScheduleAsync("a-last", new("bonus") { Trigger = new(TriggerKind.Purchase), Exclusive = new("gratitude"), Priority = 1 });
        await ScheduleAsync("b-first", new("bonus") { Trigger = new(TriggerKind.Purchase), Exclusive = new("gratitude"), Priority = 7 });

        await GivenAsync("ada", Purchase("p1"));

        Assert.Equal([OfferOutcome.Excluded, OfferOutcome.Granted], await Task.WhenAll(((string[])["a-last", "b-first"]).Select(async id => (await MembershipAsync("ada", id))!.Outcome)));
    }

    [Fact]
    public async Task Where_the_policy_asks_for_two_people_somebody_else_puts_a_campaign_and_each_change_of_it_on_its_way()
    {
        await WithCustomersAsync(3);
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { CampaignApproval = true }, null)).Faults);
        await DoAsync("thanks", new DefineCampaign { Terms = Terms, By = "maria" });
        foreach (var by in (string?[])[null, "maria"])
            Assert.Equal("campaign_needs_approval", Assert.Single(await ExecuteAsync("thanks", new ScheduleCampaign { By = by })).Code);
        await DoAsync("thanks", new ScheduleCampaign { By = "paul" });

        await DoAsync("thanks", new DefineCampaign { Terms = Terms with { Title = "Thank you" }, By = "paul" });
        Assert.Equal(CampaignStatus.Paused, (await CampaignAsync("thanks")).Status);
        await AtAsync(Launch);
        await SettleAsync();
        Assert.Equal(0, await CountAsync(3, "thanks", OfferOutcome.Granted));
        Assert.Equal("campaign_needs_approval", Assert.Single(await ExecuteAsync("thanks", new ResumeCampaign { By = "paul" })).Code);
        await DoAsync("thanks", new ResumeCampaign { By = "maria" });
        await DoAsync("thanks", new PauseCampaign { By = "paul" });
        await DoAsync("thanks", new ResumeCampaign { By = "paul" });
        await SettleAsync();
        Assert.Equal(3, await CountAsync(3, "thanks", OfferOutcome.Granted));
    }

    [Fact]
    public async Task Ladder_shows_the_campaigns_on_their_way_for_each_rung_and_the_rungs_without_one()
    {
        await WithCustomersAsync(1);
        await ScheduleAsync("second-order", Terms with { Rungs = [Rung.Buyer, Rung.Customer] });
        await ScheduleAsync("stay", Terms with { Rungs = [Rung.Customer] });
        await ScheduleAsync("ended", Terms with { Rungs = [Rung.Member] });
        await DoAsync("ended", new CancelCampaign());
        await DoAsync("draft", new DefineCampaign { Terms = Terms with { Rungs = [Rung.Member] } });

        var campaigns = (await Engine.AskAsync(new ReportLadder())).Rungs.ToDictionary(rung => rung.Rung, rung => string.Join(' ', rung.Campaigns));

        Assert.Equal(("second-order", "second-order stay", ""), (campaigns[Rung.Buyer], campaigns[Rung.Customer], campaigns[Rung.Member]));
    }

    [Fact]
    public async Task Gift_is_given_as_long_as_there_is_stock_and_the_others_are_told()
    {
        await WithCustomersAsync(20);
        Assert.NotNull(Assert.Single(await Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "d", By = 6 }])).Receipt);
        await ScheduleAsync("mugs", Terms with { Reward = "mug" });

        await AtAsync(Launch);
        await SettleAsync();

        Assert.Equal(6, await CountAsync(20, "mugs", OfferOutcome.Granted));
        Assert.Equal(14, await CountAsync(20, "mugs", OfferOutcome.OutOfStock));
        Assert.Equal(0, StockView.Of("mug", await Engine.Customer(GiftStock.Of("mug")).GetAsync()).Left);
    }

    [Fact]
    public async Task Campaign_whose_reward_or_saved_segment_is_gone_is_paused_and_says_why()
    {
        await WithCustomersAsync(2);
        await ScheduleAsync("thanks", Terms);
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Rewards = [] }, null)).Faults);

        await AtAsync(Launch);
        await SettleAsync();

        Assert.Equal(CampaignStatus.Paused, (await CampaignAsync("thanks")).Status);
        var moved = (await Engine.Customer(CampaignRunner.ActorOf("thanks")).EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<CampaignMoved>().Last();
        Assert.Equal(("engine", "The catalogue has no reward 'bonus' any more."), (moved.By, moved.Reason));
    }

    [Fact]
    public async Task Nothing_is_granted_in_quiet_hours_or_on_a_day_without_grants()
    {
        await WithCustomersAsync(2);
        await ScheduleAsync("quiet", Terms with { Schedule = new(Start.AddHours(11)), QuietHours = new(new(22, 0), new(8, 0)), BlackoutDays = [new(2026, 1, 16)] });

        foreach (var (at, granted) in ((DateTimeOffset, int)[])[(Start.AddHours(11), 0), (Start.AddHours(25), 0), (Start.AddDays(1).AddHours(19), 0), (Start.AddDays(1).AddHours(20), 2)])
        {
            await AtAsync(at);
            await SettleAsync();
            Assert.Equal(granted, await CountAsync(2, "quiet", OfferOutcome.Granted));
        }
    }

    [Fact]
    public async Task Occurrence_that_comes_while_another_is_under_way_is_left_out_waits_or_runs_beside_it()
    {
        await WithCustomersAsync(4);
        foreach (var overlap in (OverlapRule[])[OverlapRule.Skip, OverlapRule.Wait, OverlapRule.Both])
            await ScheduleAsync($"hourly-{overlap}".ToLowerInvariant(), Terms with { Schedule = new(Cron: "0 * * * *", Until: Launch.AddHours(2), Overlap: overlap, CatchUpMinutes: 30), PerSecond = 3 });
        // Three members have their turn, and the fourth a second later, for which nobody waits: the next occurrence comes first.
        await AtAsync(Launch);
        await SettleAsync();
        await AtAsync(Launch.AddHours(1));
        await SettleAsync();
        for (var second = 1; second <= 6; second++)
        {
            await AtAsync(Launch.AddHours(1).AddSeconds(second));
            await SettleAsync();
        }

        await AtAsync(Launch.AddHours(2).AddMinutes(31));
        await SettleAsync();
        Assert.Equal([RunStatus.Finished, RunStatus.Overlapped, RunStatus.Missed], await StatusesAsync("hourly-skip"));
        Assert.Equal([RunStatus.Finished, RunStatus.Finished, RunStatus.Missed], await StatusesAsync("hourly-wait"));
        Assert.Equal([RunStatus.Finished, RunStatus.Finished, RunStatus.Missed], await StatusesAsync("hourly-both"));
        foreach (var (id, grants) in ((string, int)[])[("hourly-skip", 4), ("hourly-wait", 8), ("hourly-both", 8)])
            Assert.Equal(grants, (await Task.WhenAll(Enumerable.Range(0, 4).Select(i => GrantsAsync($"c{i}")))).SelectMany(granted => granted).Count(granted => granted.Offer!.CampaignId == id));

        async Task<RunStatus[]> StatusesAsync(string id) => [.. (await CampaignAsync(id)).Runs.Select(run => run.Status)];
    }

    [Fact]
    public async Task Trigger_gives_the_reward_in_the_commit_of_its_cause_once_and_only_while_the_campaign_runs()
    {
        await WithCustomersAsync(1);
        await GivenAsync("ada", Purchase("before", 30));
        await ScheduleAsync("second", new("bonus") { Trigger = new(TriggerKind.NthPurchase, Nth: 2), Audience = PurchaseFields.Revenue.Where(SegmentOperator.AtLeast, Money.Round(50)) });

        await GivenAsync("ada", Purchase("p2", 20), Purchase("p3", 30));
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", Purchase("p2", 20))).Status);
        await GivenAsync("eve", Purchase("p1", 20), Purchase("p2", 20));
        await DoAsync("second", new PauseCampaign());
        await GivenAsync("bob", Purchase("p1", 50), Purchase("p2", 20));
        await DoAsync("second", new ResumeCampaign());
        await GivenAsync("kim", Purchase("p1", 50), Purchase("p2", 20));

        Assert.Equal("campaign_kind", Assert.Single(await ExecuteAsync("second", new DefineCampaign { Terms = Terms })).Code);
        Assert.Equal(["ada", "kim"], (await Engine.AskAsync(new ReadMembers("second", OfferReward.Triggered, OfferOutcome.Granted, null))).Members.Select(member => member.CustomerId));
        var granted = Assert.Single(await GrantsAsync("ada"));
        Assert.Equal(("purchase:p2", "second"), (granted.Cause, granted.Offer!.CampaignId));
        Assert.Empty(await GrantsAsync("eve"));
        Assert.Empty(await GrantsAsync("bob"));
        Assert.Single(await GrantsAsync("kim"));
        var entries = await EntriesAsync("ada");
        Assert.Equal(entries.Single(entry => entry.NaturalId == "purchase:p2").RecordedAt, entries.Single(entry => entry.Event is RewardGranted).RecordedAt);
        Assert.Equal([new OutcomeCount(OfferOutcome.Granted, 2)], Assert.Single(await Engine.AskAsync(new ReportRuns("second"))).Outcomes);
    }

    [Fact]
    public async Task Lapse_and_a_friends_first_purchase_trigger_campaigns_and_a_held_out_customer_has_a_record()
    {
        await WithCustomersAsync(0);
        await ScheduleAsync("win-back", new("bonus") { Trigger = new(TriggerKind.Lapsed) });
        await ScheduleAsync("thanks", new("bonus") { Trigger = new(TriggerKind.ReferralConverted) });
        await ScheduleAsync("welcome", new("bonus") { Trigger = new(TriggerKind.ReferredPurchase) });
        await ScheduleAsync("tested", new("bonus") { Trigger = new(TriggerKind.Purchase), HoldoutPercent = 50 });
        await GivenAsync("ada", Purchase("p1"), new MakeReferral { ReferralId = "r", ReferredCustomerId = "eve" });
        await SettleAsync();
        await GivenAsync("eve", Purchase("p1"));
        await SettleAsync();

        Assert.Equal(OfferOutcome.Granted, (await MembershipAsync("ada", "thanks"))?.Outcome);
        Assert.Equal(OfferOutcome.Granted, (await MembershipAsync("eve", "welcome"))?.Outcome);
        foreach (var id in (string[])["ada", "eve"])
            Assert.Equal(Holdout.Has("tested", id, 50) ? OfferOutcome.HeldOut : OfferOutcome.Granted, (await MembershipAsync(id, "tested"))?.Outcome);
        await AtAsync(Start.AddDays(200));
        await SettleAsync();
        Assert.Equal(OfferOutcome.Granted, (await MembershipAsync("ada", "win-back"))?.Outcome);
        var lapsed = (await EntriesAsync("ada")).Single(entry => entry.Event is RewardGranted { Offer.CampaignId: "win-back" });
        Assert.Equal(Start.AddDays(180).Date, lapsed.OccurredAt.UtcDateTime.Date);
    }

    [Fact]
    public async Task Born_on_29_February_has_one_birthday_in_2027_on_the_28th_and_one_in_2028_on_the_29th()
    {
        await WithCustomersAsync(0);
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada", BirthDate = new(2004, 2, 29) });
        await GivenAsync("eve", new RegisterCustomer { Name = "Eve", BirthDate = new(2004, 2, 28) });
        await ScheduleAsync("birthday", new("bonus") { Schedule = new(Cron: "0 9 * * *"), Audience = CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0L) });

        foreach (var day in (DateOnly[])[new(2027, 2, 27), new(2027, 2, 28), new(2027, 3, 1), new(2028, 2, 28), new(2028, 2, 29), new(2028, 3, 1)])
        {
            await DoAsync("birthday", new PauseCampaign());
            await AtAsync(new(day, new(8, 59), TimeSpan.Zero));
            await DoAsync("birthday", new ResumeCampaign());
            await SettleAsync();
            await AtAsync(new(day, new(9, 0), TimeSpan.Zero));
            await SettleAsync();
        }

        Assert.Equal(["2027-02-28", "2028-02-29"], (await EntriesAsync("ada")).Where(entry => entry.Event is RewardGranted).Select(entry => $"{entry.OccurredAt:yyyy-MM-dd}"));
        Assert.Equal(["2027-02-28", "2028-02-28"], (await EntriesAsync("eve")).Where(entry => entry.Event is RewardGranted).Select(entry => $"{entry.OccurredAt:yyyy-MM-dd}"));
    }

    private static CampaignTerms Terms => new("bonus") { Schedule = new(Launch) };

    private async Task WithCustomersAsync(int count)
    {
        var policy = Engine.Policy.Program.Policy with
        {
            Wallets = [new("points")],
            Rewards = [new("bonus", Cost: Money.Round(2), Credit: new("points", new(50 * WalletAmount.Scale))), new("mug", Cost: Money.Round(4), Gift: new("MUG-1"))],
        };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        for (var i = 0; i < count; i++) await GivenAsync($"c{i}", Purchase("p", i % 3 * 10 + 5));
    }

    private Task AtAsync(DateTimeOffset moment)
    {
        Time.SetUtcNow(moment);
        return Task.CompletedTask;
    }

    private Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string campaignId, CampaignCommand command) => Engine.Customer(CampaignRunner.ActorOf(campaignId)).ExecuteAsync([command]);

    private async Task DoAsync(string campaignId, CampaignCommand command)
    {
        var outcome = Assert.Single(await ExecuteAsync(campaignId, command));
        Assert.True(outcome.Status == OutcomeStatus.Accepted, outcome.Message);
        await Engine.AskAsync(new WakeCampaign(campaignId));
    }

    private async Task ScheduleAsync(string campaignId, CampaignTerms terms)
    {
        await DoAsync(campaignId, new DefineCampaign { Terms = terms, By = "maria" });
        await DoAsync(campaignId, new ScheduleCampaign { By = "maria" });
    }

    private async Task<Campaign> CampaignAsync(string campaignId) => Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf(campaignId)).GetAsync())!);

    private async Task<CampaignMembership?> MembershipAsync(string customerId, string campaignId) =>
        CustomerCampaigns.Part.Of((await Engine.Customer(customerId).GetAsync())!).Memberships.Find(membership => membership.CampaignId == campaignId);

    private async Task<int> CountAsync(int customers, string campaignId, OfferOutcome outcome)
    {
        var count = 0;
        for (var i = 0; i < customers; i++)
            if ((await MembershipAsync($"c{i}", campaignId))?.Outcome == outcome) count++;
        return count;
    }

    private async Task<List<RewardGranted>> GrantsAsync(string customerId) => [.. (await EntriesAsync(customerId)).Select(entry => entry.Event).OfType<RewardGranted>()];
}
