using System.Linq.Expressions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Segments;

/// <summary>A segment as one expression over the columns: compiled for rows in memory, translated to SQL by whoever can.</summary>
/// <remarks>
/// It needs nothing of SQL's third truth value: what compares a column that can be empty first asks whether it is. Values are not written into the
/// expression but referred to, so that segments that differ only in their values (as one does at two moments) are translated once.
/// </remarks>
public static class SegmentRule
{
    /// <summary>The expression of a segment.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    public static Expression<Func<CustomerColumns, bool>> Of(Segment segment) => Expression.Lambda<Func<CustomerColumns, bool>>(Body(segment), SegmentColumn.Row);

    /// <summary>The segment as a function of a row in memory.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    public static Func<CustomerColumns, bool> Compile(Segment segment) => segment is AllOf { Parts.Count: 0 } ? _ => true : Of(segment).Compile();

    private static Expression Body(Segment segment) => segment switch
    {
        AllOf all => all.Parts.Select(Body).DefaultIfEmpty(Expression.Constant(true)).Aggregate(Expression.AndAlso),
        AnyOf any => any.Parts.Select(Body).DefaultIfEmpty(Expression.Constant(false)).Aggregate(Expression.OrElse),
        Not not => Expression.Not(Body(not.Part)),
        Condition<string> texts => Compare(texts, text => text),
        Condition<Rung> rungs => Compare(rungs, rung => (short)rung),
        Condition<bool> booleans => Compare(booleans, boolean => boolean),
        Condition<long> counts => Compare(counts, count => count),
        Condition<Money> amounts => Compare(amounts, amount => amount.Units),
        Condition<SegmentInstant> instants => Compare(instants, Fixed),
        _ => throw new ArgumentException($"The segment depends on the program's calendar: take it {nameof(Segment.At)} a moment first.", nameof(segment)),
    };

    private static Expression Compare<TField, TColumn>(Condition<TField> condition, Func<TField, TColumn> toColumn)
        where TField : notnull
    {
        var column = SegmentColumn.Of(condition.Field);
        var values = condition.Values.Select(toColumn).ToArray();
        Expression? holds = condition.Operator switch
        {
            SegmentOperator.Exists => null,
            SegmentOperator.In => Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TColumn)], Reference(values), column.ValueOf<TColumn>()),
            _ => Expression.MakeBinary(TypeOf(condition.Operator), column.ValueOf<TColumn>(), Reference(values[0])),
        };
        if (holds is null || column.Exists is null) return holds ?? column.Exists ?? Expression.Constant(true);
        return Expression.AndAlso(column.Exists, holds);
    }

    private static ExpressionType TypeOf(SegmentOperator @operator) => @operator switch
    {
        SegmentOperator.Equals => ExpressionType.Equal,
        SegmentOperator.NotEquals => ExpressionType.NotEqual,
        SegmentOperator.LessThan => ExpressionType.LessThan,
        SegmentOperator.AtMost => ExpressionType.LessThanOrEqual,
        SegmentOperator.GreaterThan => ExpressionType.GreaterThan,
        SegmentOperator.AtLeast => ExpressionType.GreaterThanOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, "Takes another number of values."),
    };

    private static DateTimeOffset Fixed(SegmentInstant instant) =>
        instant.At ?? throw new ArgumentException($"The segment depends on the moment: take it {nameof(Segment.At)} one first.", nameof(instant));

    private static MemberExpression Reference<T>(T value) => Expression.Field(Expression.Constant(new Referred<T>(value)), nameof(Referred<>.Value));

    private sealed class Referred<T>(T value)
    {
        public readonly T Value = value;
    }
}
