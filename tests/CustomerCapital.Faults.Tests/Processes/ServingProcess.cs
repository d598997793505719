using System.Collections.Concurrent;
using System.Diagnostics;

namespace CustomerCapital.Faults.Tests.Processes;

/// <summary>A program as its users run it, until told to end; started as often as needed.</summary>
/// <param name="program">File name of its assembly, which lies beside this one.</param>
/// <param name="arguments">What it is told.</param>
/// <param name="launcher">A command that runs it, such as <c>nsenter</c> with its arguments; none where empty.</param>
internal class ServingProcess(string program, IReadOnlyList<string> arguments, string launcher = "") : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private Process? _process;

    public int Id => _process!.Id;

    /// <summary>Is told every line that it writes.</summary>
    public Action<string> Hear { get; init; } = _ => { };

    /// <summary>The last lines that it wrote, of all its lives.</summary>
    public IEnumerable<string> Said => _said.TakeLast(20);

    /// <summary>The last that it logged as its own faults, of all its lives.</summary>
    public IEnumerable<string> Faults => _faults;

    /// <summary>Most memory it has held at once in this life, in megabytes; 0 once it has ended.</summary>
    public double PeakMegabytes
    {
        get
        {
            _process!.Refresh();
            try
            {
                return _process.PeakWorkingSet64 / (1024.0 * 1024);
            }
            catch (InvalidOperationException) when (_process.HasExited)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts it, and waits until it serves or ends.</summary>
    /// <param name="shell">Set up the process before the program takes its place.</param>
    /// <returns>Whether it serves.</returns>
    public async Task<bool> StartAsync(string shell = "")
    {
        _process?.Dispose();
        _process = Process.Start(Start(program, arguments, shell, launcher))!;
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

    /// <summary>Runs a command of a program to its end.</summary>
    public static async Task<(int ExitCode, string Said)> RunToEndAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Start(program, arguments))!;
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

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments, string shell = "", string launcher = "") =>
        new("bash", ["-c", $"{shell} exec {launcher} dotnet \"$0\" \"$@\"", Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

    private void Heard(string? line)
    {
        if (line is null) return;
        Hear(line);
        Keep(_said, line);
        if (line.Contains(" fail: ", StringComparison.Ordinal)) Keep(_faults, line);
    }

    private static void Keep(ConcurrentQueue<string> lines, string line)
    {
        lines.Enqueue(line);
        while (lines.Count > 200) lines.TryDequeue(out _);
    }
}
