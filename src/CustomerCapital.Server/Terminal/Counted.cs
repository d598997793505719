using System.Globalization;

namespace CustomerCapital.Server.Terminal;

/// <summary>Numbers of things for people: one customer, two customers.</summary>
internal static class Counted
{
    /// <summary>A number with its noun, for example <c>1 customer</c> or <c>1,204 customers</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The noun of one.</param>
    /// <param name="many">The noun of any other number; null for that of one with an s.</param>
    public static string Of(long count, string one, string? many = null) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {Noun(count, one, many)}";

    /// <summary>The noun alone.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The noun of one.</param>
    /// <param name="many">The noun of any other number; null for that of one with an s.</param>
    public static string Noun(long count, string one, string? many = null) => count == 1 ? one : many ?? one + "s";
}
