using CustomerCapital.Server.Reporting;

namespace CustomerCapital.Server.Tests.Reporting;

public sealed class TextTableTests
{
    private static readonly string[] Header = ["month", "new\ncustomers", "orders"];
    private static readonly string[][] Rows = [["2026-01", "1,204", "3,310"], ["2026-02*", "7", "12"]];

    [Fact]
    public void Write_within_the_width_is_one_block() => Assert.Equal(
        """
                        new
        month     customers  orders
        ───────────────────────────
        2026-01       1,204   3,310
        2026-02*          7      12

        """,
        Written(27), ignoreLineEndingDifferences: true);

    [Fact]
    public void Write_moves_columns_together_where_that_spares_a_block() => Assert.Equal(
        """
                       new
        month    customers orders
        ─────────────────────────
        2026-01      1,204  3,310
        2026-02*         7     12

        """,
        Written(25), ignoreLineEndingDifferences: true);

    [Fact]
    public void Write_beyond_the_width_goes_on_in_a_block_with_the_first_column() => Assert.Equal(
        """
                        new
        month     customers
        ───────────────────
        2026-01       1,204
        2026-02*          7

        month     orders
        ────────────────
        2026-01    3,310
        2026-02*      12

        """,
        Written(20), ignoreLineEndingDifferences: true);

    [Fact]
    public void Write_of_a_cell_beyond_the_width_does_not_cut_it()
    {
        using var written = new StringWriter();

        new TextTable(["id", "orders"], 4).Write(written, [["a-long-id", "1,000,000"]]);

        Assert.Contains("1,000,000", written.ToString(), StringComparison.Ordinal);
    }

    private static string Written(int width)
    {
        using var written = new StringWriter();
        new TextTable(Header, width).Write(written, Rows);
        return written.ToString();
    }
}
