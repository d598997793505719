namespace CustomerCapital.Ledger.Sql;

/// <summary>The columns of a kind of rows that are sent to a database, in their order.</summary>
/// <param name="name">Of the kind; where the database has types of tables, of the type.</param>
public abstract class SqlTable(string name)
{
    /// <summary>Of the kind; where the database has types of tables, of the type.</summary>
    public string Name { get; } = name;

    /// <summary>The columns in their order.</summary>
    public abstract IReadOnlyList<SqlColumn> Columns { get; }
}

/// <summary>The columns, each declared once with its name, its type and its value. Complete before the first use, and thread-safe from then on.</summary>
public sealed class SqlTable<TRow>(string name) : SqlTable(name)
{
    private readonly List<SqlColumn<TRow>> _columns = [];

    public override IReadOnlyList<SqlColumn> Columns => _columns;

    /// <summary>Rows to send.</summary>
    /// <param name="name">The parameter's name, where the database takes them as one.</param>
    /// <param name="rows">At least one.</param>
    public SqlRows Of(string name, IReadOnlyList<TRow> rows) => new Sent(name, this, rows);

    /// <summary>Adds a text by which rows are told apart.</summary>
    public SqlTable<TRow> Text(string name, Func<TRow, string?> value, ColumnUse use = ColumnUse.Stored) => With(name, SqlType.Text, use, value);

    /// <summary>Adds a text that is kept as it is.</summary>
    public SqlTable<TRow> Document(string name, Func<TRow, string?> value) => With(name, SqlType.Document, ColumnUse.Stored, value);

    /// <summary>Adds a text that is encoded already.</summary>
    public SqlTable<TRow> Document(string name, Func<TRow, byte[]> value) => With(name, SqlType.Document, ColumnUse.Stored, value);

    /// <summary>Adds a number of 64 bits.</summary>
    public SqlTable<TRow> Bigint(string name, Func<TRow, long> value, ColumnUse use = ColumnUse.Stored) => With(name, SqlType.Bigint, use, value);

    /// <summary>Adds a number of 32 bits.</summary>
    public SqlTable<TRow> Integer(string name, Func<TRow, int> value, ColumnUse use = ColumnUse.Stored) => With(name, SqlType.Integer, use, value);

    /// <summary>Adds a number of 16 bits.</summary>
    public SqlTable<TRow> Smallint(string name, Func<TRow, short> value, ColumnUse use = ColumnUse.Stored) => With(name, SqlType.Smallint, use, value);

    /// <summary>Adds an id of 128 bits.</summary>
    public SqlTable<TRow> Uuid(string name, Func<TRow, Guid> value) => With(name, SqlType.Uuid, ColumnUse.Stored, value);

    /// <summary>Adds an instant.</summary>
    public SqlTable<TRow> Instant(string name, Func<TRow, DateTimeOffset?> value) => With(name, SqlType.Instant, ColumnUse.Stored, row => value(row)?.ToUniversalTime());

    internal SqlTable<TRow> With<TValue>(string name, SqlType type, ColumnUse use, Func<TRow, TValue> value)
    {
        _columns.Add(new SqlColumn<TRow, TValue>(name, type, use, value));
        return this;
    }

    private sealed class Sent(string name, SqlTable<TRow> table, IReadOnlyList<TRow> rows) : SqlRows(name, table, rows.Count)
    {
        public override object? ValueOf(int column, int row) => table._columns[column].ValueOf(rows[row]);

        public override Array ValuesOf(int column) => table._columns[column].ValuesOf(rows);
    }
}

/// <summary>Rows that are sent with a statement.</summary>
public abstract class SqlRows(string name, SqlTable table, int count)
{
    /// <summary>The parameter's name, where the database takes them as one.</summary>
    public string Name { get; } = name;

    /// <summary>Their columns.</summary>
    public SqlTable Table { get; } = table;

    /// <summary>How many.</summary>
    public int Count { get; } = count;

    /// <summary>A value, of the type that its column's values have: a text, its UTF-8, a number, a boolean, a <see cref="Guid"/>, a <see cref="DateTimeOffset"/> in UTC, or null.</summary>
    public abstract object? ValueOf(int column, int row);

    /// <summary>All values of a column, as an array of that type.</summary>
    public abstract Array ValuesOf(int column);
}
