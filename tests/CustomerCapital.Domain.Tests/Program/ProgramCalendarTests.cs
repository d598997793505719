using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class ProgramCalendarTests
{
    [Theory]
    [InlineData("UTC", "2026-01-31T23:59:59.999999Z", "2026-01")]
    [InlineData("Europe/Berlin", "2026-01-31T22:59:59.999999Z", "2026-01")]
    [InlineData("Europe/Berlin", "2026-01-31T23:00:00Z", "2026-02")]
    [InlineData("Europe/Berlin", "2026-06-30T21:59:59Z", "2026-06")]
    [InlineData("Europe/Berlin", "2026-06-30T22:00:00Z", "2026-07")]
    [InlineData("America/Los_Angeles", "2026-01-01T07:59:59Z", "2025-12")]
    [InlineData("Pacific/Kiritimati", "2025-12-31T10:00:00Z", "2026-01")]
    [InlineData("Europe/Berlin", "2026-02-01T13:30:00+14:00", "2026-02")]
    public void MonthOf_is_that_of_the_programs_zone(string zone, string instant, string month) =>
        Assert.Equal(month, new ProgramCalendar(zone).MonthOf(Instant(instant)).ToString());

    [Theory]
    [InlineData("2026-03-28T12:00:00+01:00", 1, "2026-03-29T12:00:00+02:00")]
    [InlineData("2026-03-28T02:30:00+01:00", 1, "2026-03-29T03:30:00+02:00")]
    [InlineData("2026-03-28T02:00:00+01:00", 1, "2026-03-29T03:00:00+02:00")]
    [InlineData("2026-03-28T01:59:59+01:00", 1, "2026-03-29T01:59:59+01:00")]
    [InlineData("2026-10-24T02:30:00+02:00", 1, "2026-10-25T02:30:00+02:00")]
    [InlineData("2026-10-25T02:30:00+01:00", 1, "2026-10-26T02:30:00+01:00")]
    [InlineData("2026-10-24T12:00:00+02:00", 1, "2026-10-25T12:00:00+01:00")]
    [InlineData("2024-02-29T12:00:00+01:00", 365, "2025-02-28T12:00:00+01:00")]
    [InlineData("2026-01-15T23:30:00Z", 180, "2026-07-15T00:30:00+02:00")]
    public void AddDays_in_Berlin_keeps_the_local_time_across_clock_changes(string instant, int days, string expected) =>
        Assert.Equal(Instant(expected), new ProgramCalendar("Europe/Berlin").AddDays(Instant(instant), days));

    [Theory]
    [InlineData("Australia/Lord_Howe", "2026-10-03T02:15:00+10:30", "2026-10-04T02:45:00+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T01:45:00+11:00", "2026-04-05T01:45:00+11:00")]
    [InlineData("America/New_York", "2026-03-07T02:30:00-05:00", "2026-03-08T03:30:00-04:00")]
    [InlineData("America/New_York", "2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00")]
    [InlineData("Asia/Kathmandu", "2026-03-28T02:30:00+05:45", "2026-03-29T02:30:00+05:45")]
    public void AddDays_of_one_moves_on_by_the_gap_and_takes_the_first_of_a_doubled_hour(string zone, string instant, string expected) =>
        Assert.Equal(Instant(expected), new ProgramCalendar(zone).AddDays(Instant(instant), 1));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/St_Johns")]
    public void AddDays_differs_from_as_many_times_24_hours_by_no_more_than_a_clock_change(string zone)
    {
        var calendar = new ProgramCalendar(zone);
        for (var instant = Instant("2026-03-01T00:00:00Z"); instant < Instant("2026-05-01T00:00:00Z"); instant = instant.AddMinutes(15))
        {
            var later = calendar.AddDays(instant, 180);
            Assert.InRange(later - instant, TimeSpan.FromDays(180) - TimeSpan.FromHours(1), TimeSpan.FromDays(180) + TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public void Calendar_of_an_unknown_zone_throws()
    {
        Assert.False(ProgramCalendar.Knows("Mars/Olympus_Mons"));
        Assert.Throws<TimeZoneNotFoundException>(() => new ProgramCalendar("Mars/Olympus_Mons"));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
