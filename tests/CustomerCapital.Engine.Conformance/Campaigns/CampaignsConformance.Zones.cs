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
