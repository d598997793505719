using CustomerCapital.ConsolePages.Forms;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.ConsolePages.Tests.Forms;

public sealed class TypedAmountTests
{
    [Theory]
    [InlineData("12.50", 125_000)]
    [InlineData("12,5", 125_000)]
    [InlineData(" 1000 ", 10_000_000)]
    [InlineData("1000,00", 10_000_000)]
    [InlineData("0.125", 1_250)]
    [InlineData("1.2350", 12_350)]
    public void TryRead_takes_a_point_or_a_comma(string text, long units)
    {
        Assert.True(TypedAmount.TryRead(text, out var amount));
        Assert.Equal(new Money(units), amount);
    }

    [Theory]
    [InlineData("1.000")]
    [InlineData("1,000")]
    [InlineData("250.000")]
    [InlineData("1.000,00")]
    [InlineData("much")]
    [InlineData("")]
    [InlineData(null)]
    public void TryRead_takes_nothing_that_may_mean_something_else(string? text) => Assert.False(TypedAmount.TryRead(text, out _));

    [Fact]
    public void Write_gives_what_TryRead_takes_for_every_amount()
    {
        foreach (var units in new long[] { 0, 1, 12_350, 10_000, 9_990_000, 2_500_010, 1_000_000_000 })
        {
            Assert.True(TypedAmount.TryRead(TypedAmount.Write(new Money(units).ToString()), out var amount), new Money(units).ToString());
            Assert.Equal(new Money(units), amount);
        }
    }
}
