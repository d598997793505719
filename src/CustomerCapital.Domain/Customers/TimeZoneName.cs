using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CustomerCapital.Domain.Customers;

/// <summary>Names of time zones, as IANA's database of time zones has them.</summary>
/// <remarks>Which of them are known is for the machine to say: a name that was taken is kept in the history for ever, whatever machine reads it.</remarks>
internal static partial class TimeZoneName
{
    /// <summary>The name of a zone in the letters of the machine's database; null where the machine knows no such zone.</summary>
    /// <remarks>A name that stands for another, such as <c>Asia/Calcutta</c>, stays: the clocks are the same.</remarks>
    public static string? Canonical(string name)
    {
        if (!Form().IsMatch(name)) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)) return Listed(name) ?? name;
        return Listed(name);
    }

    /// <summary>The name as the register keeps it: in its letters where the machine knows the zone, else as it is.</summary>
    [return: NotNullIfNotNull(nameof(name))]
    public static string? Kept(string? name) => name is null ? null : Canonical(name) ?? name;

    private static string? Listed(string name) => TimeZoneInfo.GetSystemTimeZones().FirstOrDefault(zone => name.Equals(zone.Id, StringComparison.OrdinalIgnoreCase))?.Id;

    /// <summary>Nothing that leads out of the database, and none of its folders that hold the same zones counted in another way.</summary>
    [GeneratedRegex(@"^(?!(posix|right)/|posixrules\z|localtime\z|factory\z)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
