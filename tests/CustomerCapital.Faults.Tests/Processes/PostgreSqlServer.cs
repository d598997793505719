using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace CustomerCapital.Faults.Tests.Processes;

/// <summary>A throw-away PostgreSQL server that can be killed, stopped and started again, and is gone with this process, however that ends.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "postgresql-cluster.sh");

    private readonly Process _script;

    private PostgreSqlServer(Process script, string folder) => (_script, Folder) = (script, folder);

    /// <summary>Where its data and its socket lie.</summary>
    public string Folder { get; }

    public string Socket => Path.Combine(Folder, ".s.PGSQL.5432");

    private string PidFile => Path.Combine(Folder, "data", "postmaster.pid");

    /// <summary>Whether PostgreSQL is installed here.</summary>
    public static bool IsInstalled()
    {
        if (OperatingSystem.IsWindows()) return false;
        using var find = Process.Start(new ProcessStartInfo("bash", [Script, "--find"]) { RedirectStandardError = true })!;
        find.WaitForExit();
        return find.ExitCode == 0;
    }

    /// <param name="wal">Where its write-ahead log is kept, in small segments; in the data folder where null.</param>
    public static async Task<PostgreSqlServer> StartAsync(string? wal = null)
    {
        var folder = Directory.CreateTempSubdirectory("customercapital-faults-").FullName;
        var start = new ProcessStartInfo("bash", [Script, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (wal is not null) start.Environment["WAL_FOLDER"] = wal;
        var script = Process.Start(start)!;
        script.ErrorDataReceived += (_, _) => { };
        script.BeginErrorReadLine();
        var server = new PostgreSqlServer(script, folder);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>A connection string over the server's socket, to a ledger of its own.</summary>
    public string Ledger(string schema) => $"Host={Folder};Database=postgres;Username=customercapital;Search Path={schema}";

    /// <summary>The same through a proxy, on the loopback address where it has no other.</summary>
    public static string Ledger(string schema, int port, IPAddress? address = null) => $"Host={address ?? IPAddress.Loopback};Port={port};Database=postgres;Username=customercapital;Search Path={schema};SSL Mode=Disable";

    /// <summary>The postmaster and everything it has started.</summary>
    public IReadOnlyList<int> Processes()
    {
        var postmaster = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
        return [postmaster, .. Signals.ChildrenOf(postmaster)];
    }

    /// <summary>Whether the postmaster lives.</summary>
    public bool IsRunning() => File.Exists(PidFile) && Directory.Exists($"/proc/{File.ReadLines(PidFile).First()}");

    /// <summary>Ends all of it at once, so that nothing can be tidied up: a crash.</summary>
    public async Task KillAsync()
    {
        await Signals.SendAsync("KILL", Processes());
        while (IsRunning()) await Task.Delay(TimeSpan.FromMilliseconds(10));
    }

    /// <summary>Starts it where it is not running, and recovers what a crash has left.</summary>
    public Task StartAgainAsync() => TellAsync("start");

    /// <summary>Fast shutdown and start, as an administrator does it.</summary>
    public Task RestartAsync() => TellAsync("restart");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private async Task TellAsync(string what)
    {
        await _script.StandardInput.WriteLineAsync(what);
        await _script.StandardInput.FlushAsync();
        await ReadyAsync();
    }

    private async Task ReadyAsync()
    {
        var answer = await _script.StandardOutput.ReadLineAsync();
        if (answer != "ready") throw new InvalidOperationException($"PostgreSQL did not start: {answer}");
    }
}
