using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>A month that a segment speaks of: a fixed one, or so many months before the running one.</summary>
public readonly record struct SegmentMonth
{
    /// <summary>Most months before the running one: a hundred years.</summary>
    public const int MonthsLimit = 1_200;

    private SegmentMonth(Month? at, int? monthsAgo) => (At, MonthsAgo) = (at, monthsAgo);

    /// <summary>The fixed month; null of a relative one.</summary>
    public Month? At { get; }

    /// <summary>Calendar months before the running one, 0 to <see cref="MonthsLimit"/>; null of a fixed one.</summary>
    public int? MonthsAgo { get; }

    /// <summary>A fixed month.</summary>
    public static SegmentMonth Of(Month month) => new(month, null);

    /// <summary>The month so many months before the running one, which is 0 ago.</summary>
    public static SegmentMonth Ago(int months)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(months);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MonthsLimit);
        return new(null, months);
    }

    /// <summary>The fixed month that this is in a running month.</summary>
    public Month Fixed(Month running) => At ?? running.Plus(-MonthsAgo!.Value);
}
