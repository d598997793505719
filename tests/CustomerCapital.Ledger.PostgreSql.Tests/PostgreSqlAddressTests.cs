namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>What is said about a connection string never holds the password.</summary>
public sealed class PostgreSqlAddressTests
{
    [Theory]
    [InlineData("Host=db.example;Database=loyalty;Username=ada;Password=s3cret", "postgres:Host=db.example;Port=5432;Database=loyalty")]
    [InlineData("host=db;port=6000;user id=ada;pwd=s3cret", "postgres:Host=db;Port=6000;Database=ada")]
    [InlineData("Host=db;Database=loyalty;Search Path=shop;Password='s3;cret'", "postgres:Host=db;Port=5432;Database=loyalty;Search Path=shop")]
    public void NameOf_leaves_user_and_password_out(string connectionString, string expected) => Assert.Equal(expected, PostgreSqlLedger.NameOf(connectionString));

    [Theory]
    [InlineData("")]
    [InlineData("loyalty s3cret")]
    [InlineData("Host=db;Pass;s3cret=word")]
    [InlineData("Host=db;Password=ok;Port=s3cret")]
    [InlineData("//ada:s3cret@db/loyalty")]
    [InlineData("Database=loyalty;Password=s3cret")]
    [InlineData("Host=db;Password=s3cret;Search Path=a,b")]
    public void Open_of_something_else_is_refused_without_repeating_it(string connectionString)
    {
        var refused = Assert.Throws<LedgerUnavailableException>(() => PostgreSqlLedger.Open(connectionString));

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_of_a_server_that_is_not_there_is_unavailable_without_the_password()
    {
        await using var ledger = PostgreSqlLedger.Open("Host=/nowhere;Database=loyalty;Username=ada;Password=s3cret");

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());

        Assert.StartsWith("postgres:Host=/nowhere;Port=5432;Database=loyalty: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }
}
