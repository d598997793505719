using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>By the members' time zones each member is reached once with each occurrence, when the own clocks show the time.</summary>
public abstract partial class CampaignsConformance<TSource>
{
    private static readonly DateTimeOffset SpringChange = new(2027, 3, 28, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Where members live, and the moment at which clocks there show 02:30 on 28 March 2027, or skip it.</summary>
    private static readonly Dictionary<string, string> HalfPastTwo = new()
    {
        ["Pacific/Kiritimati"] = "2027-03-27T12:30", ["Pacific/Apia"] = "2027-03-27T13:30", ["Australia/Lord_Howe"] = "2027-03-27T15:30", ["Europe/Berlin"] = "2027-03-28T01:00",
        ["Antarctica/Troll"] = "2027-03-28T01:00", ["Europe/Dublin"] = "2027-03-28T01:30", ["Africa/Casablanca"] = "2027-03-28T01:30", [""] = "2027-03-28T02:30",
        ["America/Asuncion"] = "2027-03-28T05:30", ["America/New_York"] = "2027-03-28T06:30", ["Etc/GMT+12"] = "2027-03-28T14:30",
    };

    [Fact]
    public async Task Members_from_14_hours_ahead_of_UTC_to_12_behind_are_reached_once_with_each_occurrence_at_their_own_time_also_where_clocks_skip_it()
    {
        await WithCustomersAsync(0);
        foreach (var zone in HalfPastTwo.Keys) await LivesInAsync(zone.Length == 0 ? "nowhere" : zone, zone.Length == 0 ? null : zone);
        await AtAsync(SpringChange.AddDays(-1.5));
        await ScheduleAsync("early", ByMembers("30 2 * * *"));

        await ThroughAsync(SpringChange.AddDays(-1.5), SpringChange.AddHours(39), TimeSpan.FromMinutes(30));

        foreach (var (zone, at) in HalfPastTwo)
        {
            var granted = (await EntriesAsync(zone.Length == 0 ? "nowhere" : zone)).Where(entry => entry.Event is RewardGranted).ToList();
            Assert.Equal((zone, at), (zone, $"{Assert.Single(granted, entry => ((RewardGranted)entry.Event).GrantId == "campaign:early/2027-03-28T02:30").OccurredAt.UtcDateTime:yyyy-MM-dd'T'HH:mm}"));
            Assert.Equal(granted.Count, granted.Select(entry => entry.NaturalId).Distinct().Count());
            Assert.Contains(granted, entry => ((RewardGranted)entry.Event).GrantId == "campaign:early/2027-03-29T02:30");
        }

        var together = (await CampaignAsync("early")).Runs.Single(run => run.RunId == "2027-03-28T02:30@2027-03-28T01:00:00Z");
        Assert.Equal(("Antarctica/Troll Europe/Berlin", 2L, RunStatus.Finished), (string.Join(' ', together.Zones!), together.Audience, together.Status));
    }

    [Fact]
    public async Task Campaign_that_is_scheduled_a_minute_before_nine_reaches_whoever_has_nine_before_them_and_is_over_once_no_clock_could_show_it()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string)[])[("ada", "Europe/Berlin"), ("bob", "Asia/Tokyo"), ("cyd", "America/New_York")]) await LivesInAsync(id, zone);
        await AtAsync(Noon.AddHours(-4).AddMinutes(-1));
        await ScheduleAsync("once", new("bonus") { Schedule = new() { Zone = ScheduleZone.Member, AtLocal = new(2026, 2, 1, 9, 0, 0) } });

        await ThroughAsync(Noon.AddHours(-4), Noon.AddHours(8.5), TimeSpan.FromMinutes(30));
        Assert.Equal(["2026-02-01T08:00"], await GrantedAtAsync("ada"));
        Assert.Empty(await GrantedAtAsync("bob"));
        Assert.Equal(["2026-02-01T14:00"], await GrantedAtAsync("cyd"));
        Assert.Equal(CampaignStatus.Running, (await CampaignAsync("once")).Status);
        await LivesInAsync("dan", "Etc/GMT+12");
        await ThroughAsync(Noon.AddHours(9), Noon.AddHours(9), TimeSpan.FromMinutes(30));

        Assert.Equal(["2026-02-01T21:00"], await GrantedAtAsync("dan"));
        Assert.Equal(CampaignStatus.Finished, (await CampaignAsync("once")).Status);
    }

    [Fact]
    public async Task Whoever_moves_between_two_moments_of_an_occurrence_is_offered_it_once_and_costs_a_budget_once()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string)[])[("ada", "Europe/Berlin"), ("bob", "Europe/Berlin"), ("cyd", "America/New_York"), ("dan", "America/New_York")]) await LivesInAsync(id, zone);
        Assert.NotNull(Assert.Single(await Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "d", By = 9 }])).Receipt);
        await AtAsync(Noon.AddHours(-11));
        await ScheduleAsync("few", ByMembers("0 9 * * *") with { Budget = new(Grants: 3) });
        await ScheduleAsync("mugs", ByMembers("0 9 * * *") with { Reward = "mug" });

        await ThroughAsync(Noon.AddHours(-4), Noon.AddHours(-4), TimeSpan.FromHours(1));
        await GivenAsync("ada", new ChangeRegistration { TimeZone = "America/New_York" });
        await ThroughAsync(Noon.AddHours(2), Noon.AddHours(2), TimeSpan.FromHours(1));

        Assert.Equal((3L, 0), ((await CampaignAsync("few")).Settled, (await CampaignAsync("few")).Open.Count));
        foreach (var (id, few) in ((string, OfferOutcome)[])[("ada", OfferOutcome.Granted), ("bob", OfferOutcome.Granted), ("cyd", OfferOutcome.Granted), ("dan", OfferOutcome.BudgetUsedUp)])
            Assert.Equal((few, OfferOutcome.Granted), ((await MembershipAsync(id, "few"))!.Outcome, (await MembershipAsync(id, "mugs"))!.Outcome));
        Assert.Equal(2, (await GrantsAsync("ada")).Count);
        Assert.Equal(5, StockView.Of("mug", await Engine.Customer(GiftStock.Of("mug")).GetAsync()).Left);
        Assert.Equal(["cyd", "dan"], await MembersAsync("2026-02-01T09:00@2026-02-01T14:00:00Z"));
        Assert.Equal(["ada", "bob"], await MembersAsync("2026-02-01T09:00@2026-02-01T08:00:00Z"));
        Assert.Equal(["ada", "bob", "cyd", "dan"], await MembersAsync("2026-02-01T09:00"));
        // The run between is that of the program's time zone, in which nobody is.
        Assert.Equal([(2L, 3L), (0L, 0L), (2L, 2L)], (await Engine.AskAsync(new ReportRuns("few"))).Select(run => (run.Done, run.Audience)));

        async Task<IEnumerable<string>> MembersAsync(string run) => (await Engine.AskAsync(new ReadMembers("few", run, null, null))).Members.Select(member => member.CustomerId);
    }

    [Fact]
    public async Task Time_zone_that_comes_into_use_between_two_steps_is_reached_when_its_own_time_comes_and_one_that_is_left_has_no_runs()
    {
        await WithCustomersAsync(0);
        await LivesInAsync("ada", "Asia/Tokyo");
        await AtAsync(Noon.AddHours(-12.5));
        await ScheduleAsync("daily", ByMembers("0 9 * * *"));
        await ThroughAsync(Noon.AddHours(-12), Noon.AddHours(-11), TimeSpan.FromHours(1));
        Assert.Equal(["2026-02-01T00:00"], await GrantedAtAsync("ada"));

        await LivesInAsync("eve", "Asia/Kolkata");
        await GivenAsync("ada", new ChangeRegistration { Clear = ["timeZone"] });
        await ThroughAsync(Noon.AddHours(-10), Noon.AddHours(14), TimeSpan.FromMinutes(30));

        Assert.Equal(["2026-02-01T03:30"], await GrantedAtAsync("eve"));
        // Nine in the program's time zone is the same occurrence, which she has had.
        Assert.Equal(["2026-02-01T00:00"], await GrantedAtAsync("ada"));
        Assert.DoesNotContain((await CampaignAsync("daily")).Runs, run => run.BegunAt > Noon.AddHours(-11) && run.Zones!.Contains("Asia/Tokyo"));
    }

    [Fact]
    public async Task Members_whose_time_came_while_nobody_ran_the_campaign_are_reached_late_within_the_window_and_their_run_is_missed_beyond_it()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string)[])[("ada", "Europe/Berlin"), ("bob", "Atlantic/South_Georgia"), ("cyd", "America/New_York")]) await LivesInAsync(id, zone);
        await AtAsync(Noon.AddHours(-5));
        await ScheduleAsync("daily", ByMembers("0 9 * * *"));

        await ThroughAsync(Noon, Noon.AddHours(2), TimeSpan.FromHours(2));

        Assert.Empty(await GrantedAtAsync("ada"));
        Assert.Equal(["2026-02-01T12:00"], await GrantedAtAsync("bob"));
        Assert.Equal(["2026-02-01T14:00"], await GrantedAtAsync("cyd"));
        Assert.Equal(
            ["08:00 Missed Europe/Berlin", "09:00 Missed UTC", "11:00 Finished Atlantic/South_Georgia", "14:00 Finished America/New_York"],
            (await CampaignAsync("daily")).Runs.Select(run => $"{RunId.MomentOf(run.RunId):HH:mm} {run.Status} {string.Join(' ', run.Zones!)}"));
    }

    [Fact]
    public async Task Birthday_is_that_of_the_members_own_day()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string)[])[("ada", "Pacific/Kiritimati"), ("bob", "Etc/GMT+12"), ("cyd", "UTC")])
            await GivenAsync(id, new RegisterCustomer { Name = id, TimeZone = zone, BirthDate = new(1990, 2, 1) });
        await AtAsync(Noon.AddDays(-2));
        var birthday = CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0L);
        await ScheduleAsync("morning", ByMembers("0 5 * * *") with { Audience = birthday });
        await ScheduleAsync("evening", ByMembers("0 20 * * *") with { Audience = birthday });

        await ThroughAsync(Noon.AddDays(-2), Noon.AddDays(2), TimeSpan.FromHours(1));

        Assert.Equal(["2026-01-31T15:00", "2026-02-01T06:00"], await GrantedAtAsync("ada"));
        Assert.Equal(["2026-02-01T17:00", "2026-02-02T08:00"], await GrantedAtAsync("bob"));
        Assert.Equal(["2026-02-01T05:00", "2026-02-01T20:00"], await GrantedAtAsync("cyd"));
    }

    [Fact]
    public async Task Quiet_hours_and_days_without_grants_are_those_of_the_members_clocks()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string)[])[("ada", "Asia/Tokyo"), ("bob", "America/New_York")]) await LivesInAsync(id, zone);
        await AtAsync(Noon.AddDays(-1));
        await ScheduleAsync("quiet", ByMembers("0 6 * * *") with { QuietHours = new(new(22, 0), new(8, 0)), BlackoutDays = [new(2026, 2, 2)] });

        await ThroughAsync(Noon.AddDays(-1), Noon.AddDays(4), TimeSpan.FromHours(1));

        // Of 2 February after midnight and the quiet hours: that run had been under way, so that the one of 3 February is left out.
        Assert.Equal(["2026-01-31T23:00", "2026-02-02T23:00", "2026-02-03T23:00", "2026-02-04T23:00"], await GrantedAtAsync("ada"));
        Assert.Equal(["2026-02-01T13:00", "2026-02-03T13:00", "2026-02-04T13:00"], await GrantedAtAsync("bob"));
    }

    [Fact]
    public async Task Members_of_other_zones_do_not_wait_for_a_run_that_is_under_way_and_those_of_the_same_do_as_the_schedule_says()
    {
        await WithCustomersAsync(0);
        await LivesInAsync("ada", "Asia/Tokyo");
        await AtAsync(Noon.AddDays(-1));
        var terms = ByMembers("0 6 * * *") with { QuietHours = new(new(22, 0), new(8, 0)), BlackoutDays = [new(2026, 2, 2), new(2026, 2, 3)] };
        foreach (var overlap in (OverlapRule[])[OverlapRule.Wait, OverlapRule.Both, OverlapRule.Skip])
            await ScheduleAsync($"{overlap}".ToLowerInvariant(), terms with { Schedule = terms.Schedule! with { Overlap = overlap } });

        await ThroughAsync(Noon.AddDays(-1), Noon.AddDays(1), TimeSpan.FromHours(1));
        await LivesInAsync("eve", "Asia/Kolkata");
        await ThroughAsync(Noon.AddDays(1), Noon.AddDays(3), TimeSpan.FromMinutes(30));

        string[] waits = ["00:30 Running Asia/Kolkata", "23:00 Finished Asia/Tokyo"];
        Assert.Equal(waits, (await CampaignAsync("wait")).Runs.Where(run => run.RunId.StartsWith("2026-02-03T06:00", StringComparison.Ordinal) && !run.Zones!.Contains("UTC")).Select(run => $"{run.BegunAt:HH:mm} {(run.BegunAt.Hour == 0 ? RunStatus.Running : run.Status)} {string.Join(' ', run.Zones!)}"));
        var first = "2026-01-31T23:00";
        Assert.Equal([first, "2026-02-03T23:00", "2026-02-03T23:00", "2026-02-03T23:00"], await OfAsync("ada", "wait"));
        Assert.Equal([first, "2026-02-03T23:00", "2026-02-03T23:00", "2026-02-03T23:00"], await OfAsync("ada", "both"));
        Assert.Equal([first, "2026-02-03T23:00"], await OfAsync("ada", "skip"));
        foreach (var (id, grants) in ((string, int)[])[("wait", 2), ("both", 2), ("skip", 1)]) Assert.Equal((id, grants), (id, (await OfAsync("eve", id)).Count));
        Assert.Equal(["2026-02-03T06:00", "2026-02-04T06:00"], (await CampaignAsync("skip")).Runs.Where(run => run.Status == RunStatus.Overlapped && run.Zones!.Contains("Asia/Tokyo")).Select(run => RunId.OccurrenceOf(run.RunId)));

        async Task<List<string>> OfAsync(string customerId, string campaign) =>
            [.. (await EntriesAsync(customerId)).Where(entry => entry.Event is RewardGranted granted && granted.Offer!.CampaignId == campaign).Select(entry => $"{entry.OccurredAt.UtcDateTime:yyyy-MM-dd'T'HH:mm}")];
    }

    [Fact]
    public async Task Zones_that_wait_for_days_have_all_occurrences_in_order_in_the_end_and_one_that_comes_into_use_meanwhile_does_not_wait_for_them()
    {
        await WithCustomersAsync(0);
        await LivesInAsync("ada", "Asia/Tokyo");
        await AtAsync(Noon.AddDays(-1));
        var often = ByMembers("0 */2 * * *") with { BlackoutDays = [.. Enumerable.Range(1, 5).Select(day => new DateOnly(2026, 2, day))] };
        await ScheduleAsync("waits", often with { Schedule = often.Schedule! with { Overlap = OverlapRule.Wait, Until = Noon.AddDays(5) } });
        await ThroughAsync(Noon.AddDays(-1), Noon, TimeSpan.FromHours(2));
        await LivesInAsync("eve", "America/New_York");

        await ThroughAsync(Noon.AddHours(2), Noon.AddDays(4), TimeSpan.FromHours(2));
        var blocked = await CampaignAsync("waits");
        Assert.Contains(blocked.Runs.Where(blocked.IsAhead), run => run.RunId == "2026-02-01T08:00@2026-02-01T13:00:00Z");
        await ThroughAsync(Noon.AddDays(4).AddHours(1), Noon.AddDays(6), TimeSpan.FromHours(2));

        var finished = await CampaignAsync("waits");
        Assert.Equal((CampaignStatus.Finished, 0), (finished.Status, finished.Runs.Count(finished.IsAhead)));
        foreach (var (id, first, last) in ((string, DateTime, DateTime)[])[("ada", new(2026, 1, 31, 22, 0, 0), new(2026, 2, 6, 20, 0, 0)), ("eve", new(2026, 2, 1, 8, 0, 0), new(2026, 2, 6, 6, 0, 0))])
        {
            var expected = Enumerable.Range(0, 1 + (int)(last - first).TotalHours / 2).Select(at => $"campaign:waits/{first.AddHours(2 * at):yyyy-MM-dd'T'HH:mm}");
            Assert.Equal(expected, (await GrantsAsync(id)).Select(granted => granted.GrantId!));
        }
    }

    [Fact]
    public async Task Every_hour_is_of_another_local_time_in_each_zone_at_the_same_moment_and_a_pause_ends_within_the_window()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string?)[])[("ada", "Europe/Berlin"), ("bob", "America/New_York"), ("cyd", null)]) await LivesInAsync(id, zone);
        await AtAsync(Noon);
        await ScheduleAsync("hourly", ByMembers("0 * * * *"));
        await ThroughAsync(Noon.AddHours(1), Noon.AddHours(2), TimeSpan.FromHours(1));
        await DoAsync("hourly", new PauseCampaign());
        await ThroughAsync(Noon.AddHours(3), Noon.AddHours(3), TimeSpan.FromHours(1));
        await AtAsync(Noon.AddHours(3.5));
        await DoAsync("hourly", new ResumeCampaign());
        await SettleAsync();

        foreach (var id in (string[])["ada", "bob", "cyd"]) Assert.Equal(["2026-02-01T13:00", "2026-02-01T14:00", "2026-02-01T15:30"], await GrantedAtAsync(id));
        Assert.Equal(
            ["2026-02-01T08:00@2026-02-01T13:00:00Z America/New_York", "2026-02-01T13:00@2026-02-01T13:00:00Z UTC", "2026-02-01T14:00@2026-02-01T13:00:00Z Europe/Berlin"],
            (await CampaignAsync("hourly")).Runs.Take(3).Select(run => $"{run.RunId} {string.Join(' ', run.Zones!)}"));
    }

    [Fact]
    public async Task Views_calendar_and_dry_run_show_the_local_times_with_the_first_and_the_last_moment()
    {
        await WithCustomersAsync(0);
        foreach (var (id, zone) in ((string, string?)[])[("ada", "Asia/Tokyo"), ("bob", "America/New_York"), ("cyd", null)]) await LivesInAsync(id, zone);
        await AtAsync(Noon);
        await ScheduleAsync("daily", ByMembers("0 9 * * *"));

        var view = Assert.Single(await Engine.AskAsync(new ReadCampaigns()));
        Assert.Equal([Noon.AddHours(21), Noon.AddHours(45)], view.NextOccurrences.Take(2));
        Assert.Equal(("2026-02-01T09:00", Noon.AddHours(-3), Noon.AddHours(-12), Noon.AddHours(2)), view.MemberOccurrences!.Select(next => (next.Local, next.At, next.First, next.Last)).First());
        Assert.Equal(5, view.MemberOccurrences!.Count);
        var entry = (await Engine.AskAsync(new ReadCampaignCalendar(3)))[1];
        Assert.Equal((Noon.AddHours(21), Noon.AddHours(12), Noon.AddHours(26)), (entry.At, entry.First, entry.Last));
        var dryRun = await Engine.AskAsync(new DryRunCampaign("other", ByMembers("0 9 * * *") with { Audience = CustomerFields.TimeZone.Where(SegmentOperator.Exists) }));
        Assert.Equal((2L, "2026-02-01T09:00"), (dryRun!.Audience, dryRun.MemberOccurrences![0].Local));
        // What was taken away between the check of terms and their dry run.
        Assert.Null(await Engine.AskAsync(new DryRunCampaign("other", ByMembers("0 9 * * *") with { Reward = "gone" })));
        Assert.Null(await Engine.AskAsync(new DryRunCampaign("other", ByMembers("0 9 * * *") with { Audience = new SavedSegmentReference("gone") })));
        await ThroughAsync(Noon.AddHours(2), Noon.AddHours(26), TimeSpan.FromHours(1));
        Assert.Equal(3L, (await CampaignAsync("daily")).FirstAudience);
    }

    [Theory]
    [InlineData("schedule", "Says one of at, atLocal and cron.", null, null, false, ScheduleZone.Member)]
    [InlineData("schedule", "Says one of at, atLocal and cron.", "0 9 * * *", "2026-02-14T09:00", false, ScheduleZone.Member)]
    [InlineData("schedule.at", "Is the same moment everywhere; beside the zone member say atLocal.", null, null, true, ScheduleZone.Member)]
    [InlineData("schedule.atLocal", "Stands beside the zone member; say at, with an offset.", null, "2026-02-14T09:00", false, ScheduleZone.Program)]
    [InlineData("schedule.atLocal", "Must be a local time to the minute without an offset, such as 2027-02-14T09:00.", null, "2026-02-14T09:00:30", false, ScheduleZone.Member)]
    [InlineData("schedule", "Has no occurrence after now and before the year 2100.", null, "2026-01-14T23:59", false, ScheduleZone.Member)]
    [InlineData(null, null, null, "2026-01-15T00:01", false, ScheduleZone.Member)]
    [InlineData(null, null, "0 9 * * *", null, false, ScheduleZone.Member)]
    public async Task Schedule_by_members_says_a_local_time_that_a_clock_is_still_to_show(string? field, string? message, string? cron, string? atLocal, bool withAt, ScheduleZone zone)
    {
        await WithCustomersAsync(0);
        var local = atLocal is null ? default(DateTime?) : DateTime.Parse(atLocal, System.Globalization.CultureInfo.InvariantCulture);
        var terms = new CampaignTerms("bonus") { Schedule = new(withAt ? Launch : null, cron) { Zone = zone, AtLocal = local } };

        var faults = await Engine.AskAsync(new CheckCampaign(terms));

        Assert.Equal(field is null ? [] : [(field, message)], faults.Select(fault => (fault.Field, (string?)fault.Message)).Take(1));
    }

    private static DateTimeOffset Noon => new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    private static CampaignTerms ByMembers(string cron) => new("bonus") { Schedule = new(Cron: cron) { Zone = ScheduleZone.Member } };

    private Task LivesInAsync(string customerId, string? zone) => GivenAsync(customerId, new RegisterCustomer { Name = customerId, TimeZone = zone });

    private async Task ThroughAsync(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        for (var at = from; at <= to; at += step)
        {
            await AtAsync(at);
            await SettleAsync();
        }
    }

    private async Task<IEnumerable<string>> GrantedAtAsync(string customerId) =>
        (await EntriesAsync(customerId)).Where(entry => entry.Event is RewardGranted).Select(entry => $"{entry.OccurredAt.UtcDateTime:yyyy-MM-dd'T'HH:mm}");
}
