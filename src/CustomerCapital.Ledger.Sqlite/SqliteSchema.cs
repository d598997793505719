using CustomerCapital.Ledger.Schema;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>Applies the schema scripts that a file lacks, each recorded with its hash.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as a ledger of this program: "CusC".</summary>
    private const int ApplicationId = 0x43757343;

    /// <summary>Looks whose file it is before anything in it is set, the journal mode included.</summary>
    /// <exception cref="LedgerSchemaException">It is the database of another program.</exception>
    public static void CheckOwner(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT application_id <> {ApplicationId} AND EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_application_id";
        if ((long)command.ExecuteScalar()! == 1) throw new LedgerSchemaException($"{path} is the database of another program; name another path.");
    }

    public static bool IsMade(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_scripts'";
        return (long)command.ExecuteScalar()! == 1;
    }

    public static IReadOnlyList<string> Migrate(SqliteConnection connection, string path, TimeProvider time)
    {
        using var transaction = connection.BeginTransaction();
        Run($"PRAGMA application_id = {ApplicationId}").ExecuteNonQuery();
        Run("CREATE TABLE IF NOT EXISTS schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT").ExecuteNonQuery();
        var missing = Missing(connection, path);
        foreach (var script in missing)
        {
            Run(script.Text).ExecuteNonQuery();
            var record = Run("INSERT INTO schema_scripts VALUES (@name, @sha256, @applied_at)");
            record.Parameters.AddWithValue("@name", script.Name);
            record.Parameters.AddWithValue("@sha256", script.Sha256);
            record.Parameters.AddWithValue("@applied_at", time.GetUtcNow().ToString("O"));
            record.ExecuteNonQuery();
        }

        transaction.Commit();
        return [.. missing.Select(script => script.Name)];

        SqliteCommand Run(string sql)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            return command;
        }
    }

    /// <inheritdoc cref="ProviderSql.Missing"/>
    public static IReadOnlyList<SchemaScript> Missing(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sha256 FROM schema_scripts";
        using var rows = command.ExecuteReader();
        var recorded = new List<(string, string)>();
        while (rows.Read()) recorded.Add((rows.GetString(0), rows.GetString(1)));
        return SqlText.MissingScripts(recorded, path);
    }
}
