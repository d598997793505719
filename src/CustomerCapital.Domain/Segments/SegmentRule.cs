using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>A segment as a function of a state and of what is beside it, which says of each customer the same as SQL does of the rows.</summary>
public static class SegmentRule
{
    /// <summary>Whether a customer belongs.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first. Or it names a saved segment.</exception>
    public static Func<ActorState, BesideState, bool> Of(Segment segment)
    {
        switch (segment)
        {
            case AllOf all:
                var each = all.Parts.Select(Of).ToArray();
                return (state, beside) => Array.TrueForAll(each, part => part(state, beside));
            case AnyOf any:
                var some = any.Parts.Select(Of).ToArray();
                return (state, beside) => Array.Exists(some, part => part(state, beside));
            case Not not:
                var excluded = Of(not.Part);
                return (state, beside) => !excluded(state, beside);
            case SavedSegmentReference reference:
                throw new ArgumentException($"The segment names the saved segment '{reference.Name}': take it by {nameof(SavedSegments.Expand)} first.", nameof(segment));
            default:
                var condition = (Condition)segment;
                var (field, holds) = (condition.Of, ComparisonOf(condition.Operator, condition.FixedValues));
                if (field.Pieces is { } kind) return (_, beside) => beside.Pieces.Rows.Any(row => row.Key.Kind == kind && row.Value > 0 && holds(row.Key.Name));
                if (field.OfScore is { } ofScore) return (_, beside) => beside.Score is { } score && ofScore(score) is { } said && holds(said);
                return (state, _) => field.Of(state) is { } value && holds(value);
        }
    }

    /// <summary>Whether a value compares so with some others.</summary>
    internal static Predicate<object> ComparisonOf(SegmentOperator @operator, IReadOnlyList<object> values) => @operator switch
    {
        SegmentOperator.Exists => _ => true,
        SegmentOperator.Equals => values[0].Equals,
        SegmentOperator.NotEquals => value => !value.Equals(values[0]),
        SegmentOperator.In => values.Contains,
        SegmentOperator.LessThan => value => Compare(value, values[0]) < 0,
        SegmentOperator.AtMost => value => Compare(value, values[0]) <= 0,
        SegmentOperator.GreaterThan => value => Compare(value, values[0]) > 0,
        _ => value => Compare(value, values[0]) >= 0,
    };

    private static int Compare(object value, object other) => value switch
    {
        Money amount => amount.CompareTo((Money)other),
        MonthDay day => day.CompareTo((MonthDay)other),
        _ => ((IComparable)value).CompareTo(other),
    };
}
