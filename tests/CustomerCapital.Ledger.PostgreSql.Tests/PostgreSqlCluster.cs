using System.Diagnostics;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>A PostgreSQL server of this test process: started by the first test that needs it, and gone with the process, however that ends.</summary>
internal static class PostgreSqlCluster
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);
    private static readonly Lazy<Task<string>> Second = new(MakeSecondAsync);
    private static int _schemas;
    private static int _databases;

    /// <summary>Held: were it collected, its standard input would end.</summary>
    private static Process? _server;

    /// <summary>A connection string whose search path is a schema that no other test has, nor is made yet; its sessions bear the same name.</summary>
    public static async Task<string> NewSchemaAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _schemas)}";
        // Longer than any stand of a busy machine: some tests have a ledger wait for a lock that they hold.
        return $"{await Started.Value};Command Timeout=300;Search Path={name};Application Name={name}";
    }

    /// <summary>The same in a database of its own, for a test that holds locks: advisory locks are a database's, so that those of other tests would wait in line.</summary>
    public static async Task<string> NewSchemaInOwnDatabaseAsync()
    {
        var schema = await NewSchemaAsync();
        var name = $"own_{Interlocked.Increment(ref _databases)}";
        await RunAsync(schema, $"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
        return $"{schema};Database={name}";
    }

    /// <summary>A new schema in two databases.</summary>
    public static async Task<(string First, string Second)> NewSchemasInTwoDatabasesAsync()
    {
        var first = await NewSchemaAsync();
        return (first, $"{first};Database={await Second.Value}");
    }

    /// <summary>Runs SQL as another program would, in the schema of a connection string.</summary>
    /// <returns>The first column of the first row; null where there is none.</returns>
    public static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Application Name=other");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until something has come to a lock.</summary>
    /// <param name="connectionString">Of the schema that it is in.</param>
    /// <param name="work">What comes to the lock. Where it ends before, its own error is thrown.</param>
    /// <param name="condition">Of a row of <c>pg_locks</c>.</param>
    public static async Task UntilAtLockAsync(string connectionString, Task work, string condition)
    {
        while (await RunAsync(connectionString, $"SELECT true FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE application_name = current_schema() AND {condition}") is null)
        {
            if (!work.IsCompleted) continue;
            await work;
            Assert.Fail($"Has ended without a lock: {condition}");
        }
    }

    private static async Task<string> MakeSecondAsync()
    {
        await RunAsync(await Started.Value, "CREATE DATABASE second ENCODING 'UTF8' TEMPLATE template0");
        return "second";
    }

    private static async Task<string> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("customercapital-").FullName;
        var script = Path.Combine(AppContext.BaseDirectory, "postgresql-cluster.sh");
        // Its standard input stays open as long as this process lives.
        var server = Process.Start(new ProcessStartInfo("bash", [script, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        if (await server.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start. {await server.StandardError.ReadToEndAsync()}");
        _server = server;
        return $"Host={folder};Database=postgres;Username=customercapital";
    }
}
