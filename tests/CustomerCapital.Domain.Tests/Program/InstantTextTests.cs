using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class InstantTextTests
{
    [Theory]
    [InlineData("2026-03-01T08:30:00Z", "2026-03-01T08:30:00.0000000+00:00")]
    [InlineData("2026-03-01T08:30Z", "2026-03-01T08:30:00.0000000+00:00")]
    [InlineData("2026-03-01 08:30:00 Z", "2026-03-01T08:30:00.0000000+00:00")]
    [InlineData("2026-03-01T10:30:00+0200", "2026-03-01T10:30:00.0000000+02:00")]
    [InlineData("2026-03-01T10:30:00+02:00", "2026-03-01T10:30:00.0000000+02:00")]
    [InlineData("2026-03-01 10:30:00 +02", "2026-03-01T10:30:00.0000000+02:00")]
    [InlineData("2026-03-01T04:15:59.5-03:30", "2026-03-01T04:15:59.5000000-03:30")]
    [InlineData("2026-03-01T08:30:00.123456789Z", "2026-03-01T08:30:00.1234567+00:00")]
    [InlineData("2026-03-01T10:30:00.123456789+0200", "2026-03-01T10:30:00.1234567+02:00")]
    [InlineData("2026-03-01T08:30:00.1234567890123456Z", "2026-03-01T08:30:00.1234567+00:00")]
    [InlineData("9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59.0000000+14:00")]
    public void Instant_is_read_in_every_form_of_its_offset_and_of_its_second(string text, string expected)
    {
        Assert.True(InstantText.TryParse(text, out var instant));
        Assert.Equal(expected, instant.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01Z")]
    [InlineData("2026-03-01T08:30:00")]
    [InlineData("2026-03-01T08:30:00.Z")]
    [InlineData("2026-03-01T08:30:00.12345678901234567Z")]
    [InlineData("2026-03-01T08:30:60Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-02-30T08:30:00Z")]
    [InlineData("2026-03-01T08:30:00+15:00")]
    [InlineData("2026-03-01T08:30:00+14:01")]
    [InlineData("2026-03-01T08:30:00+020")]
    [InlineData("2026-03-01T08:30:00+2:00")]
    [InlineData("2026-03-01T08:30:00+02:0")]
    [InlineData("2026-03-01T08:30:0٣Z")]
    [InlineData("2026-3-01T08:30:00Z")]
    [InlineData("2026-03-01T8:30:00Z")]
    [InlineData("2026-03-01T08:30:00ZZ")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    public void What_is_no_instant_is_not_read(string text) => Assert.False(InstantText.TryParse(text, out _));

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00.0000000")]
    [InlineData("2026-03-01 08:30", "2026-03-01T08:30:00.0000000")]
    [InlineData("2026-03-01T08:30:15.123456789", "2026-03-01T08:30:15.1234567")]
    public void Local_time_is_read_without_an_offset(string text, string expected)
    {
        Assert.True(InstantText.TryParseLocal(text, out var local));
        Assert.Equal(expected, local.ToString("O", CultureInfo.InvariantCulture));
        Assert.False(InstantText.TryParse(text, out _));
    }
}
