using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: expiry is judged in the wrong time zone or across a clock change.</summary>
public sealed class ExpiryInTheWrongTimeZoneTests
{
    private static readonly ProgramPolicy Berlin = new() { Currency = "EUR", TimeZone = "Europe/Berlin" };

    [Fact]
    public void Lapse_across_the_clock_change_falls_on_the_same_local_time_not_after_as_many_hours()
    {
        // Bought at 13:00 in winter time; 180 days later 13:00 is in summer time, one hour earlier in UTC.
        var scenario = new CustomerScenario(Berlin).Given(Purchase("p1"));
        var lapse = Start.AddDays(180).AddHours(-1);

        Assert.False(scenario.By(lapse.AddMicroseconds(-1)).State.Standing.Lapsed);
        Assert.True(scenario.By(lapse).State.Standing.Lapsed);
        Assert.Equal(lapse, scenario.Entries[^1].OccurredAt);
    }

    [Fact]
    public void Opinion_expires_by_the_programs_calendar_whatever_offset_the_caller_sends()
    {
        foreach (var offset in (int[])[-12, 0, 14])
        {
            var scenario = new CustomerScenario(Berlin).Given(
                new SetEnrolment { Enrolled = true },
                new GiveFeedback { FeedbackId = "f1", Nps = 10, OccurredAt = Start.ToOffset(TimeSpan.FromHours(offset)) });

            Assert.Equal(Rung.Advocate, scenario.By(Start.AddDays(365).AddMicroseconds(-1)).State.Standing.Rung);
            Assert.Equal(Rung.Member, scenario.By(Start.AddDays(365)).State.Standing.Rung);
        }
    }

    [Fact]
    public void Purchase_on_new_years_eve_counts_in_the_programs_month_not_in_the_callers_or_in_utc()
    {
        var midnightInBerlin = new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero);

        Assert.Equal(Month.Of(2026, 1), new CustomerScenario(Berlin).Given(Purchase("p1", at: midnightInBerlin)).State.Activity.Cohort);
        Assert.Equal(Month.Of(2025, 12), new CustomerScenario().Given(Purchase("p1", at: midnightInBerlin.ToOffset(TimeSpan.FromHours(9)))).State.Activity.Cohort);
    }
}
