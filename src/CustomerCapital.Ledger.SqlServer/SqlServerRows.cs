using System.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Rows of one of the schema's table types, sent as a parameter.</summary>
/// <param name="type">Its name in the schema.</param>
/// <param name="columns">Its columns, in their order.</param>
/// <remarks>
/// Rows are streamed while the statement is sent, through one record: what fills it must not fail, or the session ends. Texts are wider here than the columns
/// into which they go, so that one that is too long is refused there, and never cut.
/// </remarks>
internal sealed class SqlServerRows(string type, params SqlMetaData[] columns)
{
    private const int TextLimit = 1_000;

    /// <summary>Its name in the schema.</summary>
    public string Type { get; } = type;

    /// <summary>Its columns, in their order.</summary>
    public IReadOnlyList<SqlMetaData> Columns => columns;

    public static SqlMetaData Text(string name) => new(name, SqlDbType.VarBinary, TextLimit);

    public static SqlMetaData Document(string name) => new(name, SqlDbType.NVarChar, SqlMetaData.Max);

    public static SqlMetaData Bigint(string name) => new(name, SqlDbType.BigInt);

    public static SqlMetaData Integer(string name) => new(name, SqlDbType.Int);

    public static SqlMetaData Smallint(string name) => new(name, SqlDbType.SmallInt);

    public static SqlMetaData Bit(string name) => new(name, SqlDbType.Bit);

    public static SqlMetaData Uuid(string name) => new(name, SqlDbType.UniqueIdentifier);

    public static SqlMetaData Instant(string name) => new(name, SqlDbType.DateTime2, 0, 6);

    /// <summary>The rows as a parameter.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="items">What becomes a row each; at least one.</param>
    /// <param name="fill">Sets every column of the record.</param>
    public SqlParameter Of<T>(string name, IReadOnlyCollection<T> items, Action<RowWriter, T> fill)
    {
        // The driver has no form for a table without rows.
        ArgumentOutOfRangeException.ThrowIfZero(items.Count);
        return new(name, SqlDbType.Structured) { TypeName = $"customercapital.{Type}", Value = Stream(items, fill) };
    }

    private IEnumerable<SqlDataRecord> Stream<T>(IReadOnlyCollection<T> items, Action<RowWriter, T> fill)
    {
        var record = new SqlDataRecord(columns);
        foreach (var item in items)
        {
            fill(new(record), item);
            yield return record;
        }
    }
}

/// <summary>Sets a record's columns one after the other.</summary>
internal sealed class RowWriter(SqlDataRecord record)
{
    private int _next;

    public RowWriter Text(string? value)
    {
        if (value is null) return Null();
        // Not SetBytes: it leaves the end of a longer value that the record held before.
        record.SetSqlBinary(_next++, new(Utf8Text.ToCompare(value)));
        return this;
    }

    public RowWriter Document(string value)
    {
        record.SetString(_next++, value);
        return this;
    }

    /// <summary>A document that is encoded already.</summary>
    public RowWriter Document(byte[] utf8) => Document(System.Text.Encoding.UTF8.GetString(utf8));

    public RowWriter OptionalDocument(string? value) => value is null ? Null() : Document(value);

    public RowWriter Bigint(long value)
    {
        record.SetInt64(_next++, value);
        return this;
    }

    public RowWriter Integer(int value)
    {
        record.SetInt32(_next++, value);
        return this;
    }

    public RowWriter Smallint(short value)
    {
        record.SetInt16(_next++, value);
        return this;
    }

    public RowWriter Bit(bool value)
    {
        record.SetBoolean(_next++, value);
        return this;
    }

    public RowWriter Uuid(Guid value)
    {
        record.SetGuid(_next++, value);
        return this;
    }

    public RowWriter Instant(DateTimeOffset? value)
    {
        if (value is not { } instant) return Null();
        record.SetDateTime(_next++, SqlServerStatement.ToColumn(instant));
        return this;
    }

    private RowWriter Null()
    {
        record.SetDBNull(_next++);
        return this;
    }
}
