using CustomerCapital.Domain.Ladder;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient.Server;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>What is sent to the server, read from the records before they are.</summary>
public sealed class SqlServerRowsTests
{
    [Fact]
    public void Of_reuses_one_record_and_leaves_nothing_of_the_row_before()
    {
        var rows = Rows(LedgerTables.NaturalIds.Of("rows", [("long-id", "a"), ("b", "longer-id"), ("", " ")]));

        Assert.Equal([("long-id", "a"), ("b", "longer-id"), ("", " ")], rows.Select(row => (Text(row["actor_id"]), Text(row["natural_id"]))));
    }

    [Fact]
    public void Of_no_rows_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SqlServerRows.Parameter(LedgerTables.Numbers.Of("none", [])));

    [Fact]
    public void Customer_has_every_column_of_the_row_by_its_name()
    {
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(-9.5)).AddMicroseconds(891).AddTicks(7);
        var (ada, bob) = (new Scribe("ada "), new Scribe("b"));
        var appends = new[] { ada.Write(Purchase("p", 12.5m, "web ", at)), bob.Write(new Domain.Customers.RegisterCustomer { OccurredAt = Start }) };

        var rows = Rows(LedgerTables.Actors.Of("rows", appends));

        Assert.Equal("ada ", Text(rows[0]["actor_id"]));
        Assert.Equal(ada.State.Sequence, rows[0]["version"]);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(appends[0].StateUtf8), rows[0]["state"]);
        Assert.Equal((short)ada.State.Standing.Rung, rows[0]["rung"]);
        Assert.Equal(false, rows[0]["lapsed"]);
        Assert.Equal("web ", Text(rows[0]["channel"]));
        Assert.Equal(1L, rows[0]["orders"]);
        Assert.Equal(125_000L, rows[0]["revenue"]);
        Assert.Equal(0L, rows[0]["acquisition_cost"]);
        Assert.Equal(new DateTime(2026, 3, 4, 14, 36, 7).AddMicroseconds(891), rows[0]["first_order_at"]);
        Assert.Equal(new DateTime(2026, 3, 4, 14, 36, 7).AddMicroseconds(891), rows[0]["last_order_at"]);
        Assert.Equal(false, rows[0]["enrolled"]);
        Assert.Equal(0L, rows[0]["converted_referrals"]);
        Assert.Equal(new DateTime(2026, 3, 4, 14, 36, 7).AddMicroseconds(891), rows[0]["known_since"]);
        Assert.Equal((short)1, rows[0]["kind"]);
        Assert.Equal(0L, rows[0]["expected_version"]);
        Assert.Equal("b", Text(rows[1]["actor_id"]));
        Assert.All(["channel", "first_order_at", "last_order_at"], column => Assert.Equal(DBNull.Value, rows[1][column]));
        Assert.Equal(Start.UtcDateTime, rows[1]["known_since"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public void Text_that_cannot_be_kept_is_refused_before_anything_is_sent_and_compared_with_where_it_is_only_asked_for(int codeUnit)
    {
        var id = $"a{(char)codeUnit}";

        Assert.Throws<TextNotKeptException>(() => SqlServerRows.Parameter(LedgerTables.Actors.Of("added", [new Scribe(id).Write(Purchase("p"))])));
        Assert.NotNull(SqlServerRows.Parameter(LedgerTables.NaturalIds.Of("wanted", [(id, id)])));
    }

    private static List<Dictionary<string, object>> Rows(SqlRows rows) =>
        [.. ((IEnumerable<SqlDataRecord>)SqlServerRows.Parameter(rows).Value).Select(record => rows.Table.Columns.Select((column, at) => (column.Name, Value: record.GetValue(at))).ToDictionary(cell => cell.Name, cell => cell.Value))];

    private static string Text(object value) => Utf8Text.Read((byte[])value);
}
