using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Customers;

/// <summary>When a command may have occurred, and what its moment means when it arrives late.</summary>
public sealed class MomentTests
{
    [Fact]
    public void Command_up_to_five_minutes_ahead_of_the_clock_is_taken_and_beyond_it_is_refused()
    {
        var scenario = new CustomerScenario();

        Assert.Equal("occurred_in_future", scenario.RefusalOf(Purchase("p1", at: Start.AddMinutes(5).AddMicroseconds(1))));
        Assert.Equal("occurred_in_future", scenario.RefusalOf(Purchase("p2", at: DateTimeOffset.MaxValue)));
        Assert.Equal("occurred_in_future", scenario.RefusalOf(new AcceptReferral { ReferralId = "m", ReferrerId = "bob", OccurredAt = Start.AddHours(23) }));
        Assert.Null(scenario.RefusalOf(Purchase("p3", at: Start.AddMinutes(5))));
        Assert.Equal(1, scenario.State.Orders);
    }

    [Fact]
    public void Command_before_1970_is_refused_and_at_its_first_moment_is_taken()
    {
        var scenario = new CustomerScenario();

        Assert.Equal("occurred_too_early", scenario.RefusalOf(Purchase("p1", at: DateTimeOffset.UnixEpoch.AddMicroseconds(-1))));
        Assert.Equal("occurred_too_early", scenario.RefusalOf(Purchase("p2", at: DateTimeOffset.MinValue)));
        Assert.Null(scenario.RefusalOf(Purchase("p3", at: DateTimeOffset.UnixEpoch)));
        Assert.Equal(Month.Of(1970, 1), scenario.State.Activity.Cohort);
    }

    [Fact]
    public void Command_without_a_moment_occurs_when_it_arrives() =>
        Assert.Equal(Start, new CustomerScenario().Given(Purchase("p1")).Entries[0].OccurredAt);

    [Fact]
    public void Purchases_and_credits_without_a_moment_stay_in_their_month_whatever_a_till_ahead_has_sent()
    {
        var newYearsEve = Utc(2025, 12, 31, 23, 58);
        var scenario = new CustomerScenario().By(newYearsEve).Given(
            new AcceptReferral { ReferralId = "m", ReferrerId = "bob", OccurredAt = newYearsEve.AddMinutes(4) },
            Purchase("ahead", at: newYearsEve.AddMinutes(4)),
            new SetEnrolment { Enrolled = true, OccurredAt = newYearsEve.AddMinutes(4) });

        scenario.Given(Purchase("p1", "3.00"), Return("credit", null, "1.00"));

        Assert.Equal(
            [new(Month.Of(2025, 12), 1, Amount("2.00")), new(Month.Of(2026, 1), 1, Amount("10.00"))], scenario.State.Activity.Months.ToArray());
        Assert.All(["purchase:p1", "return:credit"], id => Assert.Equal(newYearsEve, scenario.Entries.Single(entry => entry.NaturalId == id).OccurredAt));
    }

    [Fact]
    public void Purchase_without_a_moment_after_a_referral_by_a_till_ahead_stays_in_its_month_and_converts_it()
    {
        var newYearsEve = Utc(2025, 12, 31, 23, 58);
        var scenario = new CustomerScenario().By(newYearsEve).Given(
            new AcceptReferral { ReferralId = "m", ReferrerId = "bob", OccurredAt = newYearsEve.AddMinutes(4) }, Purchase("p1"));

        Assert.Equal(Month.Of(2025, 12), scenario.State.Activity.Cohort);
        Assert.Equal((true, newYearsEve), (scenario.State.BroughtBy!.Converted, scenario.State.BroughtBy!.At));
    }

    [Fact]
    public void What_the_engine_tells_a_customer_is_taken_also_after_its_clock_was_set_back()
    {
        var told = new CountConversion { ReferredCustomerId = "bob", Change = 1, ConvertedAt = Start.AddHours(1), OccurredAt = Start.AddHours(1) };

        var scenario = new CustomerScenario().Given(told);

        Assert.Equal((1, Start), (scenario.State.ConvertedReferrals, scenario.Entries[0].OccurredAt));
    }

    [Fact]
    public void Leaving_without_a_moment_after_the_clock_was_set_back_ends_the_enrolment()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }).By(Start.AddHours(-1)).Given(new SetEnrolment { Enrolled = false });

        Assert.False(scenario.State.Enrolled);
    }

    [Fact]
    public void Command_without_a_moment_after_the_clock_was_set_back_occurs_no_earlier_than_that_on_which_it_rests()
    {
        var scenario = new CustomerScenario().Given(new AcceptReferral { ReferralId = "m", ReferrerId = "bob" }).By(Start.AddHours(-1));

        scenario.Given(Purchase("p1"), Return("r1", "p1"), Purchase("p2"));

        Assert.All(scenario.Entries, entry => Assert.Equal(Start, entry.OccurredAt));
        Assert.True(scenario.State.BroughtBy!.Converted);
        Assert.Equal(1, scenario.State.Orders);
    }

    [Fact]
    public void Command_without_a_moment_occurs_when_it_arrives_where_what_came_before_it_is_more_than_a_day_ahead()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1")).By(Start.AddDays(-2)).Given(Purchase("p2"));

        Assert.Equal(Start.AddDays(-2), scenario.Entries.Single(entry => entry.NaturalId == "purchase:p2").OccurredAt);
    }

    [Fact]
    public void Moment_is_kept_in_whole_microseconds_with_the_callers_offset()
    {
        var at = new DateTimeOffset(2026, 1, 10, 8, 0, 0, TimeSpan.FromHours(5.5)).AddTicks(12_345);

        var entry = new CustomerScenario().Given(Purchase("p1", at: at)).Entries[0];

        Assert.Equal((at.AddTicks(-5), TimeSpan.FromHours(5.5)), (entry.OccurredAt, entry.OccurredAt.Offset));
    }

    [Fact]
    public void Late_purchase_moves_the_customer_to_an_earlier_cohort_and_leaves_the_latest_order()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Purchase("late", at: Utc(2025, 11, 3)));

        Assert.Equal(Month.Of(2025, 11), scenario.State.Activity.Cohort);
        Assert.Equal((Utc(2025, 11, 3), Start), (scenario.State.FirstOrderAt, scenario.State.LastOrderAt));
        Assert.Equal((Utc(2025, 11, 3), Start), (scenario.State.KnownSince, scenario.State.AsOf));
        Assert.Equal(Rung.Customer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Late_purchase_that_would_have_prevented_the_lapse_ends_it()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1")).AfterDays(185);
        Assert.True(scenario.State.Standing.Lapsed);

        scenario.Given(Purchase("late", at: scenario.Now.AddDays(-100)));

        Assert.Equal(new Standing(Rung.Customer, false), scenario.State.Standing);
        Assert.Equal(StandingReason.PurchaseAfterLapse, scenario.Last<StandingChanged>().Reason);
    }

    [Fact]
    public void Changes_by_time_are_recorded_before_the_command_that_finds_them_each_at_its_moment()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }, Purchase("p1"));
        var decision = Decider.Decide(
            scenario.State, Purchase("p2", at: Start.AddDays(200)), new([]), scenario.Program, Start.AddDays(200), scenario.NewCode);

        Assert.Equal([Start.AddDays(180), Start.AddDays(200), Start.AddDays(200)], decision.Happenings.Select(happening => happening.At));
        Assert.Equal(1, decision.Fact);
        Assert.Equal(
            [StandingReason.Lapsed, StandingReason.PurchaseAfterLapse],
            decision.Happenings.Select(happening => happening.Event).OfType<StandingChanged>().Select(change => change.Reason));
    }

    [Fact]
    public void Registration_with_the_same_content_changes_nothing_and_with_other_content_replaces_it()
    {
        var first = new RegisterCustomer { Name = "Ada", Email = "ada@example.org", AcquisitionChannel = "web", AcquisitionCost = Amount("5") };
        var scenario = new CustomerScenario().Given(first);

        Assert.Empty(scenario.When(first).Happenings);
        scenario.Given(first with { Email = null, Consents = new(Post: true) });

        Assert.Equal(new Profile { Name = "Ada", Consents = new(Post: true) }, scenario.State.Profile);
        Assert.Equal((2, "web", Amount("5")), (scenario.State.Sequence, scenario.State.AcquisitionChannel, scenario.State.AcquisitionCost));
    }
}
