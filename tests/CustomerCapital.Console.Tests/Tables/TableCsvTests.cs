using CustomerCapital.ConsolePages.Tables;

namespace CustomerCapital.ConsolePages.Tests.Tables;

/// <summary>Tables as files: RFC 4180, and nothing that a spreadsheet would run.</summary>
public sealed class TableCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1234", "'+49 30 1234")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a=1", "a=1")]
    [InlineData("Ada, Countess", "\"Ada, Countess\"")]
    [InlineData("the \"best\"", "\"the \"\"best\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("", "")]
    public void Write_guards_texts(string text, string cell) => Assert.Equal($"a\r\n{cell}\r\n", Write(text));

    [Fact]
    public void Write_writes_values_as_the_API_does()
    {
        Assert.Equal("a\r\n-12.50\r\n", Write(-12.50m));
        Assert.Equal("a\r\n-3\r\n", Write(-3L));
        Assert.Equal("a\r\n0.125\r\n", Write(0.125));
        Assert.Equal("a\r\n2026-03-01\r\n", Write(new DateOnly(2026, 3, 1)));
        Assert.Equal("a\r\n2026-03-01T08:30:00Z\r\n", Write(new DateTimeOffset(2026, 3, 1, 10, 30, 0, TimeSpan.FromHours(2))));
        Assert.Equal("a\r\nTrue\r\n", Write(true));
        Assert.Equal("a\r\n\r\n", Write(null));
    }

    [Fact]
    public void Write_heads_columns_by_their_keys_and_not_by_their_titles() =>
        Assert.Equal("revenue,orders\r\n", TableCsv.Write(new([new("revenue", "Umsatz", true), new("orders", "Bestellungen", true)], []), []));

    private static string Write(object? value)
    {
        var row = new Row([new("what is shown", value)]);
        return TableCsv.Write(new([new("a", "A")], [row]), [row]);
    }
}
