using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>A segment as a condition in SQL, the same for all segments that differ only in their values.</summary>
/// <remarks>
/// It needs nothing of SQL's third truth value: what compares a column that can be empty first asks whether it is. A list is one parameter, whatever its length:
/// a segment may have more values than a statement may have parameters.
/// </remarks>
public sealed class SegmentSql
{
    private readonly SqlDialect _dialect;
    private readonly List<SqlValue> _values = [];

    /// <summary>Translates a segment.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first. Or it names a saved segment.</exception>
    public SegmentSql(Segment segment, SqlDialect dialect)
    {
        (_dialect, Segment) = (dialect, segment);
        Condition = ConditionOf(segment);
    }

    /// <summary>Translates a segment, and the order in which it is listed.</summary>
    /// <param name="segment">Which customers.</param>
    /// <param name="dialect">For whom.</param>
    /// <param name="sort">The order.</param>
    /// <param name="after">Only customers after that place; null for all.</param>
    /// <exception cref="ArgumentException">As of the segment alone.</exception>
    public SegmentSql(Segment segment, SqlDialect dialect, CustomerSort sort, SortPlace? after) : this(segment, dialect)
    {
        var (column, direction) = (sort.Field.Column!, sort.Descending ? "DESC" : "ASC");
        var isById = sort.Field == CustomerFields.CustomerId;
        // Who is without a value is last in every database, whichever way the others are.
        Order = isById ? $"{column} {direction}" : $"{(sort.Field.IsOptional ? $"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END, " : "")}{column} {direction}, actor_id";
        if (after is null) return;
        _values.Add(SqlValue.Text("after", after.CustomerId));
        Condition += " AND " + AfterOf();

        string AfterOf()
        {
            var sign = sort.Descending ? "<" : ">";
            if (isById) return $"{column} {sign} @after";
            if (after.IsWithout) return $"{column} IS NULL AND actor_id > @after";
            _values.Add(FieldColumns.ValueOf("after_value", sort.Field, after));
            return $"({column} {sign} @after_value OR {column} = @after_value AND actor_id > @after{(sort.Field.IsOptional ? $" OR {column} IS NULL" : "")})";
        }
    }

    /// <summary>By what the customers are ordered; empty where they are in no order of their own.</summary>
    public string Order { get; } = "";

    /// <summary>What is translated.</summary>
    public Segment Segment { get; }

    /// <summary>The condition.</summary>
    public string Condition { get; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<SqlValue> Values => _values;

    private string ConditionOf(Segment segment) => segment switch
    {
        AllOf { Parts.Count: 0 } => "1 = 1",
        AllOf all => string.Join(" AND ", all.Parts.Select(ConditionOf)),
        AnyOf { Parts.Count: 0 } => "1 = 0",
        // OR binds less than AND, and brings brackets of its own.
        AnyOf any => $"({string.Join(" OR ", any.Parts.Select(ConditionOf))})",
        Not not => $"NOT ({ConditionOf(not.Part)})",
        SavedSegmentReference reference => throw new ArgumentException($"The segment names the saved segment '{reference.Name}': take it by {nameof(SavedSegments.Expand)} first."),
        _ => ConditionOf((Condition)segment),
    };

    private string ConditionOf(Condition condition)
    {
        var (field, values) = (condition.Of, condition.FixedValues);
        if (field.Pieces is { } kind) return ConditionOf(condition.Operator, values, kind);
        if (field.OfScore is not null) return OfScore(condition.Operator, values, field);
        // The condition stands around the division too: databases evaluate in any order.
        var (value, exists) = field.Quotient is { Dividend.Column: var above, Divisor.Column: var below }
            ? ($"CASE WHEN {below} = 0 THEN 0 ELSE {above} / {below} END", $"{below} <> 0")
            : (field.Column, field.IsOptional ? $"{field.Column} IS NOT NULL" : null);
        if (condition.Operator == SegmentOperator.Exists) return exists ?? "1 = 1";
        var holds = Compared(condition.Operator, values, field, value!);
        return exists is null ? holds : $"{exists} AND {holds}";
    }

    /// <remarks>Each customer's pieces are found by the key of their table.</remarks>
    private string ConditionOf(SegmentOperator @operator, IReadOnlyList<object> names, PieceKind kind)
    {
        var named = "";
        if (@operator != SegmentOperator.Exists)
        {
            var name = $"segment{_values.Count}";
            var isList = @operator == SegmentOperator.In;
            _values.Add(new(name, SqlType.Text, isList ? FieldColumns.ToColumn(names) : names[0]));
            named = isList ? $" AND {_dialect.IsIn("p.name", "@" + name)}" : $" AND p.name = @{name}";
        }

        return $"EXISTS (SELECT 1 FROM {_dialect.TablePrefix}pieces AS p WHERE p.actor_key = actors.actor_key AND p.kind = {(short)kind}{named} AND p.quantity > 0)";
    }

    /// <remarks>Each customer's score is found by the key of its table.</remarks>
    private string OfScore(SegmentOperator @operator, IReadOnlyList<object> values, Field field)
    {
        var column = "s." + field.ScoreColumn;
        var holds = $"{column} IS NOT NULL";
        if (@operator != SegmentOperator.Exists) holds += " AND " + Compared(@operator, values, field, column);
        return $"EXISTS (SELECT 1 FROM {_dialect.TablePrefix}scores AS s WHERE s.actor_key = actors.actor_key AND {holds})";
    }

    private string Compared(SegmentOperator @operator, IReadOnlyList<object> values, Field field, string value)
    {
        var name = $"segment{_values.Count}";
        var isList = @operator == SegmentOperator.In;
        _values.Add(new(name, FieldColumns.TypeOf(field), isList ? FieldColumns.ToColumn(values) : FieldColumns.ToColumn(values[0])!));
        return isList ? _dialect.IsIn(value, "@" + name) : $"{value} {SignOf(@operator)} @{name}";
    }

    private static string SignOf(SegmentOperator @operator) => @operator switch
    {
        SegmentOperator.Equals => "=",
        SegmentOperator.NotEquals => "<>",
        SegmentOperator.LessThan => "<",
        SegmentOperator.AtMost => "<=",
        SegmentOperator.GreaterThan => ">",
        SegmentOperator.AtLeast => ">=",
        _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, "Compares with no single value."),
    };
}
