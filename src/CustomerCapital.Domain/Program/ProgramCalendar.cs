namespace CustomerCapital.Domain.Program;

/// <summary>Months and days of the program's time zone. Immutable and thread-safe.</summary>
public sealed class ProgramCalendar
{
    private readonly TimeZoneInfo _zone;

    /// <summary>A calendar for an IANA time zone, for example <c>Europe/Berlin</c>.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is not known on this machine.</exception>
    public ProgramCalendar(string timeZone)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        TimeZone = timeZone;
    }

    /// <summary>The IANA name of the zone.</summary>
    public string TimeZone { get; }

    /// <summary>Whether the zone is known on this machine.</summary>
    public static bool Knows(string timeZone) => TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    /// <summary>The same instant with the offset of the program's time zone.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    /// <summary>The month in which an instant falls.</summary>
    public Month MonthOf(DateTimeOffset instant)
    {
        var local = ToLocal(instant);
        return Month.Of(local.Year, local.Month);
    }

    /// <summary>The instant that shows the same local time a number of calendar days later.</summary>
    /// <remarks>Across a clock change the local time is kept, not the number of hours; a local time that the change skips moves on by the gap.</remarks>
    public DateTimeOffset AddDays(DateTimeOffset instant, int days) => AtLocal(ToLocal(instant).DateTime.AddDays(days));

    /// <summary>The instant of a local date and time; of an hour that occurs twice, the first.</summary>
    public DateTimeOffset AtLocal(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (_zone.IsInvalidTime(local)) return new DateTimeOffset(local, _zone.GetUtcOffset(local.AddHours(-3)));
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
