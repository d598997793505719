using System.Diagnostics;

namespace CustomerCapital.Faults.Tests.Processes;

/// <summary>Signals to processes that this one has started.</summary>
internal static class Signals
{
    /// <param name="signal">KILL, TERM, STOP or CONT.</param>
    /// <param name="processes">Which, all at once; those that have ended meanwhile are passed over.</param>
    public static async Task SendAsync(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start(new ProcessStartInfo("bash", ["-c", $"kill -{signal} \"$@\"", "kill", .. processes.Select(id => $"{id}")]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    /// <summary>The processes that one has started itself.</summary>
    public static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && ParentOf(id) == parent) yield return id;
    }

    private static int? ParentOf(int id)
    {
        try
        {
            // The name, in parentheses, may hold anything; state and parent come after it.
            var status = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
