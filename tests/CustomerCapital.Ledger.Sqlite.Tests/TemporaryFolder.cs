using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Another program's connection to a file.</summary>
    public SqliteConnection Connect(string name)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path(name), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

internal static class Sql
{
    public static object? Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
