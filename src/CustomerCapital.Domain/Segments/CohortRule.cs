using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>A cohort is the month of the first purchase; what is said of it can be said of that instant, which every row has at hand.</summary>
internal static class CohortRule
{
    public static Segment OfFirstPurchase(Condition<Month> cohort, ProgramCalendar calendar)
    {
        var months = cohort.Values;
        return cohort.Operator switch
        {
            SegmentOperator.Equals => Within(months[0]),
            NotEquals => new AnyOf([Before(months[0]), After(months[0])]),
            In => new AnyOf([.. months.Select(Within)]),
            LessThan => Before(months[0]),
            AtMost => Before(months[0].Plus(1)),
            GreaterThan => After(months[0]),
            AtLeast => FirstPurchase(AtLeast, months[0]),
            _ => SegmentField.FirstPurchaseAt.Where(Exists),
        };

        Segment Within(Month month) => new AllOf([FirstPurchase(AtLeast, month), Before(month.Plus(1))]);
        Segment Before(Month month) => FirstPurchase(LessThan, month);
        Segment After(Month month) => FirstPurchase(AtLeast, month.Plus(1));
        Segment FirstPurchase(SegmentOperator than, Month month) =>
            SegmentField.FirstPurchaseAt.Where(than, SegmentInstant.Of(calendar.AtLocal(new DateTime(month.Year, month.Number, 1))));
    }
}
