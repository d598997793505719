using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>What is said of a count that follows from a day of the year and from today can be said of the day, which every row has at hand.</summary>
internal static class MonthDayRule
{
    public static Segment OfDay(Condition<long> counts, Field<MonthDay> day, Func<MonthDay, DateOnly, LeapDay, long> count, DateOnly today, LeapDay leapDay)
    {
        if (counts.Operator == SegmentOperator.Exists) return day.Where(SegmentOperator.Exists);
        var holds = SegmentRule.ComparisonOf(counts.Operator, [.. counts.Values]);
        var days = MonthDay.All.Where(one => holds(count(one, today, leapDay))).ToArray();
        return days.Length == 0 ? new AnyOf([]) : day.Where(SegmentOperator.In, days);
    }
}
