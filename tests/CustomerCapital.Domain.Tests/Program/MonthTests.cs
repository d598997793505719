using System.Text.Json;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class MonthTests
{
    [Theory]
    [InlineData("2026-01", 1, "2026-02")]
    [InlineData("2026-12", 1, "2027-01")]
    [InlineData("2026-01", -1, "2025-12")]
    [InlineData("2024-02", 24, "2026-02")]
    public void Plus_counts_across_years(string month, int months, string expected)
    {
        Assert.True(Month.TryParse(month, out var from));

        Assert.Equal(expected, from.Plus(months).ToString());
        Assert.Equal(months, from.Plus(months) - from);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-1")]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("0000-01")]
    [InlineData("2026-01-01")]
    [InlineData(" 2026-01")]
    public void TryParse_of_another_form_refuses(string? text) => Assert.False(Month.TryParse(text, out _));

    [Fact]
    public void Json_is_the_text_form()
    {
        Assert.Equal("\"0987-06\"", JsonSerializer.Serialize(Month.Of(987, 6)));
        Assert.Equal(Month.Of(2026, 12), JsonSerializer.Deserialize<Month>("\"2026-12\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Month>("24312"));
    }

    [Fact]
    public void Comparison_orders_by_time()
    {
        var (earlier, later) = (Month.Of(2025, 12), Month.Of(2026, 1));

        Assert.True(earlier < later && later > earlier && earlier <= later && later >= earlier && earlier.CompareTo(later) < 0);
        Assert.Equal((2025, 12), (earlier.Year, earlier.Number));
    }
}
