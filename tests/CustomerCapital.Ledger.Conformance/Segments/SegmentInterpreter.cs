using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Says by the shortest way, over a state and not over columns, whether a customer belongs to a segment: what every ledger must agree with.</summary>
internal static class SegmentInterpreter
{
    public static bool Has(Segment segment, ActorState customer, DateTimeOffset now, ProgramCalendar calendar) => segment switch
    {
        AllOf all => all.Parts.All(part => Has(part, customer, now, calendar)),
        AnyOf any => any.Parts.Any(part => Has(part, customer, now, calendar)),
        Not not => !Has(not.Part, customer, now, calendar),
        Condition<string> text => Holds(text, text.Field == CustomerFields.CustomerId ? customer.CustomerId : customer.AcquisitionChannel, string.CompareOrdinal),
        Condition<Rung> rung => Holds<Rung, Rung?>(rung, customer.Standing.Rung, (x, y) => ((int)x!).CompareTo((int)y!)),
        Condition<bool> boolean => Holds<bool, bool?>(boolean, boolean.Field == LadderFields.Lapsed ? customer.Standing.Lapsed : customer.Enrolled, Compare),
        Condition<long> count => Holds<long, long?>(count, count.Field == PurchaseFields.Orders ? customer.Orders : customer.ConvertedReferrals, Compare),
        Condition<Money> amount => Holds<Money, Money?>(amount, AmountOf(amount.Field, customer), Compare),
        Condition<Month> month => Holds<Month, Month?>(month, customer.Activity.Cohort, Compare),
        Condition<SegmentInstant> instant => Holds(
            instant.Operator, instant.Values.Select(value => (DateTimeOffset?)MomentOf(value, now, calendar)), InstantOf(instant.Field, customer), Compare),
        _ => throw new InvalidOperationException($"{segment} is not known."),
    };

    private static bool Holds<T, TValue>(Condition<T> condition, TValue? value, Comparison<TValue?> compare) where T : notnull =>
        Holds(condition.Operator, condition.Values.Cast<TValue?>(), value, compare);

    private static bool Holds<TValue>(SegmentOperator how, IEnumerable<TValue?> values, TValue? value, Comparison<TValue?> compare)
    {
        if (value is null) return false;
        return how switch
        {
            SegmentOperator.Exists => true,
            SegmentOperator.Equals => compare(value, values.Single()) == 0,
            SegmentOperator.NotEquals => compare(value, values.Single()) != 0,
            SegmentOperator.In => values.Any(one => compare(value, one) == 0),
            SegmentOperator.LessThan => compare(value, values.Single()) < 0,
            SegmentOperator.AtMost => compare(value, values.Single()) <= 0,
            SegmentOperator.GreaterThan => compare(value, values.Single()) > 0,
            SegmentOperator.AtLeast => compare(value, values.Single()) >= 0,
            _ => throw new InvalidOperationException($"{how} is not known."),
        };
    }

    private static int Compare<T>(T? x, T? y) where T : struct, IComparable<T> => x!.Value.CompareTo(y!.Value);

    private static Money? AmountOf(Field field, ActorState customer) =>
        field == CustomerFields.AcquisitionCost ? customer.AcquisitionCost
        : field == PurchaseFields.Revenue ? customer.Revenue
        : customer.Orders == 0 ? null
        : new Money((long)decimal.Truncate((decimal)customer.Revenue.Units / customer.Orders));

    private static DateTimeOffset? InstantOf(Field field, ActorState customer) =>
        field == PurchaseFields.FirstPurchaseAt ? customer.FirstOrderAt : field == PurchaseFields.LastPurchaseAt ? customer.LastOrderAt : customer.KnownSince;

    private static DateTimeOffset MomentOf(SegmentInstant instant, DateTimeOffset now, ProgramCalendar calendar) =>
        instant.At ?? Decider.Microseconds(calendar.AddDays(now, -instant.DaysAgo!.Value));
}
