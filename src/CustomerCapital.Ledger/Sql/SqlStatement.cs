namespace CustomerCapital.Ledger.Sql;

/// <summary>A statement to run: which, with what, and what becomes of its rows.</summary>
/// <param name="operation">Name of the provider's .sql resource.</param>
/// <param name="values">Its single parameters.</param>
public sealed class SqlStatement(string operation, params SqlValue[] values)
{
    /// <summary>Name of the provider's .sql resource.</summary>
    public string Operation { get; } = operation;

    /// <summary>Its single parameters.</summary>
    public IReadOnlyList<SqlValue> Values { get; } = values;

    /// <summary>Whom it is about, where its SQL has a condition in place of {segment}.</summary>
    public SegmentSql? Segment { get; private init; }

    /// <summary>The set of rows that it is run for; null where it is run once. Never empty.</summary>
    public SqlRows? Rows { get; init; }

    /// <summary>What its SQL follows from, but for the segment: the operation, and the kind of rows.</summary>
    public (string Operation, string? Rows) Form => (Operation, Rows?.Table.Name);

    /// <summary>Takes a row that it answers with, and says whether to go on to the next; null where it answers with none.</summary>
    public Func<SqlRow, bool>? Read { get; init; }

    /// <summary>Takes every row that it answers with.</summary>
    public Action<SqlRow> Each
    {
        init => Read = row =>
        {
            value(row);
            return true;
        };
    }

    /// <summary>A statement about the customers of a segment.</summary>
    public static SqlStatement Over(SegmentSql segment, string operation, params ReadOnlySpan<SqlValue> values) => new(operation, [.. values, .. segment.Values]) { Segment = segment };

    /// <summary>The same, with every row that it answers with added to a list.</summary>
    public SqlStatement Into<T>(List<T> found, Func<SqlRow, T> read) => new(Operation, [.. Values]) { Rows = Rows, Segment = Segment, Each = row => found.Add(read(row)) };

    /// <summary>Whether it waits for others as long as they take: only the caller's patience limits it.</summary>
    public bool IsPatient { get; init; }
}

/// <summary>A single parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Value">The value, in the type that <see cref="SqlRows.ValueOf"/> says; or an array of that type, to look for a value in.</param>
public readonly record struct SqlValue(string Name, SqlType Type, object Value)
{
    /// <summary>A text to compare with.</summary>
    public static SqlValue Text(string name, string value) => new(name, SqlType.Text, value);

    /// <summary>A text that is kept as it is.</summary>
    public static SqlValue Document(string name, string value) => new(name, SqlType.Document, value);

    /// <summary>A number of 64 bits.</summary>
    public static SqlValue Bigint(string name, long value) => new(name, SqlType.Bigint, value);

    /// <summary>A number of 32 bits.</summary>
    public static SqlValue Integer(string name, int value) => new(name, SqlType.Integer, value);

    /// <summary>A number of 16 bits.</summary>
    public static SqlValue Smallint(string name, short value) => new(name, SqlType.Smallint, value);

    /// <summary>An instant.</summary>
    public static SqlValue Instant(string name, DateTimeOffset value) => new(name, SqlType.Instant, value.ToUniversalTime());
}
