using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>What is said of the month of an instant can be said of the instant, which every row has at hand.</summary>
internal static class MonthRule
{
    public static Segment OfInstant(SegmentOperator @operator, IReadOnlyList<Month> months, Field<SegmentInstant> instant, ProgramCalendar calendar)
    {
        return @operator switch
        {
            SegmentOperator.Equals => Within(months[0]),
            NotEquals => new AnyOf([Before(months[0]), Since(months[0].Plus(1))]),
            In => new AnyOf([.. months.Select(Within)]),
            LessThan => Before(months[0]),
            AtMost => Before(months[0].Plus(1)),
            GreaterThan => Since(months[0].Plus(1)),
            AtLeast => Since(months[0]),
            _ => instant.Where(Exists),
        };

        Segment Within(Month month) => new AllOf([Since(month), Before(month.Plus(1))]);

        Segment Before(Month month)
        {
            var starts = StartsOf(month);
            return starts.Count == 1 ? Earlier(starts[0]) : new AnyOf([Earlier(starts[0]), new AllOf([Later(starts[1]), Earlier(starts[2])])]);
        }

        Segment Since(Month month)
        {
            var starts = StartsOf(month);
            return starts.Count == 1 ? Later(starts[0]) : new AnyOf([new AllOf([Later(starts[0]), Earlier(starts[1])]), Later(starts[2])]);
        }

        Segment Earlier(DateTimeOffset start) => instant.Where(LessThan, SegmentInstant.Of(start));
        Segment Later(DateTimeOffset start) => instant.Where(AtLeast, SegmentInstant.Of(start));

        // Three where clocks that were put back showed the last hour of the month before once more.
        IReadOnlyList<DateTimeOffset> StartsOf(Month month) => calendar.Passing(new DateTime(month.Year, month.Number, 1));
    }
}
