using System.Collections.Concurrent;
using System.Diagnostics;

namespace CustomerCapital.Faults.Tests.Processes;

/// <summary>The program as its users run it: serving one database at one address, started as often as needed.</summary>
internal sealed class EngineProcess(string database, string url) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    public string Url => url;

    public int Id => _process!.Id;

    /// <summary>The last lines that it wrote, of all its lives.</summary>
    public IEnumerable<string> Said => _said.TakeLast(20);

    /// <summary>Most memory it has held at once in this life, in megabytes.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process!.Refresh();
            return _process.HasExited ? 0 : _process.PeakWorkingSet64 / (1024.0 * 1024);
        }
    }

    /// <summary>Starts it, and waits until it serves or ends.</summary>
    /// <param name="shell">Set up the process before the program takes its place.</param>
    /// <returns>Whether it serves.</returns>
    public async Task<bool> StartAsync(string shell = "")
    {
        _process?.Dispose();
        _process = Process.Start(Program(shell, ["serve", "--database", database, "--url", url]))!;
        var serving = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = _process;
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginErrorReadLine();
        _ = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                Heard(line);
                if (line.StartsWith("Serving ", StringComparison.Ordinal)) serving.TrySetResult(true);
            }

            serving.TrySetResult(false);
        });
        return await serving.Task;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await Signals.SendAsync("TERM", [Id]);
        return await ExitCodeAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Runs another of its commands to the end.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Program("", arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output + await error).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    /// <summary>A free address of this machine.</summary>
    public static string FreeUrl()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((System.Net.IPEndPoint)probe.LocalEndpoint).Port}/";
    }

    private static ProcessStartInfo Program(string shell, IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "customercapital.dll");
        return new("bash", ["-c", $"{shell} exec dotnet \"$0\" \"$@\"", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private void Heard(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        while (_said.Count > 200) _said.TryDequeue(out _);
    }
}
