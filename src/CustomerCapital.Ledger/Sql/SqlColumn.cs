namespace CustomerCapital.Ledger.Sql;

/// <summary>What a column of a row that is sent is for.</summary>
public enum ColumnUse
{
    /// <summary>The table has it, and a change of the row changes it.</summary>
    Stored,

    /// <summary>The table has it, and rows are found by it.</summary>
    Key,

    /// <summary>It is only sent, for the statement to look at.</summary>
    Sent,
}

/// <summary>A column of the rows that are sent to a database.</summary>
/// <param name="name">Its name in every database.</param>
/// <param name="type">What it holds.</param>
/// <param name="use">What it is for.</param>
public abstract class SqlColumn(string name, SqlType type, ColumnUse use)
{
    /// <summary>Its name in every database.</summary>
    public string Name { get; } = name;

    /// <summary>What it holds.</summary>
    public SqlType Type { get; } = type;

    /// <summary>What it is for.</summary>
    public ColumnUse Use { get; } = use;
}

/// <summary>A column with the value that each row has in it.</summary>
internal abstract class SqlColumn<TRow>(string name, SqlType type, ColumnUse use) : SqlColumn(name, type, use)
{
    public abstract object? ValueOf(TRow row);

    public abstract Array ValuesOf(IReadOnlyList<TRow> rows);
}

internal sealed class SqlColumn<TRow, TValue>(string name, SqlType type, ColumnUse use, Func<TRow, TValue> value) : SqlColumn<TRow>(name, type, use)
{
    public override object? ValueOf(TRow row) => value(row);

    public override Array ValuesOf(IReadOnlyList<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var at = 0; at < values.Length; at++) values[at] = value(rows[at]);
        return values;
    }
}
