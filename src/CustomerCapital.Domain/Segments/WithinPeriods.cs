using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>That an instant is within one of many local periods, asked by halves, so that few comparisons are made of each row.</summary>
internal static class WithinPeriods
{
    /// <summary>Whose instant is within one of some periods, of which none meets another.</summary>
    public static Segment Of(IEnumerable<LocalPeriod> periods, Field<SegmentInstant> instant, ProgramCalendar calendar)
    {
        // At each of these an instant comes to be within a period, or no longer is: three times where clocks are put back over a beginning or an end, never at two that are one.
        var changes = periods.SelectMany(period => calendar.Passing(period.Start).Concat(calendar.Passing(period.End)))
            .GroupBy(at => at).Where(same => same.Count() % 2 == 1).Select(same => SegmentInstant.Of(same.Key)).OrderBy(at => at.At).ToArray();
        return Between(0, changes.Length) ?? new AnyOf([]);

        // Of the instants from the change before the first until the change at the end; null for none of them.
        Segment? Between(int first, int end)
        {
            if (first == end) return first % 2 == 0 ? null : Segment.Everyone;
            var middle = (first + end) / 2;
            var earlier = Also(instant.Where(LessThan, changes[middle]), Between(first, middle));
            var later = Also(instant.Where(AtLeast, changes[middle]), Between(middle + 1, end));
            return earlier is null ? later : later is null ? earlier : new AnyOf([earlier, later]);
        }

        static Segment? Also(Segment side, Segment? part) => part is null ? null : part == Segment.Everyone ? side : new AllOf([side, part]);
    }
}
