using static CustomerCapital.Ledger.SqlServer.SqlServerErrors;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>What the numbers of the server's errors mean. The driver lets nobody else make its exceptions: so the numbers are tried.</summary>
public sealed class SqlServerErrorsTests
{
    private static readonly InvalidOperationException Error = new("a text in any language");

    [Theory]
    [InlineData(2627)] // a primary key or unique constraint
    [InlineData(2601)] // a unique index
    [InlineData(547)] // a foreign key or check
    [InlineData(515)] // null where none may be
    [InlineData(8115)] // a sum beyond its type
    [InlineData(220)] // a number beyond smallint
    [InlineData(232)]
    [InlineData(8152)] // too long for the column
    [InlineData(2628)] // the same, naming the column
    [InlineData(511)] // too long for a row
    [InlineData(1946)] // too long for an index
    public void Content_is_refused_for_good(int number)
    {
        Assert.True(IsOfContent(number));
        Assert.False(IsPassing(number));
        Assert.False(EndsSessions(number, 16));
    }

    [Theory]
    [InlineData(2627, true)]
    [InlineData(2601, true)]
    [InlineData(547, false)]
    [InlineData(8152, false)]
    public void IsUnique_is_of_duplicates_only(int number, bool expected) => Assert.Equal(expected, IsUnique(number));

    [Theory]
    [InlineData(1205)] // chosen as a deadlock's victim
    [InlineData(3960)] // overtaken by another since the snapshot
    [InlineData(LockNotGranted)]
    public void Passing_is_tried_again(int number)
    {
        Assert.True(IsPassing(number));
        Assert.False(IsOfContent(number));
        Assert.False(EndsSessions(number, 16));
    }

    [Theory]
    [InlineData(0, 20)] // the driver's: the connection was lost
    [InlineData(-1, 20)]
    [InlineData(10054, 20)]
    [InlineData(10061, 20)]
    [InlineData(35, 20)]
    [InlineData(596, 21)] // killed
    [InlineData(6005, 10)] // shutting down
    [InlineData(17142, 14)] // paused
    [InlineData(18401, 14)] // being upgraded
    [InlineData(922, 14)] // being recovered
    [InlineData(983, 14)] // the group's primary is moving
    [InlineData(40613, 17)] // Azure: not there now
    [InlineData(40197, 17)]
    public void Lost_session_is_replaced(int number, byte severity)
    {
        Assert.True(EndsSessions(number, severity));
        Assert.False(IsOfContent(number));
        Assert.False(IsPassing(number));
    }

    [Theory]
    [InlineData(-2, 11)] // no answer in time
    [InlineData(4060, 11)]
    [InlineData(18456, 14)]
    [InlineData(229, 14)]
    [InlineData(1105, 17)]
    [InlineData(50000, 16)]
    public void Other_errors_end_no_session_and_are_nobodys_content(int number, byte severity)
    {
        Assert.False(EndsSessions(number, severity));
        Assert.False(IsOfContent(number));
        Assert.False(IsPassing(number));
    }

    [Theory]
    [InlineData(4060, "sqlserver:x does not exist, or the user may not open it; make it first, with: CREATE DATABASE …")]
    [InlineData(18456, "sqlserver:x does not let this user in; check user and password.")]
    [InlineData(262, "sqlserver:x: the user lacks a privilege (a text in any language). Where tables are to be made or completed, let their owner run: migrate")]
    [InlineData(3906, "sqlserver:x cannot be written to; name the primary server.")]
    [InlineData(1105, "There is no room left for sqlserver:x; free some and try again with the same natural id.")]
    [InlineData(9002, "There is no room left for sqlserver:x; free some and try again with the same natural id.")]
    [InlineData(10928, "sqlserver:x takes no more connections; try again later.")]
    [InlineData(-2, "sqlserver:x did not answer in time.")]
    [InlineData(50000, "sqlserver:x: a text in any language")]
    [InlineData(null, "sqlserver:x: a text in any language")]
    public void ToLedger_says_what_to_do(int? number, string message)
    {
        var unavailable = Assert.IsType<LedgerUnavailableException>(ToLedger(number, Error, "sqlserver:x"));

        Assert.Equal(message, unavailable.Message);
        Assert.Same(Error, unavailable.InnerException);
    }

    [Theory]
    [InlineData(208)]
    [InlineData(2715)]
    public void ToLedger_of_what_is_missing_in_the_schema_is_no_ledger(int number) =>
        Assert.Equal("sqlserver:x is not a ledger, or lacks tables; complete it with: migrate", Assert.IsType<LedgerSchemaException>(ToLedger(number, Error, "sqlserver:x")).Message);

    [Fact]
    public void Text_that_cannot_be_kept_and_sum_beyond_64_bits_are_content()
    {
        var dialect = new SqlServerDialect("sqlserver:x");

        Assert.True(dialect.IsOfContent(new TextNotKeptException()));
        Assert.True(dialect.IsOfContent(new OverflowException()));
        Assert.False(dialect.IsOfContent(Error));
        Assert.False(dialect.EndsSessions(Error));
        Assert.True(dialect.LeavesInDoubt(Error));
    }
}
