using System.Text.Json;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class MonthDayTests
{
    [Theory]
    [InlineData("02-29", 2028, LeapDay.February28, "2028-02-29")]
    [InlineData("02-29", 2026, LeapDay.February28, "2026-02-28")]
    [InlineData("02-29", 2100, LeapDay.February28, "2100-02-28")]
    [InlineData("02-29", 2028, LeapDay.March1, "2028-02-29")]
    [InlineData("02-29", 2026, LeapDay.March1, "2026-03-01")]
    [InlineData("02-29", 2100, LeapDay.March1, "2100-03-01")]
    [InlineData("02-28", 2028, LeapDay.March1, "2028-02-28")]
    [InlineData("12-31", 9999, LeapDay.February28, "9999-12-31")]
    public void In_is_the_day_or_where_29_February_is_kept(string text, int year, LeapDay leapDay, string expected)
    {
        Assert.True(MonthDay.TryParse(text, out var day));
        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), day.In(year, leapDay));
    }

    [Fact]
    public void All_are_366_in_the_order_of_the_year_and_have_their_number_and_text()
    {
        Assert.Equal(366, MonthDay.All.Count);
        Assert.Equal(MonthDay.All, MonthDay.All.Order());
        foreach (var day in MonthDay.All)
        {
            Assert.Equal(day, MonthDay.OfNumber(day.Number));
            Assert.Equal(day, JsonSerializer.Deserialize<MonthDay>(JsonSerializer.Serialize(day)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2-29")]
    [InlineData("02-30")]
    [InlineData("13-01")]
    [InlineData("00-00")]
    [InlineData("--02-29")]
    public void TryParse_of_what_is_no_day_is_false(string? text) => Assert.False(MonthDay.TryParse(text, out _));

    [Fact]
    public void OfNumber_of_no_day_throws() => Assert.Throws<ArgumentOutOfRangeException>(() => MonthDay.OfNumber(230));
}
