using Cronos;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Campaigns.Schedules;

/// <summary>Times of the day and days at which something occurs again and again, as cron writes them: minute, hour, day of the month, month, day of the week.</summary>
/// <remarks>
/// Where both the day of the month and the day of the week are given, both must hold: <c>0 9 13 * FRI</c> is Friday the 13th. 0 and 7 are Sunday. <c>L</c>, <c>W</c> and <c>#</c> mean the
/// last day, the nearest working day, and the so manieth weekday of the month. The library matches local times; which instant a local time is, the program's calendar says (docs/adr/0062):
/// a time that a clock change skips is the moment of the change, and a time that comes twice is its first, but for schedules whose minutes or hours are given by <c>*</c>, a step or a range,
/// which go on through both.
/// </remarks>
public sealed class CronSchedule
{
    /// <summary>No clock change moves local times by more than a day, which Pacific/Apia left out in 2011.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    private readonly CronExpression _matching;
    private readonly bool _isInterval;

    private CronSchedule(CronExpression matching, bool isInterval) => (_matching, _isInterval) = (matching, isInterval);

    /// <summary>Reads an expression.</summary>
    /// <param name="text">Five fields with spaces between them.</param>
    /// <param name="fault">What is wrong, as a sentence; null where nothing is.</param>
    /// <returns>Null where something is wrong.</returns>
    public static CronSchedule? Parse(string text, out string? fault)
    {
        var fields = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            fault = $"Has {fields.Length} fields; write minute, hour, day of the month, month and day of the week, for example '0 9 * * MON'.";
            return null;
        }

        try
        {
            var matching = CronExpression.Parse(text, CronFormat.Standard);
            fault = matching.GetNextOccurrence(DateTime.UnixEpoch) is null ? "Never occurs: there is no such day." : null;
            return fault is null ? new(matching, fields[..2].Any(field => field.AsSpan().ContainsAny("*/-"))) : null;
        }
        catch (CronFormatException malformed)
        {
            fault = $"Is no cron expression: {malformed.Message}";
            return null;
        }
    }

    /// <summary>The first occurrence after a moment, in UTC; null where there is none before the year 2100.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, ProgramCalendar calendar) => NextPassing(after, calendar)?.At;

    /// <summary>The first occurrence after a moment, with the local time that it is of.</summary>
    /// <returns>
    /// The instant in UTC; the local time, of several that a clock change skips together the first; and whether the local time has come before, since clocks were put back.
    /// Null where there is none before the year 2100.
    /// </returns>
    public (DateTimeOffset At, DateTime Local, bool IsAgain)? NextPassing(DateTimeOffset after, ProgramCalendar calendar)
    {
        var local = calendar.ToLocal(after);
        // Only near a clock change do local times and instants differ in their order.
        var isNearChange = calendar.ToLocal(after - Around).Offset != local.Offset || calendar.ToLocal(after + Around).Offset != local.Offset;
        var wall = DateTime.SpecifyKind(local.DateTime - (isNearChange ? Around : TimeSpan.Zero), DateTimeKind.Utc);
        (DateTimeOffset At, DateTime Local, bool IsAgain)? next = null;
        for (var inclusive = true; _matching.GetNextOccurrence(wall, inclusive) is { } matched; inclusive = false)
        {
            wall = matched;
            var passed = DateTime.SpecifyKind(matched, DateTimeKind.Unspecified);
            if (next is { } found && passed > calendar.ToLocal(found.At).DateTime + Around) break;
            foreach (var (instant, isAgain) in InstantsOf(passed, calendar))
                if (instant > after && !(next?.At <= instant)) next = (instant, passed, isAgain);
            if (next is not null && !isNearChange && !IsNearChange(next.Value.At, calendar)) break;
        }

        return next;
    }

    private static bool IsNearChange(DateTimeOffset instant, ProgramCalendar calendar) => calendar.ToLocal(instant - Around).Offset != calendar.ToLocal(instant + Around).Offset;

    /// <summary>The local times that match, from one on, whatever the zone.</summary>
    public IEnumerable<DateTime> LocalTimesFrom(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        for (var inclusive = true; _matching.GetNextOccurrence(wall, inclusive) is { } matched; inclusive = false)
        {
            wall = matched;
            yield return DateTime.SpecifyKind(matched, DateTimeKind.Unspecified);
        }
    }

    private IEnumerable<(DateTimeOffset At, bool IsAgain)> InstantsOf(DateTime local, ProgramCalendar calendar)
    {
        var passing = calendar.Passing(local);
        yield return (passing[0].ToUniversalTime(), false);
        if (_isInterval && passing.Count > 1) yield return (passing[^1].ToUniversalTime(), true);
    }
}
