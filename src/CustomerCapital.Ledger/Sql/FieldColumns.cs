using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>How rows hold what fields say of customers: rungs and days of the year as their numbers, amounts and other numbers with places as ten-thousandths, instants in UTC, all else as it is.</summary>
internal static class FieldColumns
{
    /// <summary>What holds the values of a field.</summary>
    public static SqlType TypeOf(Field field) =>
        field.ValueType == typeof(string) ? SqlType.Text
        : field.ValueType == typeof(Rung) || field.ValueType == typeof(MonthDay) ? SqlType.Smallint
        : field.ValueType == typeof(bool) ? SqlType.Boolean
        : field.ValueType == typeof(DateTimeOffset) ? SqlType.Instant
        : SqlType.Bigint;

    /// <summary>A value as a column holds it.</summary>
    public static object? ToColumn(object? value) => value switch
    {
        Rung rung => (short)rung,
        MonthDay day => (short)day.Number,
        Money money => money.Units,
        decimal number => (long)decimal.Round(number * Money.Scale),
        DateTimeOffset instant => instant.ToUniversalTime(),
        _ => value,
    };

    /// <summary>A field's value at a place of a sorted list, to compare its column with.</summary>
    public static SqlValue ValueOf(string name, Field field, SortPlace place) => TypeOf(field) switch
    {
        SqlType.Text => SqlValue.Text(name, place.Text!),
        SqlType.Smallint => SqlValue.Smallint(name, (short)place.Number!.Value),
        SqlType.Boolean => new(name, SqlType.Boolean, place.Number != 0),
        SqlType.Instant => SqlValue.Instant(name, DateTimeOffset.UnixEpoch.AddMicroseconds(place.Number!.Value)),
        _ => SqlValue.Bigint(name, place.Number!.Value),
    };

    /// <summary>Some values as an array of their column's type; at least one.</summary>
    public static Array ToColumn(IReadOnlyList<object> values)
    {
        var held = values.Select(ToColumn).ToArray();
        var array = Array.CreateInstance(held[0]!.GetType(), held.Length);
        Array.Copy(held, array, held.Length);
        return array;
    }

    /// <summary>The fields that nearly every purchase changes.</summary>
    public static IReadOnlyList<Field> OfPurchases { get; } =
        [.. Capabilities.All.Where(capability => capability is PurchasesCapability or LadderCapability).SelectMany(capability => capability.Fields).Where(field => field.Column is not null)];

    /// <summary>All others but the customer's id.</summary>
    private static IReadOnlyList<Field> Others { get; } = [.. CustomerLine.Fields.Skip(1).Except(OfPurchases)];

    /// <summary>Whether the row has in all other columns what it had: it is then written without them.</summary>
    public static bool ChangesPurchasesAlone(Append append)
    {
        foreach (var field in Others)
            if (!Equals(field.Of(append.Before), field.Of(append.After))) return false;
        return true;
    }

    /// <summary>Adds the columns of fields, with what a state has in them; of all fields but the customer's id, unless some are named.</summary>
    public static SqlTable<Append> WithFields(this SqlTable<Append> rows, IEnumerable<Field>? fields = null)
    {
        foreach (var field in fields ?? CustomerLine.Fields.Skip(1))
        {
            _ = TypeOf(field) switch
            {
                SqlType.Text => rows.With(field.Column!, SqlType.Text, ColumnUse.Stored, append => (string?)field.Of(append.After)),
                SqlType.Smallint => rows.With(field.Column!, SqlType.Smallint, ColumnUse.Stored, append => (short?)ToColumn(field.Of(append.After))),
                SqlType.Boolean => rows.With(field.Column!, SqlType.Boolean, ColumnUse.Stored, append => (bool?)field.Of(append.After)),
                SqlType.Instant => rows.Instant(field.Column!, append => (DateTimeOffset?)field.Of(append.After)),
                _ => rows.With(field.Column!, SqlType.Bigint, ColumnUse.Stored, append => (long?)ToColumn(field.Of(append.After))),
            };
        }

        return rows;
    }

    /// <summary>Adds the columns of the fields of scores; empty where nothing is said.</summary>
    public static SqlTable<KeyValuePair<string, CustomerScore?>> WithScores(this SqlTable<KeyValuePair<string, CustomerScore?>> rows)
    {
        foreach (var field in Capabilities.Fields)
        {
            if (field.OfScore is not { } of) continue;
            _ = TypeOf(field) == SqlType.Instant
                ? rows.Instant(field.ScoreColumn, row => row.Value is { } score ? (DateTimeOffset?)of(score) : null)
                : rows.With(field.ScoreColumn, SqlType.Bigint, ColumnUse.Stored, row => row.Value is { } score ? (long?)ToColumn(of(score)) : null);
        }

        return rows;
    }

    /// <summary>A line of a list, from the columns of all fields.</summary>
    public static CustomerLine ReadLine(SqlRow row)
    {
        var line = new CustomerLine();
        for (var at = 0; at < CustomerLine.Fields.Count; at++)
        {
            var field = CustomerLine.Fields[at];
            line[field] = row.Value(at, TypeOf(field)) switch
            {
                short number when field.ValueType == typeof(MonthDay) => MonthDay.OfNumber(number),
                short number => (Rung)number,
                long units when field.ValueType == typeof(Money) => new Money(units),
                var value => value,
            };
        }

        return line;
    }
}
