using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Tests.Hosting;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Tests.Tables;

/// <summary>Tables as files: RFC 4180, and nothing that a spreadsheet would run.</summary>
public sealed class TableCsvTests : IAsyncLifetime
{
    private Asking _asking = null!;

    public async Task InitializeAsync() => _asking = await Asking.StartAsync();

    public async Task DisposeAsync() => await _asking.DisposeAsync();

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
        Assert.Equal("a\r\ntrue\r\n", Write(true));
        Assert.Equal("a\r\nfalse\r\n", Write(false));
        Assert.Equal("a\r\nin_target_market\r\n", Write(Rung.InTargetMarket));
        Assert.Equal("a\r\n3936.51\r\n", Write(3936.5100m));
        Assert.Equal("a\r\n0.00\r\n", Write(0m));
        Assert.Equal("a\r\n0.0375\r\n", Write(0.0375m));
        Assert.Equal("a\r\n120\r\n", Write(new WalletAmount(120 * WalletAmount.Scale)));
        Assert.Equal("a\r\nheld_out\r\n", Write(CampaignArm.HeldOut));
        Assert.Equal("a\r\n33.3333\r\n", Write(100m / 3));
        Assert.Equal("a\r\n0.333333\r\n", Write(1.0 / 3));
        Assert.Equal("a\r\n0\r\n", Write(-1e-9));
        Assert.Equal("a\r\n\r\n", Write(double.NaN));
        Assert.Equal("a\r\n\r\n", Write(null));
    }

    [Fact]
    public void Write_heads_columns_by_their_keys_and_not_by_their_titles() =>
        Assert.Equal("revenue,orders\r\n", FileOf(new ConsoleTable([new("revenue", "Umsatz", true), new("orders", "Bestellungen", true)], [])));

    [Fact]
    public void Pieces_are_one_for_each_page_and_head_the_columns_once() =>
        Assert.Equal(["\uFEFFn\r\n0\r\n1\r\n", "2\r\n3\r\n", "", "4\r\n"], PiecesOf(new([Numbers(0, 2), Numbers(2, 2), Numbers(4, 0), Numbers(4, 1)]), 1_000));

    [Fact]
    public void Pieces_end_at_the_limit_and_say_so()
    {
        var pages = new Pages([Numbers(0, 2), Numbers(2, 2), Numbers(4, 2)]);

        Assert.Equal(["\uFEFFn\r\n0\r\n1\r\n", "2\r\nThere are more rows than the 3 that a file holds.\r\n"], PiecesOf(pages, 3));
        Assert.Equal(2, pages.Read);
    }

    [Fact]
    public void Pieces_of_a_list_as_long_as_the_limit_are_whole() => Assert.Equal(["\uFEFFn\r\n0\r\n1\r\n", "2\r\n"], PiecesOf(new([Numbers(0, 2), Numbers(2, 1)]), 3));

    private string Write(object? value)
    {
        return FileOf(new ConsoleTable([new("a", "A")], [new([new("what is shown", value)])]));
    }

    private string FileOf(params ConsoleTable[] pages)
    {
        var text = string.Concat(PiecesOf(new(pages), int.MaxValue));
        Assert.Equal('\uFEFF', text[0]);
        return text[1..];
    }

    private List<string> PiecesOf(Pages pages, int mostRows) => TableCsv.PiecesAsync(_asking.For("/console/csv/t"), pages, mostRows).ToBlockingEnumerable().ToList();

    private static ConsoleTable Numbers(int first, int count) =>
        new([new("n", "N", true)], [.. Enumerable.Range(first, count).Select(number => new Row([new("", (long)number)]))]) { PagedBy = ["after"] };

    /// <summary>A list whose pages lie ready, and that knows how many of them were asked for.</summary>
    private sealed class Pages(ConsoleTable[] pages) : ITableSource
    {
        public int Read { get; private set; }

        public string Name => "t";

        public Scope Needs => Scope.ReportsRead;

        public Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Task.FromResult(pages[0]);

        public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
        {
            foreach (var page in pages)
            {
                Read++;
                yield return await Task.FromResult(page);
            }
        }
    }
}
