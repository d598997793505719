using System.Diagnostics;

namespace CustomerCapital.Bench.Tests;

/// <summary>A program, run to its end.</summary>
internal static class ProgramRun
{
    /// <summary>What hangs is ended after this: long before that, every program here has ended by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The working copy.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a program in the working copy; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> SucceedAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{await output}\n{await errors}");
        return await output;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
