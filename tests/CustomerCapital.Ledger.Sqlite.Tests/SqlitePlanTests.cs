using System.Text.RegularExpressions;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>The statements that run for every command, and for every page, find their rows by an index, however large the ledger is.</summary>
public sealed class SqlitePlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Operations =>
    [
        "SelectRows", "SelectEntriesByNaturalIds", "SelectEntries", "SelectConcerning", "SelectFeed", "SelectCounters", "SelectControlState",
        "UpdateActors", "DeleteMessages", "DeleteSearchKeys", "DeleteOpenFollowUps", "SelectOpenFollowUps", "SelectSearchKeys", "SelectFollowUpsOf",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Statement_searches_by_an_index_and_sorts_nothing(string operation)
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");

        var steps = PlanOf(connection, TextOf(operation));

        Assert.Contains(steps, step => step.StartsWith("SEARCH ", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.StartsWith("SCAN ", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    /// <remarks>Indexes that are partial by a column with which a parameter is compared would have it compiled at each execution.</remarks>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Statement_is_compiled_once(string operation)
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = SqliteLedger.Connect(_folder.Path("ledger.db"), toWrite: true);
        connection.Handle!.enable_sqlite3_next_stmt(true);
        using var command = connection.CreateCommand();
        command.CommandText = TextOf(operation);
        List<SqliteParameter> parameters = [.. Regex.Matches(command.CommandText, @"@\w+").Select(name => name.Value).Distinct().Select(name => command.Parameters.AddWithValue(name, 1))];
        command.Prepare();

        for (var time = 0; time < 3; time++)
        {
            foreach (var parameter in parameters) parameter.Value = time;
            command.ExecuteNonQuery();
        }

        const int Compiled = 5; // SQLITE_STMTSTATUS_REPREPARE
        Assert.Equal(0, sqlite3_stmt_status(sqlite3_next_stmt(connection.Handle!, null!), Compiled, 0));
    }

    /// <remarks>In the order of the key and up to a limit: it reads no more rows than it gives.</remarks>
    [Fact]
    public async Task SelectMessages_reads_in_the_order_of_the_key()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");

        Assert.Equal(["SEARCH outbox USING INTEGER PRIMARY KEY (rowid>?)"], PlanOf(connection, SqliteDialect.Text.Of("SelectMessages")));
    }

    [Fact]
    public async Task SelectDue_reads_in_the_order_of_its_index()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");

        Assert.Equal(
            ["SEARCH d USING COVERING INDEX due_by_look_at (look_at>? AND look_at<?)", "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)"],
            PlanOf(connection, SqliteDialect.Text.Of("SelectDue")));
    }

    [Theory]
    [InlineData("""{"all":[]}""", "SEARCH actors USING INDEX sqlite_autoindex_actors_1 (kind=? AND actor_id>?)")]
    [InlineData("""{"field":"rung","operator":"equals","value":"member"}""", "SEARCH actors USING INDEX sqlite_autoindex_actors_1 (kind=? AND actor_id>?)")]
    [InlineData("""{"field":"enrolled","operator":"equals","value":true}""", "SEARCH actors USING INDEX sqlite_autoindex_actors_1 (kind=? AND actor_id>?)")]
    [InlineData("""{"any":[{"field":"rung","operator":"equals","value":"member"},{"field":"lapsed","operator":"equals","value":true}]}""", "SEARCH actors USING INDEX sqlite_autoindex_actors_1 (kind=? AND actor_id>?)")]
    [InlineData("""{"all":[{"field":"lapsed","operator":"equals","value":true},{"field":"rung","operator":"equals","value":"member"}]}""", "SEARCH actors USING INDEX actors_by_rung (rung=? AND lapsed=? AND actor_id>?)")]
    public async Task Page_of_a_segment_is_read_in_the_order_of_an_index(string segment, string step)
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");
        var dialect = new SqliteDialect("ledger.db");

        Assert.Equal([step], PlanOf(connection, dialect.TextOf(SqlStatement.Over(new(SegmentJson.Read(segment, out _)!, dialect), "SelectCustomers"))));
    }

    [Fact]
    public async Task SelectFoundCustomers_reads_the_keys_that_begin_so_in_the_order_of_their_index()
    {
        await using (var ledger = SqliteLedger.Open(_folder.Path("ledger.db"))) await ledger.MigrateAsync();
        using var connection = _folder.Connect("ledger.db");
        var dialect = new SqliteDialect("ledger.db");

        Assert.Equal(
            [
                "SEARCH k USING COVERING INDEX search_keys_by_key", "CORRELATED SCALAR SUBQUERY 1", "SEARCH earlier USING PRIMARY KEY", "SEARCH actors USING INTEGER PRIMARY KEY",
            ],
            PlanOf(connection, dialect.TextOf(SqlStatement.Over(new(Segment.Everyone, dialect), "SelectFoundCustomers"))).Select(step => step.Split(" (")[0]));
    }

    private static string TextOf(string operation) => new SqliteDialect("ledger.db").TextOf(new(operation) { Rows = operation == "UpdateActors" ? LedgerTables.Actors.Of("changed", []) : null });

    private static List<string> PlanOf(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN\n" + sql;
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, "@[a-z_0-9]+").Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, 1L);
        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read()) steps.Add(rows.GetString(3));
        return steps;
    }
}
