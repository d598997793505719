using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>A moment that a segment speaks of: a fixed one, or so many days before now.</summary>
public readonly record struct SegmentInstant
{
    /// <summary>Most days before now: a hundred years.</summary>
    public const int DaysLimit = 36_500;

    private SegmentInstant(DateTimeOffset? at, int? daysAgo) => (At, DaysAgo) = (at, daysAgo);

    /// <summary>The fixed moment, in UTC and whole microseconds, the finest that every ledger keeps; null of a relative one.</summary>
    public DateTimeOffset? At { get; }

    /// <summary>Calendar days before now, 0 to <see cref="DaysLimit"/>; null of a fixed one.</summary>
    public int? DaysAgo { get; }

    /// <summary>A fixed moment.</summary>
    public static SegmentInstant Of(DateTimeOffset at) => new(Decider.Microseconds(at.ToUniversalTime()), null);

    /// <summary>The same local time so many calendar days before now.</summary>
    public static SegmentInstant Ago(int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, DaysLimit);
        return new(null, days);
    }

    /// <summary>The fixed moment that this is when it is <paramref name="now"/>.</summary>
    public SegmentInstant Fixed(DateTimeOffset now, ProgramCalendar calendar) => DaysAgo is { } days ? Of(calendar.AddDays(now, -days)) : this;
}
