using CustomerCapital.Server.Databases;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;

namespace CustomerCapital.Server.Tests.Databases;

/// <summary>What a database's name means, without any server.</summary>
public sealed class DatabaseNameTests
{
    [Theory]
    [InlineData("postgres:Host=db;Database=loyalty;Username=till;Password=s3cret", ClusterDialect.PostgreSql, "postgres:Host=db;Port=5432;Database=loyalty")]
    [InlineData("sqlserver:Server=db;Database=loyalty;User ID=till;Password=s3cret", ClusterDialect.SqlServer, "sqlserver:Server=db;Database=loyalty")]
    public void Parse_of_a_connection_string_knows_its_kind_and_shows_no_password(string name, ClusterDialect dialect, string shown)
    {
        var database = DatabaseName.Parse(name);

        Assert.Equal(dialect, database.Dialect);
        Assert.Equal(shown, database.ToString());
        Assert.Contains("s3cret", database.OrleansConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlserver:Server=db;Database=loyalty;Pasword=s3cret")]
    [InlineData("sqlserver:s3cret")]
    [InlineData("sqlserver:Database=loyalty;Password=s3cret")]
    public void Parse_of_what_is_no_connection_string_of_SQL_Server_repeats_nothing_of_it(string name)
    {
        var refused = Assert.Throws<LedgerUnavailableException>(() => DatabaseName.Parse(name));

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }
}
