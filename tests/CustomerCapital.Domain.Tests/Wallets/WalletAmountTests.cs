using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Wallets;

public sealed class WalletAmountTests
{
    [Fact]
    public void Text_is_that_of_the_decimal_without_needless_zeros()
    {
        var random = new Random(7);
        foreach (var units in Enumerable.Range(0, 2_000).Select(_ => random.NextInt64() >> random.Next(63)).SelectMany(units => (long[])[units, -units]).Concat([0, 1, 10, 100, 1_000, 9_999, 10_000, 10_010, long.MaxValue, long.MinValue]))
        {
            var amount = new WalletAmount(units);
            Assert.Equal(((decimal)units / WalletAmount.Scale).ToString("0.####", CultureInfo.InvariantCulture), amount.ToString());
            if (amount <= WalletAmount.Limit && amount >= -WalletAmount.Limit) Assert.Equal(amount, JsonSerializer.Deserialize<WalletAmount>(JsonSerializer.Serialize(amount)));
        }
    }

    [Theory]
    [InlineData("0.00001")]
    [InlineData("\"1e3\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"1,000\"")]
    [InlineData("1000000000000000")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("0.10000000000000000000000000000001")]
    public void What_is_no_amount_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<WalletAmount>(json));

    [Theory]
    [InlineData("12.5", 0, WalletRounding.Down, "12")]
    [InlineData("12.5", 0, WalletRounding.HalfUp, "13")]
    [InlineData("12.01", 0, WalletRounding.Up, "13")]
    [InlineData("0.99996", 4, WalletRounding.HalfUp, "1")]
    [InlineData("79228162514264337593543950335", 0, WalletRounding.Down, "1000000000000")]
    public void Amounts_are_rounded_to_the_wallets_decimals(string amount, int decimals, WalletRounding rounding, string rounded) =>
        Assert.Equal(rounded, WalletAmount.Round(decimal.Parse(amount, CultureInfo.InvariantCulture), decimals, rounding).ToString());
}
