using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.ConsolePages.Tests.Language;

/// <summary>How each language writes days, moments and percentages.</summary>
public sealed class SpeechTests
{
    private static readonly ProgramCalendar Calendar = new("Europe/Berlin");

    [Theory]
    [InlineData("en", "29 Nov 2026", "29 Nov 2026, 10:30", "84.9%")]
    [InlineData("de", "29. Nov. 2026", "29. Nov. 2026, 10:30", "84,9\u00A0%")]
    [InlineData("it", "29 nov 2026", "29 nov 2026, 10:30", "84,9\u00A0%")]
    public void Days_moments_and_percentages_are_written_as_the_language_has_them(string tag, string day, string moment, string percent)
    {
        var say = new Speech(ConsoleLanguage.Of(tag)!, new(), Calendar);

        Assert.Equal(day, say.Day(new DateOnly(2026, 11, 29)));
        Assert.Equal(moment, say.Moment(new DateTimeOffset(2026, 11, 29, 9, 30, 0, TimeSpan.Zero)));
        Assert.Equal(moment, say.Moment(new DateTime(2026, 11, 29, 10, 30, 0, DateTimeKind.Unspecified)));
        Assert.Equal(percent, say.Percent(0.849));
        Assert.Equal("–", say.Percent(double.NaN));
    }

    /// <remarks>Rounded, 12.50 credit would be shown as 13, of which only 12.50 can be spent.</remarks>
    [Theory]
    [InlineData("points", 1_234_0000, "1,234")]
    [InlineData("credit", 12_5000, "12.50")]
    [InlineData("gone", 12_5000, "12.5")]
    [InlineData("gone", 12_0000, "12")]
    public void Amounts_of_a_wallet_have_its_decimals(string wallet, long units, string written)
    {
        var say = new Speech(ConsoleLanguage.Of("en")!, new() { Wallets = [new("points"), new("credit", Decimals: 2)] }, Calendar);

        Assert.Equal(written, say.Number(wallet, new(units)));
    }
}
