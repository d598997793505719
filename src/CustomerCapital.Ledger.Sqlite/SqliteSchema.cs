using System.Security.Cryptography;
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

    public static IReadOnlyList<string> Migrate(SqliteConnection connection, string path, TimeProvider time)
    {
        using var transaction = connection.BeginTransaction();
        Run($"PRAGMA application_id = {ApplicationId}").ExecuteNonQuery();
        Run("CREATE TABLE IF NOT EXISTS schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT").ExecuteNonQuery();
        var applied = Check(connection, path);
        var missing = SqlText.SchemaScripts().Where(script => !applied.Contains(script.Name)).ToList();
        foreach (var (name, text) in missing)
        {
            Run(text).ExecuteNonQuery();
            var record = Run("INSERT INTO schema_scripts VALUES (@name, @sha256, @applied_at)");
            record.Parameters.AddWithValue("@name", name);
            record.Parameters.AddWithValue("@sha256", HashOf(text));
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

    /// <summary>Holds what the file says it was made by against the scripts of this version.</summary>
    /// <returns>Names of the scripts applied.</returns>
    /// <exception cref="LedgerSchemaException">A script was changed after it was applied, or is not known here.</exception>
    public static HashSet<string> Check(SqliteConnection connection, string path)
    {
        var known = SqlText.SchemaScripts().ToDictionary(script => script.Name, script => HashOf(script.Text));
        var applied = new HashSet<string>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sha256 FROM schema_scripts";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var name = rows.GetString(0);
            if (!known.TryGetValue(name, out var hash)) throw new LedgerSchemaException($"{path} was made by a newer version (schema script {name}); use that version.");
            if (hash != rows.GetString(1)) throw new LedgerSchemaException($"Schema script {name} differs from the one that {path} was made with; restore the script.");
            applied.Add(name);
        }

        return applied;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));
}
