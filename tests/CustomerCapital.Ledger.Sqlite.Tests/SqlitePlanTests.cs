using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>The statements that run for every command, and for every page, find their rows by an index, however large the ledger is.</summary>
public sealed class SqlitePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SelectCustomer")]
    [InlineData("SelectEntriesByNaturalId")]
    [InlineData("SelectEntries")]
    [InlineData("SelectCustomers")]
    [InlineData("SelectCustomersOfRung")]
    [InlineData("SelectDue")]
    [InlineData("SelectCounters")]
    [InlineData("SelectControlState")]
    [InlineData("UpdateCustomer")]
    [InlineData("DeleteMessage")]
    public async Task Statement_searches_by_an_index_and_sorts_nothing(string operation)
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");

        var steps = PlanOf(connection, SqlText.Of(operation));

        Assert.Contains(steps, step => step.StartsWith("SEARCH ", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.StartsWith("SCAN ", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    /// <remarks>In the order of the key and up to a limit: it reads no more rows than it gives.</remarks>
    [Fact]
    public async Task SelectMessages_reads_in_the_order_of_the_key()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");

        Assert.Equal(["SCAN messages"], PlanOf(connection, SqlText.Of("SelectMessages")));
    }

    private static List<string> PlanOf(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, "@[a-z_]+").Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, 1L);
        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read()) steps.Add(rows.GetString(3));
        return steps;
    }
}
