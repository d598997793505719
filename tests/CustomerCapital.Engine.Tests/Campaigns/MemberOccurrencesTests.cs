using System.Globalization;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns.Zones;

namespace CustomerCapital.Engine.Tests.Campaigns;

/// <summary>An occurrence by the members' time zones is a local time, of which each zone has one moment.</summary>
public sealed class MemberOccurrencesTests
{
    private static readonly ProgramCalendar Berlin = new("Europe/Berlin");

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00", "2027-03-28T02:30 2027-03-28T01:00Z", "2027-03-29T02:30 2027-03-29T00:30Z")]
    [InlineData("30 2 * * *", "Antarctica/Troll", "2027-03-27T12:00", "2027-03-28T02:30 2027-03-28T01:00Z", "2027-03-29T02:30 2027-03-29T00:30Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00", "2026-10-04T02:15 2026-10-03T15:30Z", "2026-10-05T02:15 2026-10-04T15:15Z")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2027-04-03T00:00", "2027-04-04T01:45 2027-04-03T14:45Z", "2027-04-05T01:45 2027-04-04T15:15Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2027-03-27T12:00", "2027-03-28T01:30 2027-03-28T01:00Z", "2027-03-29T01:30 2027-03-29T00:30Z")]
    [InlineData("0 0 * * *", "America/Asuncion", "2023-09-30T12:00", "2023-10-01T00:00 2023-10-01T04:00Z", "2023-10-02T00:00 2023-10-02T03:00Z")]
    [InlineData("0 9 * * *", "Pacific/Apia", "2011-12-30T00:00", "2011-12-30T09:00 2011-12-30T10:00Z", "2011-12-31T09:00 2011-12-30T19:00Z")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2027-03-27T12:00", "2027-03-28T02:00 2027-03-28T01:00Z", "2027-03-29T02:00 2027-03-29T00:00Z")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-25T00:00", "2026-10-25T02:30 2026-10-25T00:30Z", "2026-10-25T02:30~2 2026-10-25T01:30Z")]
    public void Local_time_is_that_of_the_schedule_also_where_clocks_skip_it_or_show_it_twice(string cron, string zone, string afterUtc, params string[] expected)
    {
        var (schedule, calendar) = (new CampaignSchedule(Cron: cron) { Zone = ScheduleZone.Member }, new ProgramCalendar(zone));
        var found = new List<string>();
        var after = DateTimeOffset.Parse(afterUtc + "Z", CultureInfo.InvariantCulture);
        foreach (var _ in expected)
        {
            var next = MemberOccurrences.NextIn(schedule, after, null, calendar)!.Value;
            found.Add($"{next.Local} {next.At:yyyy-MM-dd'T'HH:mm}Z");
            after = next.At;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Every_zone_of_the_machine_has_each_day_of_three_years_once_in_order_and_a_local_time_given_once_has_the_same_moment()
    {
        var schedule = new CampaignSchedule(Cron: "30 2 * * *") { Zone = ScheduleZone.Member };
        var until = new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var zones = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(ProgramCalendar.Knows).Append("Etc/GMT+12").ToList();
        Assert.InRange(zones.Count, 50, int.MaxValue);
        foreach (var zone in zones)
        {
            var calendar = new ProgramCalendar(zone);
            var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
            DateTime? last = null;
            while (at < until)
            {
                var next = MemberOccurrences.NextIn(schedule, at, null, calendar)!.Value;
                var local = DateTime.Parse(next.Local, CultureInfo.InvariantCulture);
                Assert.True(next.At > at && (last is null || local == last.Value.AddDays(1)), $"{zone} {next} after {at:O}");
                Assert.Equal(next, MemberOccurrences.NextIn(new() { Zone = ScheduleZone.Member, AtLocal = local }, at, null, calendar));
                (at, last) = (next.At, local);
            }
        }
    }

    [Fact]
    public void Zones_whose_clocks_show_the_time_together_are_one_moment_and_moments_come_in_order_and_of_one_moment_local_times()
    {
        string[] names = ["Asia/Kolkata", "Europe/Berlin", "Africa/Lagos", "America/New_York"];
        var zones = MemberZones.Of(new("UTC"), [.. names, "Mars/Olympus"]);
        Assert.Equal(["UTC", .. names.Order(StringComparer.Ordinal)], zones.All.Select(zone => zone.TimeZone));
        var found = new List<string>();
        var schedule = new CampaignSchedule(Cron: "0 8,9 * * *") { Zone = ScheduleZone.Member };
        DueOccurrence? next = new(new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), "~", []);
        for (var i = 0; i < 8; i++)
        {
            next = MemberOccurrences.Next(schedule, next!.At, next.Local, zones.All);
            found.Add($"{next!.RunId} {string.Join(' ', next.Zones.Select(zone => zone.TimeZone))}");
        }

        // In July Berlin is an hour ahead of Lagos: eight there is nine here, and the two are of one moment.
        Assert.Equal(
            [
                "2026-07-01T08:00@2026-07-01T02:30:00Z Asia/Kolkata", "2026-07-01T09:00@2026-07-01T03:30:00Z Asia/Kolkata",
                "2026-07-01T08:00@2026-07-01T06:00:00Z Europe/Berlin", "2026-07-01T08:00@2026-07-01T07:00:00Z Africa/Lagos",
                "2026-07-01T09:00@2026-07-01T07:00:00Z Europe/Berlin", "2026-07-01T08:00@2026-07-01T08:00:00Z UTC",
                "2026-07-01T09:00@2026-07-01T08:00:00Z Africa/Lagos", "2026-07-01T09:00@2026-07-01T09:00:00Z UTC",
            ],
            found);
        var winter = MemberOccurrences.Next(schedule, new(2026, 12, 1, 6, 30, 0, TimeSpan.Zero), null, zones.All)!;
        Assert.Equal("Africa/Lagos Europe/Berlin", string.Join(' ', winter.Zones.Select(zone => zone.TimeZone)));
    }

    [Fact]
    public void Occurrences_to_come_are_those_that_a_clock_is_still_to_show_with_the_first_and_the_last_moment()
    {
        var zones = MemberZones.Of(Berlin, ["Asia/Tokyo", "America/New_York"]);
        var schedule = new CampaignSchedule(Cron: "0 9 * * *", Until: new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero)) { Zone = ScheduleZone.Member };

        var toCome = MemberOccurrences.ToCome(schedule, new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero), zones).Select(one => $"{one.Local} {one.At:ddTHH:mmzzz} {one.First:ddTHH:mmzzz} {one.Last:ddTHH:mmzzz}");

        // Nine of 3 February comes to Tokyo at midnight UTC of that day, after which nothing occurs.
        Assert.Equal(
            [
                "2026-02-01T09:00 01T09:00+01:00 01T01:00+01:00 01T15:00+01:00", "2026-02-02T09:00 02T09:00+01:00 02T01:00+01:00 02T15:00+01:00",
                "2026-02-03T09:00 03T09:00+01:00 03T01:00+01:00 03T01:00+01:00",
            ],
            toCome);
    }

    [Fact]
    public void Zones_of_one_moment_whose_days_differ_are_judged_each_by_the_own_day()
    {
        var zones = MemberZones.Of(new("UTC"), ["Pacific/Kiritimati", "Pacific/Honolulu", "Europe/Berlin"]);
        var segment = CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0L);
        var noon = new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

        var rule = SegmentRule.Of(zones.Audience(segment, noon, zones.All));

        foreach (var (zone, born, isIn) in ((string?, int, bool)[])[
            ("Pacific/Kiritimati", 2, true), ("Pacific/Kiritimati", 1, false), ("Pacific/Honolulu", 1, true), ("Pacific/Honolulu", 2, false), ("Europe/Berlin", 1, true), (null, 1, true), (null, 2, false)])
        {
            var state = Registration.Part.Set(Domain.Actors.ActorState.New("ada"), new() { Profile = new() { TimeZone = zone, BirthDate = new(1990, 2, born) } });
            Assert.Equal((zone, born, isIn), (zone, born, rule(state, new())));
        }

        var abroad = SegmentRule.Of(zones.Audience(Segment.Everyone, noon, [Berlin]));
        Assert.False(abroad(Domain.Actors.ActorState.New("ada"), new()));
    }

    [Fact]
    public void Whoever_is_in_a_zone_that_the_machine_does_not_know_is_in_the_programs()
    {
        var zones = MemberZones.Of(Berlin, ["Mars/Olympus", "Asia/Tokyo"]);
        var onMars = Registration.Part.Set(Domain.Actors.ActorState.New("ada"), new() { Profile = new() { TimeZone = "Mars/Olympus" } });

        Assert.True(SegmentRule.Of(zones.Audience(Segment.Everyone, Start, [Berlin]))(onMars, new()));
        Assert.False(SegmentRule.Of(zones.Audience(Segment.Everyone, Start, [new("Asia/Tokyo")]))(onMars, new()));
    }
}
