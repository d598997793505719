using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Segments;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.SqlServer.SqlServerSession;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>The expression of a segment as a condition in SQL, whose values are parameters.</summary>
/// <remarks>
/// It translates what <see cref="SegmentRule"/> makes, which is the same for every database, and refuses any other expression; ADR 0017 says why it is not Entity
/// Framework that does it here.
/// </remarks>
internal sealed class SegmentSql
{
    private static readonly Dictionary<string, string> Columns = new()
    {
        [nameof(CustomerColumns.CustomerId)] = "customer_id",
        [nameof(CustomerColumns.Rung)] = "rung",
        [nameof(CustomerColumns.Lapsed)] = "lapsed",
        [nameof(CustomerColumns.Channel)] = "channel",
        [nameof(CustomerColumns.Orders)] = "orders",
        [nameof(CustomerColumns.Revenue)] = "revenue",
        [nameof(CustomerColumns.AcquisitionCost)] = "acquisition_cost",
        [nameof(CustomerColumns.FirstOrderAt)] = "first_order_at",
        [nameof(CustomerColumns.LastOrderAt)] = "last_order_at",
        [nameof(CustomerColumns.Enrolled)] = "enrolled",
        [nameof(CustomerColumns.ConvertedReferrals)] = "converted_referrals",
        [nameof(CustomerColumns.KnownSince)] = "known_since",
    };

    private readonly List<SqlParameter> _parameters = [];

    private SegmentSql(Segment segment) => Condition = ConditionOf(SegmentRule.Of(segment).Body);

    /// <summary>The condition.</summary>
    public string Condition { get; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<SqlParameter> Parameters => _parameters;

    /// <summary>Translates a segment.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    public static SegmentSql Of(Segment segment) => new(segment);

    /// <summary>Runs an operation over the customers of the segment.</summary>
    public SqlCommand Command(SqlConnection connection, string operation, params ReadOnlySpan<SqlParameter> others)
    {
        var command = new SqlCommand(SqlServerDialect.Text.Of(operation).Replace("{segment}", Condition, StringComparison.Ordinal), connection);
        command.Parameters.AddRange([.. others, .. _parameters]);
        return command;
    }

    private string ConditionOf(Expression expression) => expression switch
    {
        ConstantExpression { Value: bool all } => all ? "1 = 1" : "1 = 0",
        UnaryExpression { NodeType: ExpressionType.Not } not => $"NOT ({ConditionOf(not.Operand)})",
        BinaryExpression { NodeType: ExpressionType.AndAlso } both => $"{ConditionOf(both.Left)} AND {ConditionOf(both.Right)}",
        // OR binds less than AND, and brings brackets of its own.
        BinaryExpression { NodeType: ExpressionType.OrElse } either => $"({ConditionOf(either.Left)} OR {ConditionOf(either.Right)})",
        BinaryExpression { NodeType: ExpressionType.NotEqual, Right: ConstantExpression { Value: null } } exists => $"{ValueOf(exists.Left)} IS NOT NULL",
        BinaryExpression comparison => $"{ValueOf(comparison.Left)} {OperatorOf(comparison)} {ValueOf(comparison.Right)}",
        MethodCallExpression { Method.Name: nameof(Enumerable.Contains), Arguments: [MemberExpression values, { } value] } =>
            $"{ValueOf(value)} IN (SELECT value FROM {ParameterOf(values)})",
        _ => throw Unknown(expression),
    };

    private string ValueOf(Expression expression) => expression switch
    {
        MemberExpression { Expression: ParameterExpression } column => Columns[column.Member.Name],
        MemberExpression value => ParameterOf(value),
        ConstantExpression { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
        UnaryExpression { NodeType: ExpressionType.Convert } converted => ValueOf(converted.Operand),
        BinaryExpression { NodeType: ExpressionType.Divide } quotient => $"{ValueOf(quotient.Left)} / {ValueOf(quotient.Right)}",
        ConditionalExpression choice => $"CASE WHEN {ConditionOf(choice.Test)} THEN {ValueOf(choice.IfTrue)} ELSE {ValueOf(choice.IfFalse)} END",
        _ => throw Unknown(expression),
    };

    private static string OperatorOf(BinaryExpression comparison) => comparison.NodeType switch
    {
        ExpressionType.Equal => "=",
        ExpressionType.NotEqual => "<>",
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        _ => throw Unknown(comparison),
    };

    /// <summary>A value to which the expression refers. A list is a table, whatever its length: there may be more values than a statement may have parameters.</summary>
    private string ParameterOf(MemberExpression reference)
    {
        if (reference is not { Member: FieldInfo field, Expression: ConstantExpression holder }) throw Unknown(reference);
        var name = $"segment{_parameters.Count}";
        _parameters.Add(field.GetValue(holder.Value) switch
        {
            string text => Parameter(SqlValue.Text(name, text)),
            short number => Parameter(SqlValue.Smallint(name, number)),
            bool yes => Parameter(new(name, SqlType.Boolean, yes)),
            long number => Parameter(SqlValue.Bigint(name, number)),
            DateTimeOffset instant => Parameter(SqlValue.Instant(name, instant)),
            string[] texts => SqlServerRows.Parameter(LedgerTables.Texts.Of(name, texts)),
            short[] numbers => SqlServerRows.Parameter(LedgerTables.Numbers.Of(name, [.. numbers.Select(number => (long)number)])),
            bool[] flags => SqlServerRows.Parameter(LedgerTables.Numbers.Of(name, [.. flags.Select(flag => flag ? 1L : 0)])),
            long[] numbers => SqlServerRows.Parameter(LedgerTables.Numbers.Of(name, numbers)),
            DateTimeOffset[] instants => SqlServerRows.Parameter(LedgerTables.Instants.Of(name, instants)),
            _ => throw Unknown(reference),
        });
        return "@" + name;
    }

    private static NotSupportedException Unknown(Expression expression) => new($"A segment's expression holds what is not translated: {expression.NodeType} ({expression}).");
}
