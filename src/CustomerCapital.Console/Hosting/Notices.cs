namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>What a page says once, after a form has led to it: the address names one of these, so that nobody can put words of their own on a page.</summary>
internal static class Notices
{
    /// <summary>The value of the address.</summary>
    public const string Name = "done";

    private static readonly string[] Known = ["saved", "paused-by-change", "recorded", "scheduled", "paused", "resumed", "cancelled", "completed", "assigned", "decided", "moved", "requested", "opened", "frozen", "drawn", "closed", "answered", "withdrawn", "tried", "enabled", "disabled", "replayed", "erased", "merged", "separated"];

    /// <summary>The key of the words; null where there is nothing to say.</summary>
    public static string? Of(ConsoleRequest ask) => ask[Name] is { } name && Known.Contains(name) ? "done." + name : null;

    /// <summary>An address that says it.</summary>
    public static string On(string address, string notice) => address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Name + "=" + notice;
}
