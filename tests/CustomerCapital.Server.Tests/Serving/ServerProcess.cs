using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>The program, run as its users run it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static ServerProcess Start(string database, params string[] arguments) => StartWith(database, null, arguments);

    /// <summary>Starts it with a folder of its own for temporary files.</summary>
    public static ServerProcess StartWith(string database, string? temporary, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "customercapital"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CUSTOMERCAPITAL_DATABASE"] = database;
        start.Environment["CUSTOMERCAPITAL_OPEN"] = "true";
        if (temporary is not null) start.Environment["TMPDIR"] = temporary;
        // For the tests themselves; to the program it would be a setting that does not exist.
        start.Environment.Remove("SQLSERVER_FOR_TESTS");
        return new(Process.Start(start)!);
    }

    /// <summary>A port that nobody uses now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>An address for HTTP that nobody serves now.</summary>
    public static string FreeUrl() => $"http://127.0.0.1:{FreePort()}/";

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and what it wrote as errors.</returns>
    public static async Task<(int Code, string Errors)> RunAsync(string database, params string[] arguments)
    {
        using var process = Start(database, arguments);
        return await process.EndAsync();
    }

    /// <summary>The first line that begins with a text.</summary>
    /// <exception cref="InvalidOperationException">The program ends without one.</exception>
    public async Task<string> LineAsync(string beginning)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException($"The program ended without '{beginning}': {await _errors}");
    }

    /// <summary>Ends it at whichever instruction it is.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Tells it to end, as an orchestrator does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <returns>Its exit code, and what it wrote as errors.</returns>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _errors);
    }

    /// <returns>Its exit code, and all that it wrote since the line that was read last, and as errors.</returns>
    public async Task<(int Code, string Output)> OutputAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output + await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
