using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>What campaign managers come upon at the edges: a history that is imported, a pause of a month, and nobody who is named.</summary>
public abstract partial class CampaignsConformance<TSource>
{
    [Fact]
    public async Task Purchase_from_before_a_campaign_was_scheduled_triggers_nothing_unless_the_trigger_says_from_when()
    {
        await WithCustomersAsync(0);
        await ScheduleAsync("thanks", new("bonus") { Trigger = new(TriggerKind.Purchase) });
        await ScheduleAsync("since", new("bonus") { Trigger = new(TriggerKind.Purchase, From: Start.AddDays(-50)) });

        await GivenAsync("ada", Purchase("history", 10, Start.AddDays(-60)), Purchase("late", 10, Start.AddDays(-40)));
        await GivenAsync("eve", Purchase("now", 10));

        Assert.Null(await MembershipAsync("ada", "thanks"));
        Assert.Equal("purchase:late", (await MembershipAsync("ada", "since"))!.Cause);
        foreach (var id in (string[])["thanks", "since"]) Assert.Equal("purchase:now", (await MembershipAsync("eve", id))!.Cause);
    }

    [Fact]
    public async Task Occurrences_that_a_pause_has_left_are_listed_as_missed_step_by_step_and_the_next_ones_are_shown_from_now()
    {
        await WithCustomersAsync(1);
        await ScheduleAsync("often", Terms with { Schedule = new(Cron: "* * * * *", CatchUpMinutes: 0) });
        await DoAsync("often", new PauseCampaign());
        await AtAsync(Start.AddMinutes(120));

        var paused = Assert.Single(await Engine.AskAsync(new ReadCampaigns()));
        Assert.Equal([Start.AddMinutes(121), Start.AddMinutes(122)], paused.NextOccurrences.Take(2));
        Assert.Equal(Start.AddMinutes(121), (await Engine.AskAsync(new ReadCampaignCalendar(1)))[0].At);
        await DoAsync("often", new ResumeCampaign());
        await SettleAsync();

        var campaign = await CampaignAsync("often");
        Assert.Equal((120, RunStatus.Finished), (campaign.RunCount, campaign.Runs[^1].Status));
        Assert.All(campaign.Runs.SkipLast(1), run => Assert.Equal(RunStatus.Missed, run.Status));
        Assert.Equal(1, await CountAsync(1, "often", OfferOutcome.Granted));
    }

    [Fact]
    public async Task Terms_that_nobody_is_named_for_are_written_once_more_with_a_name_where_the_policy_asks_for_two_people()
    {
        await WithCustomersAsync(1);
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { CampaignApproval = true }, null)).Faults);
        await DoAsync("thanks", new DefineCampaign { Terms = Terms });
        Assert.Equal("campaign_needs_approval", Assert.Single(await ExecuteAsync("thanks", new ScheduleCampaign { By = "paul" })).Code);

        await DoAsync("thanks", new DefineCampaign { Terms = Terms, By = "maria" });
        await DoAsync("thanks", new ScheduleCampaign { By = "paul" });

        var campaign = await CampaignAsync("thanks");
        Assert.Equal((CampaignStatus.Scheduled, 2, "maria"), (campaign.Status, campaign.Version, campaign.WrittenBy));
    }

    [Fact]
    public async Task Name_that_is_typed_otherwise_is_nobody_else_where_the_policy_asks_for_two_people()
    {
        await WithCustomersAsync(1);
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { CampaignApproval = true }, null)).Faults);
        // Until then another silo may decide by the rules of before.
        await SettleAsync();
        await DoAsync("thanks", new DefineCampaign { Terms = Terms, By = "Maria" });

        foreach (var same in (string?[])["maria ", " MARIA", " ", null]) Assert.Equal("campaign_needs_approval", Assert.Single(await ExecuteAsync("thanks", new ScheduleCampaign { By = same })).Code);
        await DoAsync("thanks", new ScheduleCampaign { By = "paul" });
    }

    [Fact]
    public async Task Campaign_that_the_engine_pauses_says_since_when_and_why()
    {
        await WithCustomersAsync(1);
        await ScheduleAsync("thanks", Terms);
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Rewards = [] }, null)).Faults);
        await AtAsync(Launch);
        await SettleAsync();

        var view = Assert.Single(await Engine.AskAsync(new ReadCampaigns()));
        Assert.Equal((CampaignStatus.Paused, "engine", "The catalogue has no reward 'bonus' any more."), (view.Status, view.StatusChange!.By, view.StatusChange.Reason));
        Assert.Equal(Launch, view.StatusChange.At);
    }

    [Fact]
    public async Task Audience_taken_at_launch_is_that_of_the_launch_whatever_holds_up_the_turns_and_one_taken_at_the_turn_is_not()
    {
        await WithCustomersAsync(4);
        var terms = Terms with { Audience = CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true), QuietHours = new(new(12, 30), new(15, 0)) };
        foreach (var id in (string[])["c0", "c1", "c2"]) await GivenAsync(id, new ChangeRegistration { Consents = new() { Email = true } });
        await ScheduleAsync("launch", terms with { AudienceTaken = AudienceTaken.AtLaunch });
        await ScheduleAsync("turn", terms);
        await AtAsync(Launch);
        await SettleAsync();
        Assert.Equal((3L, 3L, false), ((await CampaignAsync("launch")).Runs[0].Audience, (await CampaignAsync("launch")).FirstAudience, (await CampaignAsync("launch")).Runs[0].IsTaking));

        await GivenAsync("c1", new ChangeRegistration { Consents = new() { Email = false } });
        await GivenAsync("c3", new ChangeRegistration { Consents = new() { Email = true } });
        await AtAsync(Start.AddHours(4));
        await SettleAsync();

        foreach (var (id, atLaunch, atTurn) in ((string, bool, bool)[])[("c0", true, true), ("c1", true, false), ("c2", true, true), ("c3", false, true)])
        {
            Assert.Equal(atLaunch ? OfferOutcome.Granted : null, (await MembershipAsync(id, "launch"))?.Outcome);
            Assert.Equal(atTurn ? OfferOutcome.Granted : null, (await MembershipAsync(id, "turn"))?.Outcome);
        }

        Assert.Equal([CampaignStatus.Finished, CampaignStatus.Finished], [(await CampaignAsync("launch")).Status, (await CampaignAsync("turn")).Status]);
    }

    [Fact]
    public async Task Audience_of_nobody_that_is_taken_at_launch_stays_empty()
    {
        await WithCustomersAsync(1);
        var terms = Terms with { Audience = CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true), AudienceTaken = AudienceTaken.AtLaunch };
        await ScheduleAsync("nobody", terms);
        await AtAsync(Launch);
        await SettleAsync();
        await GivenAsync("c0", new ChangeRegistration { Consents = new() { Email = true } });
        await SettleAsync();

        Assert.Null(await MembershipAsync("c0", "nobody"));
        Assert.Equal((CampaignStatus.Finished, 0L), ((await CampaignAsync("nobody")).Status, Assert.Single((await CampaignAsync("nobody")).Runs).Audience));
    }

    [Fact]
    public async Task Moment_is_cut_to_the_second_and_another_fraction_of_it_is_the_same_occurrence()
    {
        await WithCustomersAsync(2);
        await ScheduleAsync("thanks", Terms with { Schedule = new(Launch.AddMilliseconds(250)) });
        await DoAsync("thanks", new DefineCampaign { Terms = Terms with { Title = "Again", Schedule = new(Launch.AddMilliseconds(750)) } });
        await AtAsync(Launch);
        await SettleAsync();

        Assert.Equal((CampaignStatus.Finished, "2026-01-15T13:00:00Z"), ((await CampaignAsync("thanks")).Status, Assert.Single((await CampaignAsync("thanks")).Runs).RunId));
        Assert.Equal(2, await CountAsync(2, "thanks", OfferOutcome.Granted));
    }

    [Fact]
    public async Task Number_of_orders_that_was_reached_before_one_came_back_is_not_reached_again()
    {
        await WithCustomersAsync(0);
        await ScheduleAsync("card", new("bonus") { Trigger = new(TriggerKind.NthPurchase, Nth: 3, Every: true) });
        for (var number = 1; number <= 3; number++) await GivenAsync("ada", Purchase($"p{number}", 10));
        Assert.Equal(1L, (await MembershipAsync("ada", "card"))!.Grants);

        await GivenAsync("ada", new RecordReturn { ReturnId = "r", PurchaseId = "p3" }, Purchase("p4", 10));
        Assert.Equal(1L, (await MembershipAsync("ada", "card"))!.Grants);

        for (var number = 5; number <= 7; number++) await GivenAsync("ada", Purchase($"p{number}", 10));
        Assert.Equal((2L, "purchase:p7"), ((await MembershipAsync("ada", "card"))!.Grants, (await MembershipAsync("ada", "card"))!.Cause));
    }
}
