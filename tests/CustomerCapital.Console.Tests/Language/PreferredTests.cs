using CustomerCapital.ConsolePages.Language;

namespace CustomerCapital.ConsolePages.Tests.Language;

/// <summary>The language that a browser wishes for, by RFC 9110, section 12.5.4.</summary>
public sealed class PreferredTests
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("de", "de")]
    [InlineData("de-CH", "de")]
    [InlineData("DE-at", "de")]
    [InlineData("fr", "en")]
    [InlineData("fr, it;q=0.5", "it")]
    [InlineData("fr;q=0.9, de;q=0.4, it;q=0.6", "it")]
    [InlineData("en;q=0.4, de;q=0.8", "de")]
    [InlineData("de;q=0.8, it;q=0.8", "de")]
    [InlineData("it;q=0, de;q=0.1", "de")]
    [InlineData("de;q=0", "en")]
    [InlineData("it ; Q=0.3 , de ; q=0.2", "it")]
    [InlineData("de;q=nonsense, it;q=0.1", "it")]
    [InlineData("de;q=NaN, it;q=0.1", "it")]
    [InlineData("*", "en")]
    [InlineData("*;q=0.1, it;q=0.05", "it")]
    [InlineData(";;;,,,;q=", "en")]
    public void Preferred_is_the_known_language_with_the_greatest_weight(string? header, string tag) => Assert.Equal(tag, ConsoleLanguage.Preferred(header).Tag);

    [Fact]
    public void Preferred_reads_only_the_beginning_of_an_endless_header() =>
        Assert.Equal("en", ConsoleLanguage.Preferred(string.Join(',', Enumerable.Repeat("fr", 100_000)) + ",de").Tag);

    [Fact]
    public void Languages_write_numbers_and_days_in_their_manner()
    {
        Assert.Equal(["1,234.5", "1.234,5", "1.234,5"], ConsoleLanguage.All.Select(language => 1_234.5m.ToString("N1", language.Culture)));
        Assert.Equal(["2 Mar 2026", "2 März 2026", "2 mar 2026"], ConsoleLanguage.All.Select(language => new DateOnly(2026, 3, 2).ToString("d MMM yyyy", language.Culture)));
    }
}
