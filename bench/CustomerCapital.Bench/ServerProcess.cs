using System.Diagnostics;
using System.Globalization;

namespace CustomerCapital.Bench;

/// <summary>A program as its users run it, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts <c>customercapital</c> with a command line.</summary>
    public static ServerProcess Start(params string[] arguments) => StartProgram("customercapital.dll", arguments);

    /// <summary>Starts a program that stands beside this one, or that a path names.</summary>
    public static ServerProcess StartProgram(string name, params string[] arguments) => StartProgram(name, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a program likewise, with more variables in its environment.</summary>
    public static ServerProcess StartProgram(string name, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        if (arguments is ["serve", ..] && !arguments.Contains("--open") && KnowsOpen(name)) start.ArgumentList.Add("--open");
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Whether a program asks for keys unless it is told to ask nobody: this build does, and older ones beside it do not.</summary>
    private static bool KnowsOpen(string name)
    {
        if (Path.GetFileName(name) != "customercapital.dll") return false;
        if (!Path.IsPathRooted(name)) return true;
        using var help = Process.Start(new ProcessStartInfo("dotnet", [name, "serve", "--help"]) { RedirectStandardOutput = true })!;
        return help.StandardOutput.ReadToEnd().Contains("--open", StringComparison.Ordinal);
    }

    /// <summary>Waits until it has printed a line that holds a text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> WaitForAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException($"The program ended before it said '{text}'.");
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Most memory it held, in megabytes, looked at every 20 ms.</returns>
    public async Task<double> PeakMemoryAsync()
    {
        var peak = 0.0;
        var output = _process.StandardOutput.ReadToEndAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_process.HasExited)
        {
            peak = Math.Max(peak, ResidentMegabytes());
            await timer.WaitForNextTickAsync();
        }

        await output;
        return _process.ExitCode == 0 ? peak : throw new InvalidOperationException($"The program ended with {_process.ExitCode}.");
    }

    /// <summary>Waits for its end, which must be a success.</summary>
    public async Task EndAsync()
    {
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0) throw new InvalidOperationException($"The program ended with {_process.ExitCode}.");
    }

    /// <returns>Megabytes; 0 once it has ended.</returns>
    public double ResidentMegabytes()
    {
        _process.Refresh();
        try
        {
            return _process.WorkingSet64 / (1024.0 * 1024);
        }
        catch (InvalidOperationException) when (_process.HasExited)
        {
            return 0;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public static string FreeUrl()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((System.Net.IPEndPoint)probe.LocalEndpoint).Port}/");
    }
}
