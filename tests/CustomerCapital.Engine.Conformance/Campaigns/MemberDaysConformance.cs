using System.Globalization;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Customers;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>What time alone does to a member, as daily campaigns at nine in New York: each on the member's day, and once.</summary>
public abstract class MemberDaysConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    protected override string? TimeZone => "America/New_York";

    [Theory]
    [InlineData(LeapDay.February28, "2027-02-28")]
    [InlineData(LeapDay.March1, "2027-03-01")]
    public async Task Born_on_29_February_has_one_birthday_voucher_in_2027_on_the_day_of_the_policy_and_one_in_2028_on_the_29th(LeapDay leapDay, string kept)
    {
        await ClockAsync("2027-01-01 00:00");
        await OpenAsync(leapDay);
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada", BirthDate = new(2004, 2, 29) });
        await GivenAsync("eve", new RegisterCustomer { Name = "Eve", BirthDate = new(2004, 2, 28) });
        await GivenAsync("max", new RegisterCustomer { Name = "Max", BirthDate = new(2004, 3, 1) });
        await DailyAsync("birthday", CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0));

        await ClockAsync("2028-12-31 23:59");

        Assert.Equal([kept, "2028-02-29"], await DaysAsync("ada", "birthday"));
        Assert.Equal(["2027-02-28", "2028-02-28"], await DaysAsync("eve", "birthday"));
        Assert.Equal(["2027-03-01", "2028-03-01"], await DaysAsync("max", "birthday"));
        Assert.Equal(2, (await EntriesAsync("ada")).Select(entry => entry.Event).OfType<RewardGranted>().Select(granted => granted.Code).Distinct().Count());
        Assert.Equal(365 + 366, Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("birthday")).GetAsync())!).RunCount);
    }

    [Theory]
    [InlineData(LeapDay.February28, "2026-02-28", "2027-02-28")]
    [InlineData(LeapDay.March1, "2026-03-01", "2027-03-01")]
    public async Task Anniversary_of_the_first_order_comes_each_year_on_its_local_day_and_moves_with_the_first_order(LeapDay leapDay, string first, string second)
    {
        await OpenAsync(leapDay);
        await GivenAsync("ada", Sample.Purchase("a", at: Local("2024-02-29 12:00")), Sample.Purchase("b", at: Local("2024-03-09 12:00")));
        // In UTC both are of 10 March; in New York half an hour before the end of the 9th, and the first moment of the 10th.
        await GivenAsync("bob", Sample.Purchase("a", at: Moment("2025-03-10T03:30:00Z")));
        await GivenAsync("cyd", Sample.Purchase("a", at: Moment("2025-03-10T04:00:00Z")));
        await GivenAsync("dan", Sample.Purchase("a", at: Local("2025-03-01 12:00")), Sample.Purchase("b", at: Local("2025-03-11 12:00")));
        await DailyAsync("anniversary", PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Equals, 0));

        await EachDayAsync("anniversary", "2026-02-27", "2026-03-12");
        await GivenAsync("dan", Sample.WholeReturn("back", "a"));
        await EachDayAsync("anniversary", "2027-02-26", "2027-03-09");
        // Ordered before nine: the first anniversary is that of a year later.
        await GivenAsync("eve", Sample.Purchase("a", at: Local("2027-03-09 08:00")));
        await EachDayAsync("anniversary", "2027-03-10", "2027-03-12");
        await EachDayAsync("anniversary", "2028-02-27", "2028-03-12");

        Assert.Equal([first, second, "2028-02-29"], await DaysAsync("ada", "anniversary"));
        Assert.Equal(["2026-03-09", "2027-03-09", "2028-03-09"], await DaysAsync("bob", "anniversary"));
        Assert.Equal(["2026-03-10", "2027-03-10", "2028-03-10"], await DaysAsync("cyd", "anniversary"));
        Assert.Equal(["2026-03-01", "2027-03-11", "2028-03-11"], await DaysAsync("dan", "anniversary"));
        Assert.Equal(["2028-03-09"], await DaysAsync("eve", "anniversary"));
    }

    [Fact]
    public async Task Day_of_an_order_is_no_anniversary_even_where_the_order_comes_before_the_run()
    {
        await OpenAsync();
        await DailyAsync("anniversary", PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Equals, 0));
        await EachDayAsync("anniversary", "2026-03-08", "2026-03-08");
        await AtAsync("2026-03-09 08:00");
        await GivenAsync("ada", Sample.Purchase("a"));

        await EachDayAsync("anniversary", "2026-03-09", "2026-03-09");
        Assert.Empty(await DaysAsync("ada", "anniversary"));
        await EachDayAsync("anniversary", "2027-03-08", "2027-03-10");

        Assert.Equal(["2027-03-09"], await DaysAsync("ada", "anniversary"));
    }

    [Fact]
    public async Task Thirty_days_in_the_program_come_once_for_each_enrolment()
    {
        await OpenAsync();
        await DailyAsync("month", EnrolmentFields.DaysInProgram.Where(SegmentOperator.Equals, 30));
        await AtAsync("2026-02-01 23:50");
        await GivenAsync("ada", new SetEnrolment { Enrolled = true });
        await GivenAsync("bob", new SetEnrolment { Enrolled = true });
        await EachDayAsync("month", "2026-02-02", "2026-02-10");
        await GivenAsync("ada", new SetEnrolment { EnrolmentId = "form-2", Enrolled = true });
        await EachDayAsync("month", "2026-02-11", "2026-02-20");
        await GivenAsync("bob", new SetEnrolment { Enrolled = false });
        await EachDayAsync("month", "2026-02-21", "2026-03-10");
        await GivenAsync("ada", new SetEnrolment { Enrolled = false });
        await GivenAsync("bob", new SetEnrolment { Enrolled = true });
        await EachDayAsync("month", "2026-03-11", "2026-03-20");
        await GivenAsync("ada", new SetEnrolment { Enrolled = true });

        await EachDayAsync("month", "2026-03-21", "2026-04-30");

        Assert.Equal(["2026-03-03", "2026-04-19"], await DaysAsync("ada", "month"));
        Assert.Equal(["2026-04-09"], await DaysAsync("bob", "month"));
    }

    [Fact]
    public async Task Becoming_due_and_at_risk_come_on_their_day_and_again_only_once_an_order_has_moved_them()
    {
        await OpenAsync();
        Segment soon = new AllOf([PurchaseFields.DaysToNextOrder.Where(AtLeast, 0), PurchaseFields.DaysToNextOrder.Where(AtMost, 3)]);
        (string Id, Segment Audience)[] campaigns =
        [
            ("due", PurchaseFields.DaysToNextOrder.Where(SegmentOperator.Equals, 0)),
            ("at-risk", PurchaseFields.DaysToAtRisk.Where(SegmentOperator.Equals, 0)),
        ];
        foreach (var (id, audience) in campaigns) await DailyAsync(id, audience);
        await AtAsync("2026-01-21 20:00");
        // Ten days apart: the next order is expected on 31 January, and from 10 February on Ada is at risk.
        await GivenAsync("ada", [.. ((string[])["01-01", "01-11", "01-21"]).Select(day => Sample.Purchase(day, at: Local($"2026-{day} 19:00")))]);
        await GivenAsync("bob", Sample.Purchase("a", at: Local("2026-01-01 12:00")), Sample.Purchase("b", at: Local("2026-01-11 12:00")));
        // Of the third every piece came back.
        await GivenAsync("cyd", [.. ((string[])["01-01", "01-02", "01-21"]).Select(day => Sample.Purchase(day, at: Local($"2026-{day} 12:00")))]);
        await GivenAsync("cyd", Sample.WholeReturn("back", "01-21"));

        await EachDayAsync(["due", "at-risk"], "2026-01-22", "2026-01-28");
        Assert.Equal((10L, Local("2026-01-31 19:00")), await RhythmAsync("ada"));
        Assert.Equal((null, null), await RhythmAsync("bob"));
        Assert.Equal((null, null), await RhythmAsync("cyd"));
        Assert.Equal(["ada"], await WhoAsync(soon));
        await EachDayAsync(["due", "at-risk"], "2026-01-29", "2026-02-12");
        Assert.Equal(["ada"], await WhoAsync(PurchaseFields.DaysToAtRisk.Where(AtMost, 0)));
        Assert.Empty(await WhoAsync(soon));

        // Nearly 42 days / 3, rounded down.
        await GivenAsync("ada", Sample.Purchase("back again", at: Local("2026-02-12 08:59")));
        Assert.Empty(await WhoAsync(PurchaseFields.DaysToAtRisk.Where(AtMost, 0)));
        Assert.Equal(13, (await RhythmAsync("ada")).UsualIntervalDays);
        await EachDayAsync(["due", "at-risk"], "2026-02-13", "2026-04-30");

        Assert.Equal(["2026-01-31", "2026-02-25"], await DaysAsync("ada", "due"));
        Assert.Equal(["2026-02-10", "2026-03-10"], await DaysAsync("ada", "at-risk"));
        foreach (var id in (string[])["due", "at-risk"]) Assert.Empty((await DaysAsync("bob", id)).Concat(await DaysAsync("cyd", id)));
    }

    [Theory]
    [InlineData("2026-03-11 08:30", OverlapRule.Skip)]
    [InlineData("2026-03-11 10:00", OverlapRule.Wait)]
    [InlineData("2026-03-11 10:00", OverlapRule.Both)]
    public async Task Birthdays_of_a_day_on_which_no_server_ran_are_kept_on_the_next_each_once(string upAgain, OverlapRule overlap)
    {
        await OpenAsync();
        await AtAsync("2026-03-08 22:00");
        foreach (var (id, day) in ((string, int)[])[("ada", 9), ("bob", 10), ("cyd", 11), ("dan", 12)])
            await GivenAsync(id, new RegisterCustomer { Name = id, BirthDate = new(1990, 3, day) });
        await DailyAsync("birthday", CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0), overlap, catchUpMinutes: 2_880);
        await EachDayAsync("birthday", "2026-03-09", "2026-03-09", resume: false);

        await AtAsync(upAgain);
        await SettleAsync();
        await AtAsync("2026-03-11 11:00");
        await SettleAsync();
        await EachDayAsync("birthday", "2026-03-12", "2026-03-14", resume: false);

        Assert.Equal(["2026-03-09"], await DaysAsync("ada", "birthday"));
        Assert.Equal(["2026-03-11"], await DaysAsync("bob", "birthday"));
        Assert.Equal(["2026-03-11"], await DaysAsync("cyd", "birthday"));
        Assert.Equal(["2026-03-12"], await DaysAsync("dan", "birthday"));
        Assert.All(Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("birthday")).GetAsync())!).Runs, run => Assert.Equal(RunStatus.Finished, run.Status));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private DateTimeOffset Local(string text) => Engine.Policy.Program.Calendar.AtLocal(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));

    private async Task OpenAsync(LeapDay leapDay = LeapDay.February28)
    {
        var policy = Engine.Policy.Program.Policy with { LeapDayBirthday = leapDay, Rewards = [new("gift", Voucher: new() { Value = Money.Round(5) }, VoucherDays: 30)] };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
    }

    private Task DailyAsync(string campaignId, Segment audience, OverlapRule overlap = OverlapRule.Skip, int catchUpMinutes = 60) => DoAsync(
        campaignId, new DefineCampaign { Terms = new("gift") { Schedule = new(Cron: "0 9 * * *", Overlap: overlap, CatchUpMinutes: catchUpMinutes), Audience = audience } }, new ScheduleCampaign());

    private async Task DoAsync(string campaignId, params CampaignCommand[] commands)
    {
        foreach (var command in commands)
        {
            var outcome = Assert.Single(await Engine.Customer(CampaignRunner.ActorOf(campaignId)).ExecuteAsync([command]));
            Assert.True(outcome.Status == OutcomeStatus.Accepted, outcome.Message);
        }

        await Engine.AskAsync(new WakeCampaign(campaignId));
    }

    /// <summary>Has the program's clock go on, and everything happen that is due until then.</summary>
    private async Task ClockAsync(string local)
    {
        ClockStep step;
        do
        {
            step = await Engine.AskAsync(new AdvanceClock(Local(local)));
            Assert.Null(step.Message);
        }
        while (!step.IsThere);
    }

    private Task AtAsync(string local)
    {
        Time.SetUtcNow(Local(local));
        return Task.CompletedTask;
    }

    private Task EachDayAsync(string campaignId, string first, string last, bool resume = true) => EachDayAsync([campaignId], first, last, resume);

    /// <summary>Runs each day of some at nine, and twice, and none of the days since the last that was run.</summary>
    private async Task EachDayAsync(IReadOnlyList<string> campaignIds, string first, string last, bool resume = true)
    {
        if (resume)
        {
            foreach (var id in campaignIds) await DoAsync(id, new PauseCampaign());
            await AtAsync($"{first} 08:59");
            foreach (var id in campaignIds) await DoAsync(id, new ResumeCampaign());
            await SettleAsync();
        }

        for (var day = DateOnly.Parse(first, CultureInfo.InvariantCulture); day <= DateOnly.Parse(last, CultureInfo.InvariantCulture); day = day.AddDays(1))
        {
            foreach (var time in (string[])["09:00", "21:00"])
            {
                await AtAsync($"{day:yyyy-MM-dd} {time}");
                await SettleAsync();
            }
        }
    }

    /// <summary>The local days on which a customer was given what a campaign gives.</summary>
    private async Task<IEnumerable<string>> DaysAsync(string customerId, string campaignId) =>
        (await EntriesAsync(customerId)).Where(entry => entry.Event is RewardGranted { Offer: { } offer } && offer.CampaignId == campaignId)
            .Select(entry => Engine.Policy.Program.Calendar.DayOf(entry.OccurredAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private async Task<(long? UsualIntervalDays, DateTimeOffset? NextOrderExpectedAt)> RhythmAsync(string customerId)
    {
        var state = (await Engine.Customer(customerId).GetAsync())!;
        return (state.UsualIntervalDays, state.NextOrderExpectedAt);
    }

    private async Task<IEnumerable<string>> WhoAsync(Segment segment) => (await Engine.AskAsync(new FindCustomers(segment, null, 10))).Lines.Select(line => line.CustomerId);
}
