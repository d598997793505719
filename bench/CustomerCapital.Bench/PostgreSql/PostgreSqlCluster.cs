using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A PostgreSQL server of this run, fsync on, in a folder that goes with it.</summary>
internal sealed class PostgreSqlCluster : IDisposable
{
    private readonly Process _server;
    private readonly string _folder;

    private PostgreSqlCluster(Process server, string folder)
    {
        (_server, _folder) = (server, folder);
        ConnectionString = ConnectionStringOf("postgres");
        ProcessId = int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
    }

    public string ConnectionString { get; }

    /// <summary>Of the process whose children are the sessions.</summary>
    public int ProcessId { get; }

    private static string Script => Path.Combine(AppContext.BaseDirectory, "postgresql-cluster.sh");

    /// <summary>Whether there is a PostgreSQL here, and a system whose processes can be looked at.</summary>
    public static bool IsInstalled()
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var find = Process.Start(new ProcessStartInfo("bash", [Script, "--find"]) { RedirectStandardError = true })!;
        find.WaitForExit();
        return find.ExitCode == 0;
    }

    /// <param name="parent">A folder that everybody may enter, since PostgreSQL does not run as root; short, since the path of a socket has at most 107 bytes.</param>
    /// <param name="databases">To make beside the one that is there.</param>
    public static async Task<PostgreSqlCluster> StartAsync(string parent, params string[] databases)
    {
        var folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"customercapital-bench-{Environment.ProcessId}"));
        Directory.CreateDirectory(folder);
        // The script ends when its standard input does, hence with this process, and then takes server and folder with it.
        var server = Process.Start(new ProcessStartInfo("bash", [Script, folder, .. databases]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        if (await server.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start in {folder}. {await server.StandardError.ReadToEndAsync()}");
        return new(server, folder);
    }

    /// <summary>Of another database than the first.</summary>
    public string ConnectionStringOf(string database) => $"Host={_folder};Database={database};Username=customercapital";

    /// <summary>Processor time that all its processes have taken, those that ended included.</summary>
    public TimeSpan ProcessorTime() => ProcessFile.TimeOfFamily(ProcessId);

    /// <summary>Runs SQL from a resource.</summary>
    /// <returns>The first column of the first row; null where there is none.</returns>
    public Task<object?> RunAsync(string operation, params NpgsqlParameter[] parameters) => RunInAsync("postgres", operation, parameters);

    /// <summary>Runs SQL from a resource in another database than the first.</summary>
    /// <returns>The first column of the first row; null where there is none.</returns>
    public async Task<object?> RunInAsync(string database, string operation, params NpgsqlParameter[] parameters)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionStringOf(database)};Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(SqlText.Of(operation), connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync();
    }

    public void Dispose()
    {
        _server.StandardInput.Close();
        _server.WaitForExit();
        _server.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
