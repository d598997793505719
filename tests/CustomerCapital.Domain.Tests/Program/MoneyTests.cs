using System.Text.Json;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12.5", 125_000)]
    [InlineData("-12.50", -125_000)]
    [InlineData("+0.0001", 1)]
    [InlineData("922337203685477", 9_223_372_036_854_770_000)]
    public void TryParse_of_an_exact_amount_takes_it(string text, long units)
    {
        Assert.True(Money.TryParse(text, out var money));
        Assert.Equal(units, money.Units);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1,50")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("0.00001")]
    [InlineData("922337203685478")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("0.000000000000000000000000000000000")]
    public void TryParse_of_what_does_not_fit_refuses(string text) => Assert.False(Money.TryParse(text, out _));

    [Theory]
    [InlineData("0.5", 0.0001, "0.0001")]
    [InlineData("-0.5", 0.0001, "-0.0001")]
    [InlineData("0.4999", 0.0001, "0.00")]
    [InlineData("10.00", 0.333333, "3.3333")]
    public void Times_rounds_halves_away_from_zero(string amount, double rate, string product) =>
        Assert.Equal(product, Amount(amount).Times((decimal)rate).ToString());

    [Fact]
    public void Arithmetic_beyond_the_range_throws_instead_of_wrapping()
    {
        var most = new Money(long.MaxValue);

        Assert.Throws<OverflowException>(() => most + new Money(1));
        Assert.Throws<OverflowException>(() => -most - new Money(2));
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue));
        Assert.Throws<OverflowException>(() => Money.Round(decimal.MaxValue));
    }

    [Theory]
    [InlineData("\"12.50\"", "12.50")]
    [InlineData("12.5", "12.50")]
    [InlineData("-3", "-3.00")]
    [InlineData("\"0.0375\"", "0.0375")]
    public void Json_string_or_number_is_read_and_written_as_a_string(string json, string written) =>
        Assert.Equal($"\"{written}\"", JsonSerializer.Serialize(JsonSerializer.Deserialize<Money>(json)));

    [Theory]
    [InlineData("0.00001")]
    [InlineData("1e40")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"12,50\"")]
    public void Json_of_what_does_not_fit_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));

    [Fact]
    public void Comparison_orders_by_amount()
    {
        var (less, more) = (Amount("-0.0001"), Amount("0"));

        Assert.True(less < more && more > less && less <= more && more >= less && less.CompareTo(more) < 0);
        Assert.False(more < less || more <= less || less >= more);
        Assert.True(less.IsNegative);
        Assert.False(more.IsNegative);
    }
}
