using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Demo;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Demo;

public sealed class DemoDaysTests
{
    [Theory]
    [InlineData("2026-06-30", "UTC")]
    [InlineData("2026-11-29", "Europe/Berlin")]
    [InlineData("2026-11-30", "Pacific/Auckland")]
    [InlineData("2028-02-28", "America/Los_Angeles")]
    public void Stops_are_in_order_and_end_with_the_story(string lastDay, string timeZone)
    {
        var days = new DemoDays(DemoRetailer.FirstDayOf(DateOnly.Parse(lastDay, CultureInfo.InvariantCulture)), new ProgramCalendar(timeZone));

        Assert.Equal(days.Stops.Distinct().Order(), days.Stops);
        Assert.True(days.Stops[0] > days.Start);
        Assert.Equal(days.End, days.Stops[^1]);
        Assert.All([days.Letter, days.Thanks, days.Draw, .. days.Mondays], moment => Assert.Contains(moment, days.Stops));
    }

    [Theory]
    [InlineData("2026-06-30", "UTC")]
    [InlineData("2026-11-29", "Europe/Berlin")]
    [InlineData("2026-11-30", "Pacific/Auckland")]
    public void Mondays_are_at_nine_by_the_programs_clocks_and_the_latest_of_the_story(string lastDay, string timeZone)
    {
        var calendar = new ProgramCalendar(timeZone);
        var days = new DemoDays(DemoRetailer.FirstDayOf(DateOnly.Parse(lastDay, CultureInfo.InvariantCulture)), calendar);

        Assert.Equal(6, days.Mondays.Count);
        Assert.All(days.Mondays.Select(calendar.ToLocal), monday => Assert.Equal((DayOfWeek.Monday, new TimeSpan(9, 0, 0)), (monday.DayOfWeek, monday.TimeOfDay)));
        Assert.InRange(days.End - days.Mondays[^1], TimeSpan.FromTicks(1), TimeSpan.FromDays(7) + TimeSpan.FromHours(1));
    }

    [Fact]
    public void DemoClock_shows_the_moment_until_it_is_released()
    {
        var machine = new FakeTimeProvider(FilledDemo.Now);
        var clock = new DemoClock(machine);

        clock.Show(new(2025, 1, 2, 3, 0, 0, TimeSpan.FromHours(1)));
        machine.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new DateTimeOffset(2025, 1, 2, 2, 0, 0, TimeSpan.Zero), clock.GetUtcNow());

        clock.Release();
        Assert.Equal(FilledDemo.Now.AddHours(1), clock.GetUtcNow());
    }
}
