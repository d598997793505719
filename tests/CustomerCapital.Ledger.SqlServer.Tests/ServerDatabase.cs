using System.Globalization;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>A database of one test, on the server that SQLSERVER_FOR_TESTS names by a connection string whose user may make databases.</summary>
/// <remarks>
/// Classes whose tests need it end in OnSqlServer: where there is no server, leave them out by FullyQualifiedName!~OnSqlServer. Run all the same they fail, and say why.
/// </remarks>
internal sealed class ServerDatabase : IAsyncDisposable
{
    private const string Variable = "SQLSERVER_FOR_TESTS";

    /// <summary>A server makes one database at a time: each is a copy of the same model.</summary>
    private static readonly SemaphoreSlim Making = new(1);

    private static int _databases;

    private ServerDatabase(string server, string name)
    {
        (Server, Name) = (server, name);
        ConnectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Names it, and the user that made it.</summary>
    public string ConnectionString { get; }

    private string Server { get; }

    /// <summary>Makes an empty database with the settings that a ledger wants.</summary>
    public static async Task<ServerDatabase> NewAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} names no server to test with; leave these tests out with: --filter FullyQualifiedName!~OnSqlServer");
        var number = Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        var database = new ServerDatabase(server, $"customercapital_test_{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}_{number}");
        await Making.WaitAsync();
        try
        {
            await RunAsync(server, $"CREATE DATABASE {database.Name}");
        }
        finally
        {
            Making.Release();
        }

        // Some servers have these on from the beginning, and do not know how to set them.
        if (await database.RunAsync("SELECT CAST(is_read_committed_snapshot_on AS int) FROM sys.databases WHERE name = DB_NAME()") is 0)
            await RunAsync(server, $"ALTER DATABASE {database.Name} SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE");
        if (await database.RunAsync("SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE name = DB_NAME()") is 0)
            await RunAsync(server, $"ALTER DATABASE {database.Name} SET ALLOW_SNAPSHOT_ISOLATION ON");
        return database;
    }

    /// <summary>Runs SQL as another program would.</summary>
    /// <returns>The first column of the first row; null where there is none.</returns>
    public Task<object?> RunAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>Removes the database; sessions that are left end.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndSessionsAsync();
        await RunAsync(Server, $"DROP DATABASE {Name}");
    }

    /// <summary>Comes back when the database's sessions have ended.</summary>
    private async Task EndSessionsAsync()
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        while (true)
        {
            await using var select = new SqlCommand("SELECT TOP (1) session_id FROM sys.dm_exec_sessions WHERE database_id = DB_ID(@name)", connection);
            select.Parameters.AddWithValue("@name", Name);
            if (await select.ExecuteScalarAsync() is not short session) return;
            await using var kill = new SqlCommand($"KILL {session.ToString(CultureInfo.InvariantCulture)}", connection);
            try
            {
                await kill.ExecuteNonQueryAsync();
            }
            // It has ended meanwhile.
            catch (SqlException ended) when (ended.Number is 6106 or 6107)
            {
            }
        }
    }

    private static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
