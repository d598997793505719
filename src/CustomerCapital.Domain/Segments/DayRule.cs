using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>What is said of a number of local days between the day of an instant and today can be said of the instant, which every row has at hand.</summary>
internal static class DayRule
{
    /// <summary>The earliest day on which anything that is known can have happened, in any zone: the history of customers begins with 1970 in UTC.</summary>
    private static readonly int First = new DateOnly(1969, 12, 31).DayNumber;

    public static Segment OfInstant(Condition<long> counts, Field<SegmentInstant> instant, DayCount count, DateTimeOffset moment, ProgramCalendar calendar)
    {
        if (counts.Operator == Exists) return instant.Where(Exists);
        var today = calendar.DayOf(moment);
        if (count == DayCount.ToAnniversary) return WithinPeriods.Of(DaysOf(counts, today, calendar.LeapDay), instant, calendar);
        var days = counts.Values.Select(value => count == DayCount.To ? today.DayNumber + value : today.DayNumber - value);
        return PeriodRule.OfInstant(count == DayCount.To ? counts.Operator : Mirrored(counts.Operator), [.. days.Select(day => LocalPeriod.Of(day, day))], instant, calendar);
    }

    /// <summary>The local days from today to the next one on which a day comes again.</summary>
    internal static long ToAnniversary(DateOnly day, DateOnly today, LeapDay leapDay)
    {
        var (again, year) = (MonthDay.Of(day), Math.Max(day.Year, today.Year));
        var next = again.In(year, leapDay);
        if (next < today || next <= day) next = again.In(year + 1, leapDay);
        return next.DayNumber - today.DayNumber;
    }

    /// <summary>The days that come again so many days from today, days on end as one period. From a year and a day after today on, all are alike.</summary>
    private static IEnumerable<LocalPeriod> DaysOf(Condition<long> counts, DateOnly today, LeapDay leapDay)
    {
        var holds = SegmentRule.ComparisonOf(counts.Operator, [.. counts.Values]);
        var last = today.DayNumber + 366;
        int? first = null;
        for (var day = First; day <= last; day++)
        {
            if (holds(ToAnniversary(DateOnly.FromDayNumber(day), today, leapDay))) first ??= day;
            else if (first is { } since)
            {
                yield return LocalPeriod.Of(since, day - 1);
                first = null;
            }
        }

        if (first is { } open) yield return LocalPeriod.Of(open, long.MaxValue);
    }

    private static SegmentOperator Mirrored(SegmentOperator @operator) => @operator switch
    {
        LessThan => GreaterThan,
        AtMost => AtLeast,
        GreaterThan => LessThan,
        AtLeast => AtMost,
        _ => @operator,
    };
}
