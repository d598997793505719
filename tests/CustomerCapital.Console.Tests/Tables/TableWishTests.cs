using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Tests.Hosting;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.ConsolePages.Tests.Tables;

/// <summary>Which rows an address wishes to see.</summary>
public sealed class TableWishTests : IAsyncLifetime
{
    private static readonly ConsoleTable Fruits = new([new("name", "Name"), new("count", "Count", true)], [Row("Pear", 10), Row("apple", 9), Row("Fig", null), Row("Plum", -3)]);

    private static readonly ConsoleTable Many = new([new("n", "N", true)], [.. Enumerable.Range(0, 250).Select(number => new Row([new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), number)]))]);

    private Asking _asking = null!;

    public async Task InitializeAsync() => _asking = await Asking.StartAsync();

    public async Task DisposeAsync() => await _asking.DisposeAsync();

    [Theory]
    [InlineData("", "Pear apple Fig Plum")]
    [InlineData("t.sort=name", "apple Fig Pear Plum")]
    [InlineData("t.sort=-name", "Plum Pear Fig apple")]
    [InlineData("t.sort=count", "Plum apple Pear Fig")]
    [InlineData("t.sort=-count", "Pear apple Plum Fig")]
    [InlineData("t.sort=nonsense", "Pear apple Fig Plum")]
    [InlineData("t.q=P", "Pear apple Plum")]
    [InlineData("t.q=10", "Pear")]
    [InlineData("t.q=p&t.sort=-count", "Pear apple Plum")]
    [InlineData("t.q=nothing", "")]
    [InlineData("other.sort=name&other.q=Fig", "Pear apple Fig Plum")]
    public void Rows_are_filtered_and_sorted_as_the_address_says(string query, string names) => Assert.Equal(names, NamesOf(query));

    [Theory]
    [InlineData("", 0, 100, null, "/console/x?t.from=100")]
    [InlineData("t.from=100", 100, 100, "/console/x?t.from=0", "/console/x?t.from=200")]
    [InlineData("t.from=200", 200, 50, "/console/x?t.from=100", null)]
    [InlineData("t.from=30", 30, 100, "/console/x?t.from=0", "/console/x?t.from=130")]
    [InlineData("t.from=-7", 0, 100, null, "/console/x?t.from=100")]
    [InlineData("t.from=nonsense", 0, 100, null, "/console/x?t.from=100")]
    [InlineData("t.from=250", 0, 100, null, "/console/x?t.from=100")]
    [InlineData("t.from=2147483647", 0, 100, null, "/console/x?t.from=100")]
    [InlineData("t.from=150", 150, 100, "/console/x?t.from=50", null)]
    public void Rows_come_a_page_at_a_time(string query, int first, int count, string? before, string? after)
    {
        var wish = TableWish.Of(_asking.For("/console/x", query), Many, "t");

        Assert.Equal(Enumerable.Range(first, count), wish.Rows.Select(row => (int)row.Cells[0].Value!));
        Assert.Equal((250, before, after), (wish.Matching, wish.Before, wish.After));
    }

    [Fact]
    public void Rows_are_sorted_by_points_as_numbers()
    {
        var table = new ConsoleTable([new("points", "Points", true)], [.. ((long[])[100, 9, -3]).Select(points => new Row([new("", new WalletAmount(points * WalletAmount.Scale))]))]);

        Assert.Equal(["-3", "9", "100"], TableWish.Of(_asking.For("/console/x", "t.sort=points"), table, "t").Rows.Select(row => row.Cells[0].Value!.ToString()));
    }

    [Fact]
    public void SortedBy_turns_the_order_round_and_begins_with_the_first_page()
    {
        var wish = TableWish.Of(_asking.For("/console/x", "t.sort=count&t.from=100&month=2026-03"), Fruits, "t");

        Assert.Equal("/console/x?t.sort=-count&month=2026-03#t-t", wish.SortedBy("count"));
        Assert.Equal("/console/x?t.sort=name&month=2026-03#t-t", wish.SortedBy("name"));
        Assert.Equal(("ascending", null), (wish.SortOf("count"), wish.SortOf("name")));
    }

    [Fact]
    public void SortedBy_leads_back_to_the_tables_own_order_the_third_time()
    {
        Assert.Equal("/console/x?t.sort=count#t-t", TableWish.Of(_asking.For("/console/x"), Fruits, "t").SortedBy("count"));
        Assert.Equal("/console/x?t.sort=-count#t-t", TableWish.Of(_asking.For("/console/x", "t.sort=count"), Fruits, "t").SortedBy("count"));
        Assert.Equal("/console/x#t-t", TableWish.Of(_asking.For("/console/x", "t.sort=-count"), Fruits, "t").SortedBy("count"));
    }

    [Theory]
    [InlineData("after=b&after.id=7&view=new", "/console/x?view=new#t-t", "/console/csv/t?view=new")]
    [InlineData("after=b", "/console/x#t-t", "/console/csv/t")]
    [InlineData("view=new&done=saved", null, "/console/csv/t?view=new")]
    public void First_and_File_leave_out_where_a_page_begins(string query, string? first, string file)
    {
        var wish = TableWish.Of(_asking.For("/console/x", query), Fruits with { PagedBy = ["after", "after.id"] }, "t");

        Assert.Equal((first, file), (wish.First, wish.File));
    }

    [Fact]
    public void File_leaves_out_the_page_and_keeps_filter_and_order() =>
        Assert.Equal("/console/csv/t?t.q=p&t.sort=name", TableWish.Of(_asking.For("/console/x", "t.q=p&t.sort=name&t.from=100"), Fruits, "t").File);

    [Fact]
    public void AllOf_is_every_row_of_every_page()
    {
        Assert.Equal(250, TableWish.AllOf(_asking.For("/console/x", "t.from=100"), Many, "t").Count);
        Assert.Equal(3, TableWish.AllOf(_asking.For("/console/x", "t.q=p"), Fruits, "t").Count);
    }

    [Fact]
    public void Others_are_what_a_form_of_the_filter_must_carry_on()
    {
        var wish = TableWish.Of(_asking.For("/console/x", "t.q=a&t.sort=name&t.from=100&month=2026-03&month=2026-04&done=saved&empty="), Fruits, "t");

        Assert.Equal([("t.sort", "name"), ("month", "2026-03")], wish.Others);
    }

    [Fact]
    public void Rows_of_a_table_that_comes_in_its_order_stay_as_they_come()
    {
        var wish = TableWish.Of(_asking.For("/console/x", "t.sort=name&t.q=Fig&t.from=100"), Fruits with { PagedBy = ["after"] }, "t");

        Assert.Equal("Pear apple Fig Plum", string.Join(' ', wish.Rows.Select(row => row.Cells[0].Text)));
    }

    private static Row Row(string name, int? count) => new([Cell.Of(name), new($"{count}", count)]);

    private string NamesOf(string query) => string.Join(' ', TableWish.Of(_asking.For("/console/x", query), Fruits, "t").Rows.Select(row => row.Cells[0].Text));
}
