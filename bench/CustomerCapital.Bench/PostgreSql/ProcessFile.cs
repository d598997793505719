using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What Linux tells of a process under /proc.</summary>
internal static class ProcessFile
{
    // Places in /proc/PID/stat, counted from the field after the program's name: see proc(5).
    private const int Parent = 1, User = 11, System = 12, ChildrenUser = 13, ChildrenSystem = 14;

    /// <summary>Linux counts processor time in hundredths of a second, whatever the kernel's own tick.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of a process.</summary>
    public static TimeSpan TimeOf(int processId) => Sum(Fields(processId)!, User, System);

    /// <summary>Processor time of a process and its children, also those that ended.</summary>
    public static TimeSpan TimeOfFamily(int processId)
    {
        var sum = Sum(Fields(processId)!, User, System, ChildrenUser, ChildrenSystem);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var other) && Fields(other) is { } fields && Number(fields[Parent]) == processId)
                sum += Sum(fields, User, System);
        }

        return sum;
    }

    /// <summary>Most memory that a process has held at once, in megabytes.</summary>
    public static double PeakMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;
    }

    private static string[]? Fields(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    private static TimeSpan Sum(string[] fields, params ReadOnlySpan<int> places)
    {
        var ticks = 0L;
        foreach (var place in places) ticks += Number(fields[place]);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
