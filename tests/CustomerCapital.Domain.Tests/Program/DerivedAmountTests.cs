using System.Text.Json;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class DerivedAmountTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("12.5")]
    [InlineData("-0.0375")]
    [InlineData("-12.345")]
    [InlineData("900000000000000.0001")]
    public void DerivedAmount_is_written_as_money_is(string amount)
    {
        DerivedAmount derived = Amount(amount);

        Assert.Equal(Amount(amount).ToString(), derived.ToString());
        Assert.Equal(JsonSerializer.Serialize(Amount(amount)), JsonSerializer.Serialize(derived));
        Assert.Equal(derived, JsonSerializer.Deserialize<DerivedAmount>(JsonSerializer.Serialize(derived)));
    }

    [Theory]
    [InlineData("0.00005", "0.0001")]
    [InlineData("-0.00005", "-0.0001")]
    [InlineData("-0.00004", "0.00")]
    [InlineData("1.00014999", "1.0001")]
    public void Round_takes_halves_away_from_zero(string exact, string rounded) =>
        Assert.Equal(rounded, DerivedAmount.Round(decimal.Parse(exact, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void DerivedAmount_holds_what_64_bits_of_ten_thousandths_do_not()
    {
        var most = DerivedAmount.OfUnits(long.MaxValue);

        Assert.Equal("1844674407370955.1614", (most + most).ToString());
        Assert.Equal((DerivedAmount)Money.Zero, most - new Money(long.MaxValue));
        Assert.Equal("9223372036854775807000.00", most.Times(10_000_000).ToString());
    }
}
