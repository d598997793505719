using CustomerCapital.ConsolePages.Hosting;

namespace CustomerCapital.ConsolePages.Tests.Hosting;

/// <summary>A form leads to the console and nowhere else.</summary>
public sealed class ConsoleAddressTests
{
    [Theory]
    [InlineData("/console")]
    [InlineData("/console/customers?f1=rung&o1=equals")]
    [InlineData("/console?done=saved")]
    public void IsOwn_takes_an_address_of_the_console(string address) => Assert.True(ConsoleAddress.IsOwn(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1/customers")]
    [InlineData("//evil")]
    [InlineData("//evil/console")]
    [InlineData("/\\evil")]
    [InlineData("\\\\evil")]
    [InlineData("/console\\..\\evil")]
    [InlineData("/console/\r\nSet-Cookie: a=b")]
    [InlineData("/consoles")]
    [InlineData("/console.evil.example")]
    [InlineData("/console@evil.example")]
    [InlineData("https://evil.example/console")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" /console")]
    public void IsOwn_refuses_whatever_leads_elsewhere(string? address) => Assert.False(ConsoleAddress.IsOwn(address));

    [Fact]
    public void Of_escapes_values_and_leaves_out_empty_ones()
    {
        Assert.Equal("/console/customer?id=a%26b%3D%2F%23%20%3C%C3%A9", ConsoleAddress.Customer("a&b=/# <é"));
        Assert.Equal("/console", ConsoleAddress.Of("/console", ("a", null), ("b", "")));
    }
}
