using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.FollowUps;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>Results of a campaign are those of what is known now, whenever and in whatever order that arrived.</summary>
public abstract partial class CampaignsConformance<TSource>
{
    private static readonly CampaignTerms Measured = Terms with { MeasureDays = 10 };

    [Fact]
    public async Task Purchases_within_the_window_count_however_late_and_those_before_and_after_it_do_not()
    {
        await WithCustomersAsync(3);
        await RunAsync("thanks", Measured);

        await AtAsync(Launch.AddDays(9));
        await GivenAsync("c0", Purchase("in", 7));
        await AtAsync(Launch.AddDays(20));
        await GivenAsync("c0", Purchase("after", 100, Launch.AddDays(10).AddSeconds(1)), Purchase("late", 3, Launch.AddDays(2)), Purchase("before", 11, Start.AddDays(-40)));

        var results = await ResultsAsync("thanks");
        Assert.Equal(("10.00", "56.00", 3L), ($"{results.Reached.Revenue}", $"{results.Reached.RevenueBefore}", results.Reached.Members));
        Assert.Equal((true, 3L), (results.IsFinal, results.Version));
    }

    [Fact]
    public async Task Return_after_the_end_corrects_the_results_and_makes_a_new_version()
    {
        await WithCustomersAsync(2);
        await RunAsync("thanks", Measured);
        await AtAsync(Launch.AddDays(1));
        await GivenAsync("c0", Purchase("in", 40));
        await AtAsync(Launch.AddDays(30));
        var final = await ResultsAsync("thanks");

        await GivenAsync("c0", new RecordReturn { ReturnId = "r", PurchaseId = "in", Amount = Money.Round(15) });
        await GivenAsync("c1", new RecordReturn { ReturnId = "credit", Amount = Money.Round(5) });
        var corrected = await ResultsAsync("thanks");

        Assert.Equal((true, 1L, "40.00"), (final.IsFinal, final.Version, $"{final.Reached.Revenue}"));
        Assert.Equal((true, 2L, "25.00"), (corrected.IsFinal, corrected.Version, $"{corrected.Reached.Revenue}"));
        await GivenAsync("c0", new AmendPurchase { AmendmentId = "a", PurchaseId = "in", Amount = Money.Round(44) });
        Assert.Equal((3L, "29.00"), ((await ResultsAsync("thanks")).Version, $"{(await ResultsAsync("thanks")).Reached.Revenue}"));
    }

    [Fact]
    public async Task What_follow_ups_brought_is_told_by_a_holdout_and_by_nothing_else()
    {
        await WithCustomersAsync(40);
        var policy = Engine.Policy.Program.Policy;
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Rewards = [.. policy.Rewards, new("call", FollowUp: new(Days: 3))] }, null)).Faults);
        await ScheduleAsync("calls", Measured with { Reward = "call", HoldoutPercent = 25 });
        await ScheduleAsync("all-calls", Measured with { Reward = "call" });
        await ScheduleAsync("other", Measured);
        await AtAsync(Launch);
        await SettleAsync();
        var heldOut = Enumerable.Range(0, 40).Where(i => Holdout.Has("calls", $"c{i}", 25)).ToHashSet();
        await AtAsync(Launch.AddDays(1));
        for (var i = 0; i < 40; i += 2) await GivenAsync($"c{i}", Purchase("in", 5));
        var bought = Enumerable.Range(0, 20).Select(i => 2 * i).ToList();

        var brought = (await Engine.AskAsync(new ReportFollowUps())).Brought;

        Assert.Equal([("all-calls", NotMeasured.NoHoldout), ("calls", (NotMeasured?)null)], brought.Select(effect => (effect.CampaignId, effect.Reason)));
        var effect = brought[1];
        Assert.Equal((40 - heldOut.Count, heldOut.Count), ((int)effect.Reached.Members, (int)effect.HeldOut.Members));
        Assert.Equal((bought.Count(i => !heldOut.Contains(i)), bought.Count(heldOut.Contains)), ((int)effect.Reached.Buyers, (int)effect.HeldOut.Buyers));
        Assert.Equal((double)effect.Reached.Buyers / effect.Reached.Members - (double)effect.HeldOut.Buyers / effect.HeldOut.Members, effect.Difference!.Value, 1e-12);
        Assert.Equal(40 - heldOut.Count + 40, (int)(await Engine.AskAsync(new ReportFollowUps())).Lines.Sum(line => line.Open));
        // What comes back whole was not bought.
        await GivenAsync("c0", new RecordReturn { ReturnId = "r", PurchaseId = "in" });
        var after = (await Engine.AskAsync(new ReportFollowUps())).Brought[1];
        Assert.Equal(19, (int)(after.Reached.Buyers + after.HeldOut.Buyers));
    }

    [Fact]
    public async Task Purchase_that_moves_to_another_customer_leaves_one_member_and_comes_to_the_other()
    {
        await WithCustomersAsync(2);
        await RunAsync("thanks", Measured);
        await AtAsync(Launch.AddDays(1));
        await GivenAsync("c0", Purchase("in", 40));
        var before = await ResultsAsync("thanks");

        await GivenAsync("c0", new MovePurchase { MoveId = "m", PurchaseId = "in", ToCustomerId = "c1" });
        await SettleAsync();

        var members = await MeasuredAsync("thanks");
        Assert.Equal(["0.00", "40.00"], members.Select(member => $"{member.Revenue}"));
        var after = await ResultsAsync("thanks");
        Assert.Equal((before.Reached, before.Version), (after.Reached, after.Version));
        await GivenAsync("c1", new MovePurchase { MoveId = "m", PurchaseId = "in", ToCustomerId = "nobody" });
        await SettleAsync();
        Assert.Equal("0.00", $"{(await ResultsAsync("thanks")).Reached.Revenue}");
    }

    [Fact]
    public async Task Member_is_measured_once_whatever_runs_and_terms_come_and_a_grant_that_is_taken_back_costs_nothing()
    {
        await WithCustomersAsync(40);
        await ScheduleAsync("weekly", Measured with { Schedule = new(Cron: "0 13 * * *", From: Launch), HoldoutPercent = 25 });
        foreach (var day in (int[])[0, 1])
        {
            await AtAsync(Launch.AddDays(day));
            await SettleAsync();
        }

        await DoAsync("weekly", new DefineCampaign { Terms = Measured with { Schedule = new(Cron: "0 13 * * *", From: Launch), HoldoutPercent = 0, MeasureDays = 3 } });
        var heldOut = Enumerable.Range(0, 40).Count(i => Holdout.Has("weekly", $"c{i}", 25));
        var first = await ResultsAsync("weekly");
        await AtAsync(Launch.AddDays(2));
        await SettleAsync();
        var third = await ResultsAsync("weekly");

        Assert.Equal((heldOut, 40 - heldOut, 0L), ((int)first.HeldOut.Members, (int)first.Reached.Members, first.HeldOut.Granted));
        Assert.Equal($"{(40 - heldOut) * 4}.00", $"{first.Reached.Cost}");
        Assert.Equal((first.HeldOut.Members, first.Reached.Members), (third.HeldOut.Members, third.Reached.Members));
        // Whoever was held out first stays in that arm, with what the campaign costs there.
        Assert.Equal(((long)heldOut, $"{heldOut * 2}.00", $"{(40 - heldOut) * 6}.00"), (third.HeldOut.Granted, $"{third.HeldOut.Cost}", $"{third.Reached.Cost}"));
        Assert.All(await MeasuredAsync("weekly"), member => Assert.Equal((TimeSpan.FromDays(10), 25m), (member.Until - member.From, member.HeldOutPercent)));

        var reached = Enumerable.Range(0, 40).Select(i => $"c{i}").First(id => !Holdout.Has("weekly", id, 25));
        await GivenAsync(reached, new ReverseGrant { GrantId = (await GrantsAsync(reached))[0].GrantId! });
        Assert.Equal(third.Reached.Cost.Units - 2 * Money.Scale, (await ResultsAsync("weekly")).Reached.Cost.Units);
        Assert.False(third.IsFinal);
    }

    [Fact]
    public async Task Purchase_that_triggers_a_campaign_is_before_the_window_and_the_next_one_is_in_it()
    {
        await WithCustomersAsync(0);
        await ScheduleAsync("second", new("bonus") { Trigger = new(TriggerKind.NthPurchase, Nth: 2), MeasureDays = 5 });

        await GivenAsync("ada", Purchase("p1", 10), Purchase("p2", 20));
        await AtAsync(Start.AddHours(2));
        await GivenAsync("ada", Purchase("p3", 40));

        var results = await ResultsAsync("second");
        Assert.Equal(("30.00", "40.00", 10_000L, 1L), ($"{results.Reached.RevenueBefore}", $"{results.Reached.Revenue}", results.PlannedMembers, results.Reached.Granted));
        Assert.False(results.IsFinal);
        Assert.Null(await Engine.AskAsync(new ReportCampaignResults("none")));
    }

    private async Task RunAsync(string campaignId, CampaignTerms terms)
    {
        await ScheduleAsync(campaignId, terms);
        await AtAsync(Launch);
        await SettleAsync();
    }

    private async Task<CampaignResults> ResultsAsync(string campaignId) => (await Engine.AskAsync(new ReportCampaignResults(campaignId)))!;

    private async Task<List<MeasuredMember>> MeasuredAsync(string campaignId)
    {
        var members = new List<MeasuredMember>();
        for (var page = await Engine.AskAsync(new ReadMeasuredMembers(campaignId, null)); page.Last is not null; page = await Engine.AskAsync(new ReadMeasuredMembers(campaignId, page.Last))) members.AddRange(page.Members);
        return members;
    }
}
