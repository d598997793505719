namespace CustomerCapital.Ledger.SqlServer.Tests;

public sealed class SqlServerLedgerOptionsTests
{
    private const string Database = "Server=db;Database=loyalty";

    [Theory]
    [InlineData(-1, 3, "Writer")]
    [InlineData(short.MaxValue - 15, 3, "Writer")]
    [InlineData(0, 0, "Committers")]
    [InlineData(0, 17, "Committers")]
    public void Open_beyond_the_limits_is_refused_and_names_the_option(int writer, int committers, string named)
    {
        var refused = Assert.Throws<ArgumentException>(() => SqlServerLedger.Open(Database, new() { Writer = (short)writer, Committers = committers }));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(short.MaxValue - 16, 16)]
    public async Task Open_within_the_limits_reaches_for_no_server(int writer, int committers)
    {
        await using var ledger = SqlServerLedger.Open(Database, new() { Writer = (short)writer, Committers = committers });

        Assert.Equal(0, ledger.GroupsCommitted);
    }
}
