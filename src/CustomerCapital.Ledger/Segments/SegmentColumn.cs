using System.Linq.Expressions;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Segments;

/// <summary>What a field of a segment is among the columns.</summary>
/// <param name="Value">The value; of no meaning where there is none.</param>
/// <param name="Exists">Whether there is one; null where there always is.</param>
internal sealed record SegmentColumn(Expression Value, Expression? Exists)
{
    /// <summary>The row that every expression speaks of.</summary>
    public static readonly ParameterExpression Row = Expression.Parameter(typeof(CustomerColumns), "row");

    private static readonly Dictionary<SegmentField, SegmentColumn> Columns = new()
    {
        [SegmentField.CustomerId] = Column(nameof(CustomerColumns.CustomerId)),
        [SegmentField.Rung] = Column(nameof(CustomerColumns.Rung)),
        [SegmentField.Lapsed] = Column(nameof(CustomerColumns.Lapsed)),
        [SegmentField.Enrolled] = Column(nameof(CustomerColumns.Enrolled)),
        [SegmentField.AcquisitionChannel] = Optional(nameof(CustomerColumns.Channel)),
        [SegmentField.AcquisitionCost] = Column(nameof(CustomerColumns.AcquisitionCost)),
        [SegmentField.Orders] = Column(nameof(CustomerColumns.Orders)),
        [SegmentField.Revenue] = Column(nameof(CustomerColumns.Revenue)),
        [SegmentField.AverageOrderValue] = Quotient(nameof(CustomerColumns.Revenue), nameof(CustomerColumns.Orders)),
        [SegmentField.FirstPurchaseAt] = Optional(nameof(CustomerColumns.FirstOrderAt)),
        [SegmentField.LastPurchaseAt] = Optional(nameof(CustomerColumns.LastOrderAt)),
        [SegmentField.ConvertedReferrals] = Column(nameof(CustomerColumns.ConvertedReferrals)),
        [SegmentField.KnownSince] = Column(nameof(CustomerColumns.KnownSince)),
    };

    public static SegmentColumn Of(SegmentField field) => Columns[field];

    /// <summary>The value in the type of what it is compared with.</summary>
    public Expression ValueOf<T>() => Value.Type == typeof(T) ? Value : Expression.Convert(Value, typeof(T));

    private static SegmentColumn Column(string property) => new(Expression.Property(Row, property), null);

    private static SegmentColumn Optional(string property)
    {
        var column = Expression.Property(Row, property);
        return new(column, Expression.NotEqual(column, Expression.Constant(null, column.Type)));
    }

    /// <summary>A quotient of whole numbers, cut towards zero by every database as by the processor. The condition stands around the division too, for databases evaluate in any order.</summary>
    private static SegmentColumn Quotient(string dividend, string divisor)
    {
        Expression below = Expression.Property(Row, divisor), zero = Expression.Constant(0L);
        var quotient = Expression.Condition(Expression.Equal(below, zero), zero, Expression.Divide(Expression.Property(Row, dividend), below));
        return new(quotient, Expression.NotEqual(below, zero));
    }
}
