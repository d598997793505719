namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>What is said about a connection string never holds the password.</summary>
public sealed class SqlServerAddressTests
{
    [Theory]
    [InlineData("Server=db.example;Database=loyalty;User ID=ada;Password=s3cret", "sqlserver:Server=db.example;Database=loyalty")]
    [InlineData("data source=tcp:db,1444;initial catalog=loyalty;uid=ada;pwd=s3cret", "sqlserver:Server=tcp:db,1444;Database=loyalty")]
    [InlineData("Server=db\\TILL;Database=loyalty;User ID=ada;Password='s3;cret'", "sqlserver:Server=db\\TILL;Database=loyalty")]
    public void NameOf_leaves_user_and_password_out(string connectionString, string expected) => Assert.Equal(expected, SqlServerLedger.NameOf(connectionString));

    [Theory]
    [InlineData("")]
    [InlineData("loyalty s3cret")]
    [InlineData("Server=db;Database=loyalty;Pass;s3cret=word")]
    [InlineData("Server=db;Database=loyalty;Password=ok;Connect Timeout=s3cret")]
    [InlineData("//ada:s3cret@db/loyalty")]
    [InlineData("Database=loyalty;Password=s3cret")]
    [InlineData("Server=db;Password=s3cret")]
    public void Open_of_something_else_is_refused_without_repeating_it(string connectionString)
    {
        var refused = Assert.Throws<LedgerUnavailableException>(() => SqlServerLedger.Open(connectionString));

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=db;Database=loyalty", "Connect Timeout=5")]
    [InlineData("Server=db;Database=loyalty;Connect Timeout=44", "Connect Timeout=44")]
    [InlineData("Server=db;Database=loyalty", "Command Timeout=15")]
    [InlineData("Server=db;Database=loyalty;Command Timeout=99", "Command Timeout=99")]
    [InlineData("Server=db;Database=loyalty;ConnectRetryCount=3", "Connect Retry Count=0")]
    [InlineData("Server=db;Database=loyalty", "Pool Blocking Period=NeverBlock")]
    [InlineData("Server=db;Database=loyalty;Application Name=till", "Application Name=till")]
    [InlineData("Server=db;Database=loyalty", "Application Name=customercapital")]
    [InlineData("Server=db;Database=loyalty;MultipleActiveResultSets=true", "Multiple Active Result Sets=False")]
    public void ConnectionString_has_what_the_ledger_needs(string given, string part) =>
        Assert.Contains(part, SqlServerAddress.Of(given).ConnectionString.Split(';'));

    [Fact]
    public void ConnectionString_of_a_replica_says_that_it_only_reads() => Assert.Contains(
        "Application Intent=ReadOnly", SqlServerAddress.Of("Server=db;Database=loyalty", Microsoft.Data.SqlClient.ApplicationIntent.ReadOnly).ConnectionString.Split(';'));

    [Fact]
    public async Task MigrateAsync_of_a_server_that_is_not_there_is_unavailable_without_the_password()
    {
        // Nobody listens on port 1, which needs privileges.
        await using var ledger = SqlServerLedger.Open("Server=tcp:127.0.0.1,1;Database=loyalty;User ID=ada;Password=s3cret");

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());

        Assert.StartsWith("sqlserver:Server=tcp:127.0.0.1,1;Database=loyalty: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }
}
