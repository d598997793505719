namespace CustomerCapital.ConsolePages.Tables;

/// <summary>Cells whose ground says how much they hold: a table is the chart and its numbers at once, and every cell can be read aloud.</summary>
internal static class Heat
{
    /// <summary>The class of a share of the greatest, in [0, 1]: <c>h0</c> to <c>h9</c>; null where there is nothing.</summary>
    public static string? Of(double? share) => share is { } known && double.IsFinite(known) ? $"h{(int)Math.Clamp(Math.Ceiling(known * 9), 0, 9)}" : null;
}
