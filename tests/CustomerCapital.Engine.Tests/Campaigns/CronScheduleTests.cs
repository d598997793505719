using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Schedules;

namespace CustomerCapital.Engine.Tests.Campaigns;

/// <summary>Schedules occur at the times of the day that they say, whatever the clocks of a zone do.</summary>
public sealed class CronScheduleTests
{
    private const int From = 2010;
    private const int To = 2036;

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-26T12:00", "2027-03-27T02:30+01:00 2027-03-28T03:00+02:00 2027-03-29T02:30+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00", "2026-10-24T02:30+02:00 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45", "2026-10-25T02:00+02:00 2026-10-25T02:30+02:00 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-25T03:00+01:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2027-03-28T00:15", "2027-03-28T01:30+01:00 2027-03-28T03:00+02:00 2027-03-28T03:30+02:00")]
    [InlineData("0 9 31 * *", "Europe/Berlin", "2026-12-31T12:00", "2027-01-31T09:00+01:00 2027-03-31T09:00+02:00 2027-05-31T09:00+02:00 2027-07-31T09:00+02:00")]
    [InlineData("0 9 13 * FRI", "Europe/Berlin", "2026-12-31T12:00", "2027-08-13T09:00+02:00 2028-10-13T09:00+02:00")]
    [InlineData("0 9 * * 7", "Europe/Berlin", "2026-11-27T12:00", "2026-11-29T09:00+01:00 2026-12-06T09:00+01:00")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2027-04-02T20:00", "2027-04-04T01:45+11:00 2027-04-05T01:45+10:30")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00", "2026-10-04T02:30+11:00 2026-10-05T02:15+11:00")]
    [InlineData("0 2 * * *", "Antarctica/Troll", "2027-03-27T12:00", "2027-03-28T03:00+02:00 2027-03-29T02:00+02:00")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2027-03-27T12:00", "2027-03-28T02:00+01:00 2027-03-29T01:30+01:00")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2026-10-24T12:00", "2026-10-25T01:30+01:00 2026-10-26T01:30+00:00")]
    [InlineData("0 * * * *", "Europe/Dublin", "2026-10-24T23:30", "2026-10-25T01:00+01:00 2026-10-25T01:00+00:00 2026-10-25T02:00+00:00")]
    [InlineData("0 9 * * *", "Pacific/Apia", "2011-12-29T12:00", "2011-12-29T09:00-10:00 2011-12-31T00:00+14:00 2011-12-31T09:00+14:00")]
    [InlineData("0 0 * * *", "Pacific/Kiritimati", "2026-12-31T09:00", "2027-01-01T00:00+14:00 2027-01-02T00:00+14:00")]
    [InlineData("0 0 * * *", "Etc/GMT+12", "2027-01-01T09:00", "2027-01-01T00:00-12:00 2027-01-02T00:00-12:00")]
    public void Next_occurrences_are_at_the_local_times_that_the_schedule_says(string cron, string zone, string afterUtc, string expected)
    {
        var (schedule, calendar) = (CronSchedule.Parse(cron, out _)!, new ProgramCalendar(zone));
        var found = new List<string>();
        var at = DateTimeOffset.Parse(afterUtc + "Z", CultureInfo.InvariantCulture);
        for (var i = 0; i < expected.Split(' ').Length; i++)
        {
            at = schedule.Next(at, calendar)!.Value;
            Assert.Equal(TimeSpan.Zero, at.Offset);
            found.Add(calendar.ToLocal(at).ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("Africa/Casablanca")]
    [InlineData("America/Asuncion")]
    public void Walk_over_all_changes_of_a_zone_never_stands_still(string zone)
    {
        var (schedule, calendar) = (CronSchedule.Parse("30 * * * *", out _)!, new ProgramCalendar(zone));
        foreach (var change in ChangesOf(calendar))
        {
            var at = change - TimeSpan.FromHours(30);
            for (var hour = 0; hour < 60; hour++)
            {
                var next = schedule.Next(at, calendar)!.Value;
                Assert.InRange(next - at, TimeSpan.FromMinutes(1), TimeSpan.FromHours(2));
                at = next;
            }
        }
    }

    /// <remarks>The model walks through all minutes around each change with what the base class library says of an instant's offset alone.</remarks>
    [Fact]
    public void Around_every_change_of_every_zone_each_occurrence_is_later_than_the_one_before_and_none_is_left_out()
    {
        (string Cron, Func<DateTime, bool> Matches, bool IsInterval)[] schedules =
        [
            ("30 2 * * *", at => at is { Hour: 2, Minute: 30 }, false), ("0 0 * * *", at => at is { Hour: 0, Minute: 0 }, false),
            ("15,45 1,3 * * *", at => at is { Hour: 1 or 3, Minute: 15 or 45 }, false), ("0 * * * *", at => at.Minute == 0, true), ("*/20 0-3 * * *", at => at.Hour <= 3 && at.Minute % 20 == 0, true),
        ];
        var parsed = schedules.Select(schedule => CronSchedule.Parse(schedule.Cron, out _)!).ToList();
        var (changes, seen) = (0, new HashSet<(TimeSpan, TimeSpan, TimeSpan)>());
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var calendar = new ProgramCalendar(zone.Id);
            foreach (var change in ChangesOf(calendar))
            {
                changes++;
                var before = calendar.ToLocal(change.AddTicks(-1)).Offset;
                // Changes of the same size at the same time of the day differ in their dates alone.
                if (!seen.Add((before, calendar.ToLocal(change).Offset, calendar.ToLocal(change).TimeOfDay))) continue;
                var (from, to) = (change - TimeSpan.FromHours(28), change + TimeSpan.FromHours(28));
                for (var i = 0; i < schedules.Length; i++)
                    Assert.True(Model(schedules[i].Matches, schedules[i].IsInterval, calendar, from, to).SequenceEqual(Walk(parsed[i], calendar, from, to)), $"{schedules[i].Cron} in {zone.Id} around {change:u}");
            }
        }

        Assert.True(changes > 5_000, $"{changes}");
    }

    [Theory]
    [InlineData("0 9 * *", "Has 4 fields; write minute, hour, day of the month, month and day of the week, for example '0 9 * * MON'.")]
    [InlineData("0 0 9 * * *", "Has 6 fields; write minute, hour, day of the month, month and day of the week, for example '0 9 * * MON'.")]
    [InlineData("0 0 30 2 *", "Never occurs: there is no such day.")]
    [InlineData("60 9 * * *", "Is no cron expression: Value must be a number between 0 and 59 (all inclusive).", true)]
    public void Parse_says_what_is_wrong(string cron, string expected, bool begins = false)
    {
        Assert.Null(CronSchedule.Parse(cron, out var fault));
        if (begins) Assert.StartsWith("Is no cron expression: ", fault, StringComparison.Ordinal);
        else Assert.Equal(expected, fault);
    }

    private static List<DateTimeOffset> Walk(CronSchedule schedule, ProgramCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        var all = new List<DateTimeOffset>();
        for (var at = schedule.Next(from, calendar); at <= to; at = schedule.Next(at.Value, calendar)) all.Add(at.Value);
        return all;
    }

    /// <summary>Looks at every minute: a local time that is passed for the first time matches, for the second time only of an interval, and a skipped one at the moment of the change.</summary>
    private static List<DateTimeOffset> Model(Func<DateTime, bool> matches, bool isInterval, ProgramCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        var all = new List<DateTimeOffset>();
        var furthest = calendar.ToLocal(from).DateTime;
        for (var at = from.AddMinutes(1); at <= to; at = at.AddMinutes(1))
        {
            var local = calendar.ToLocal(at).DateTime;
            var isRepeated = local <= furthest;
            var skipped = Enumerable.Range(1, Math.Max(0, (int)(local - furthest).TotalMinutes - 1)).Any(minutes => matches(furthest.AddMinutes(minutes)));
            if (skipped || (matches(local) && (!isRepeated || isInterval))) all.Add(at);
            if (local > furthest) furthest = local;
        }

        return all;
    }

    private static IEnumerable<DateTimeOffset> ChangesOf(ProgramCalendar calendar)
    {
        var (start, end) = (new DateTimeOffset(From, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(To, 12, 31, 0, 0, 0, TimeSpan.Zero));
        for (var day = start; day < end; day = day.AddDays(1))
        {
            if (calendar.ToLocal(day).Offset == calendar.ToLocal(day.AddDays(1)).Offset) continue;
            var minute = day;
            while (calendar.ToLocal(minute.AddMinutes(1)).Offset == calendar.ToLocal(day).Offset) minute = minute.AddMinutes(1);
            yield return minute.AddMinutes(1);
        }
    }
}
