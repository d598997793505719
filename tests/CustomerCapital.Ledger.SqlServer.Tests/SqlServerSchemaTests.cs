using System.Data;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient.Server;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>The schema scripts, read as texts.</summary>
public sealed partial class SqlServerSchemaTests
{
    /// <remarks>A released script is never changed: a difference here belongs to a new one. RENEW_GOLDEN=1 writes the file anew.</remarks>
    [Fact]
    public void Scripts_are_those_reviewed()
    {
        var golden = Golden();
        var scripts = string.Concat(SqlServerDialect.Text.Scripts.Select(script => $"{script.Name} {script.Sha256}\n"));
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") File.WriteAllText(golden, scripts);

        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), scripts);
    }

    [Fact]
    public void Table_types_have_the_columns_that_are_sent_and_are_named_by_them()
    {
        foreach (var table in LedgerTables.All)
        {
            var made = TableType().Match(SqlServerRows.Make(table));

            Assert.Matches($"^{table.Name}_[0-9a-f]{{8}}$", made.Groups[1].Value);
            Assert.Equal($"customercapital.{made.Groups[1].Value}", SqlServerRows.TypeOf(table));
            Assert.Equal(SqlServerRows.ColumnsOf(table).Select(column => $"{column.Name} {TypeOf(column)}"), ColumnsOf(made));
        }

        var other = new SqlTable<Append>(LedgerTables.Actors.Name).Bigint("referrals", append => append.After.Referrals);
        Assert.NotEqual(SqlServerRows.TypeOf(LedgerTables.Actors), SqlServerRows.TypeOf(other));
    }

    [Fact]
    public void Statements_name_every_table_and_type_with_its_schema()
    {
        foreach (var (name, text) in Statements())
            Assert.False(Unqualified().IsMatch(WithoutComments(text)), $"{name} names a table without its schema: which one is meant would depend on the user.");
    }

    [Fact]
    public void Granting_covers_every_table_and_type()
    {
        var grants = SqlServerDialect.Text.Of("GrantToRole");
        Assert.Contains("FROM sys.table_types WHERE schema_id = SCHEMA_ID(N'customercapital')", grants, StringComparison.Ordinal);
        var scripts = string.Concat(SqlServerDialect.Text.Scripts.Select(script => script.Text));
        var renamed = Renamed().Matches(scripts).ToDictionary(rename => rename.Groups[1].Value, rename => rename.Groups[2].Value);
        foreach (var table in Made().Matches(scripts).Select(made => made.Groups[1].Value))
        {
            var now = renamed.GetValueOrDefault(table, table);
            Assert.True(grants.Contains($"customercapital.{now}'", StringComparison.Ordinal), $"GrantToRole gives no right to {now}.");
        }
    }

    private static IEnumerable<(string Name, string Text)> Statements() => typeof(SqlServerLedger).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Sql/", StringComparison.Ordinal)).Select(name => (name, SqlServerDialect.Text.Of(name[4..])));

    private static List<string> ColumnsOf(Match type) =>
        [.. type.Groups[2].Value.Split(",", StringSplitOptions.TrimEntries).Select(column => Spaces().Replace(column.Replace(" NOT NULL", "", StringComparison.Ordinal), " ").Trim())];

    private static string TypeOf(SqlMetaData column) => column.SqlDbType switch
    {
        SqlDbType.VarBinary => $"varbinary({column.MaxLength})",
        SqlDbType.NVarChar when column.MaxLength == SqlMetaData.Max => "nvarchar(max)",
        SqlDbType.DateTime2 => $"datetime2({column.Scale})",
        var type => type.ToString().ToLowerInvariant(),
    };

    private static string WithoutComments(string sql) => Comment().Replace(sql, "");

    private static string Golden([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "schema.golden.txt");

    [GeneratedRegex(@"CREATE TYPE customercapital\.(\w+) AS TABLE \(\s*((?:[^()]|\([^()]*\))*)\)")]
    private static partial Regex TableType();

    [GeneratedRegex(@"CREATE TABLE customercapital\.(\w+)")]
    private static partial Regex Made();

    [GeneratedRegex(@"sp_rename N'customercapital\.(\w+)', N'(\w+)';")]
    private static partial Regex Renamed();

    [GeneratedRegex(@"\b(FROM|JOIN|INTO|UPDATE)\s+(actors|entries|parts|due|counters|outbox|dead_letters|control_states|revoked_calls|schema_scripts)\b")]
    private static partial Regex Unqualified();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
