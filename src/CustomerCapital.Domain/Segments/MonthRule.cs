using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>What is said of the month of an instant can be said of the instant, which every row has at hand.</summary>
internal static class MonthRule
{
    public static Segment OfInstant(Condition<Month> month, Field<SegmentInstant> instant, ProgramCalendar calendar)
    {
        var months = month.Values;
        return month.Operator switch
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
        Segment Before(Month month) => instant.Where(LessThan, StartOf(month));
        Segment Since(Month month) => instant.Where(AtLeast, StartOf(month));
        SegmentInstant StartOf(Month month) => SegmentInstant.Of(calendar.AtLocal(new DateTime(month.Year, month.Number, 1)));
    }
}
