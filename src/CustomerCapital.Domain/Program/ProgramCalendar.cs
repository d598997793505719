namespace CustomerCapital.Domain.Program;

/// <summary>Months and days of the program's time zone. Immutable and thread-safe.</summary>
/// <remarks>
/// Asks the base class library only for the offset of an instant. What it says of local times is wrong where a zone counts its winter as daylight saving, such as
/// Europe/Dublin, and where a zone has changed its base offset since, such as America/Asuncion (ADR 0040).
/// </remarks>
public sealed class ProgramCalendar
{
    /// <summary>No zone is further from UTC than 14 hours, so that both sides of a change near a local time lie within so much of it, read as UTC.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(15);

    private readonly TimeZoneInfo _zone;

    /// <summary>A calendar for an IANA time zone, for example <c>Europe/Berlin</c>.</summary>
    /// <param name="timeZone">Its name.</param>
    /// <param name="leapDay">The day on which what comes again each 29 February is kept in years without one.</param>
    /// <exception cref="TimeZoneNotFoundException">The zone is not known on this machine.</exception>
    public ProgramCalendar(string timeZone, LeapDay leapDay = LeapDay.February28)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        (TimeZone, LeapDay) = (timeZone, leapDay);
    }

    /// <summary>The IANA name of the zone.</summary>
    public string TimeZone { get; }

    /// <summary>The day on which what comes again each 29 February is kept in years without one.</summary>
    public LeapDay LeapDay { get; }

    /// <summary>Whether the zone is known on this machine.</summary>
    public static bool Knows(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    /// <summary>The same instant with the offset of the program's time zone.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    /// <summary>The month in which an instant falls: that of its local date.</summary>
    public Month MonthOf(DateTimeOffset instant)
    {
        var local = ToLocal(instant);
        return Month.Of(local.Year, local.Month);
    }

    /// <summary>The local date of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(ToLocal(instant).DateTime);

    /// <summary>The first instant of a local date; of one that a clock change skips, that of the next.</summary>
    public DateTimeOffset StartOf(DateOnly day) => AtLocal(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The instant that shows the same local time a number of calendar days later.</summary>
    /// <remarks>Across a clock change the local time is kept, not the number of hours; a local time that the change skips moves on by the gap.</remarks>
    public DateTimeOffset AddDays(DateTimeOffset instant, int days) => AtLocal(ToLocal(instant).DateTime.AddDays(days));

    /// <summary>The instant of a local date and time: of one that occurs twice, the first; of one that a clock change skips, the local time that is later by the gap.</summary>
    public DateTimeOffset AtLocal(DateTime local)
    {
        var (before, after) = OffsetsAround(local);
        var first = InstantOf(local, before);
        if (before == after || OffsetAt(first) == before) return ToLocal(first);
        var second = InstantOf(local, after);
        return ToLocal(OffsetAt(second) == after ? second : first);
    }

    /// <summary>The instants at which local clocks pass a local date and time, forth and back in turn, in order: one, or three where clocks are put back over it.</summary>
    /// <remarks>Where clocks are put forward over it, that moment is the instant.</remarks>
    public IReadOnlyList<DateTimeOffset> Passing(DateTime local)
    {
        var (before, after) = OffsetsAround(local);
        var (first, second) = (InstantOf(local, before), InstantOf(local, after));
        if (before == after) return [first];
        var change = ChangeAfter(InstantOf(local, Around), before);
        if (first < change && second >= change) return [first, change, second];
        return [first < change ? first : second < change ? change : second];
    }

    private static DateTimeOffset InstantOf(DateTime local, TimeSpan offset) =>
        new(Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private (TimeSpan Before, TimeSpan After) OffsetsAround(DateTime local) => (OffsetAt(InstantOf(local, Around)), OffsetAt(InstantOf(local, -Around)));

    private TimeSpan OffsetAt(DateTimeOffset instant) => _zone.GetUtcOffset(instant);

    /// <summary>The first instant with another offset than that of an instant at most <see cref="Around"/> twice before it.</summary>
    private DateTimeOffset ChangeAfter(DateTimeOffset instant, TimeSpan offset)
    {
        var (with, without) = (instant.Ticks, instant.Ticks + 2 * Around.Ticks);
        while (without - with > 1)
        {
            var middle = with + (without - with) / 2;
            if (OffsetAt(new(middle, TimeSpan.Zero)) == offset) with = middle;
            else without = middle;
        }

        return new(without, TimeSpan.Zero);
    }
}
