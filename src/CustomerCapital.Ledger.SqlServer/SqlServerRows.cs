using System.Collections.Concurrent;
using System.Data;
using System.Security.Cryptography;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Rows of a table type, sent as a parameter. <see cref="SqlSchema"/> makes the types.</summary>
/// <remarks>
/// Rows are streamed while the statement is sent, through one record: what fills it must not fail, or the session ends. Texts are wider here than the columns
/// into which they go, so that one that is too long is refused there, and never cut.
/// </remarks>
internal static class SqlServerRows
{
    /// <summary>Bytes that a text may have.</summary>
    public const int TextLimit = 1_000;

    /// <summary>Digits of a second that an instant has.</summary>
    public const byte MicrosecondDigits = 6;

    private static readonly ConcurrentDictionary<SqlTable, string> Names = new();

    private static readonly ConcurrentDictionary<SqlTable, SqlMetaData[]> Types = new();

    /// <summary>The columns of a table type.</summary>
    public static SqlMetaData[] ColumnsOf(SqlTable table) => Types.GetOrAdd(table, kind => [.. kind.Columns.Select(ColumnOf)]);

    /// <summary>The table type, which cannot be altered: it is named by its columns too, so that other columns have another.</summary>
    public static string TypeOf(SqlTable table) => Names.GetOrAdd(table, kind =>
        $"customercapital.{kind.Name}_{Convert.ToHexStringLower(SHA256.HashData(Utf8Text.Of(string.Join(", ", kind.Columns.Select(column => $"{column.Name} {column.Type}")))))[..8]}");

    /// <summary>SQL that makes the table type, unless it is there.</summary>
    public static string Make(SqlTable table) =>
        $"""
        IF TYPE_ID(N'{TypeOf(table)}') IS NULL
        CREATE TYPE {TypeOf(table)} AS TABLE ({string.Join(", ", table.Columns.Select(column => $"{column.Name} {DefinitionOf(column.Type, TextLimit)}"))});
        """;

    /// <summary>The server's name of a type.</summary>
    public static string DefinitionOf(SqlType type, int textLimit) => type switch
    {
        SqlType.Text => $"varbinary({textLimit})",
        SqlType.Document => "nvarchar(max)",
        SqlType.Boolean => "bit",
        SqlType.Integer => "int",
        SqlType.Uuid => "uniqueidentifier",
        SqlType.Instant => $"datetime2({MicrosecondDigits})",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>The rows as a parameter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none: the driver has no form for that.</exception>
    /// <exception cref="TextNotKeptException">A text that is to be kept cannot be.</exception>
    public static SqlParameter Parameter(SqlRows rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        for (var column = 0; column < rows.Table.Columns.Count; column++)
        {
            if (rows.Table.Columns[column] is not { Type: SqlType.Text, Use: not ColumnUse.Sent }) continue;
            for (var row = 0; row < rows.Count; row++) Utf8Text.Require((string?)rows.ValueOf(column, row));
        }

        return new("@" + rows.Name, SqlDbType.Structured) { TypeName = TypeOf(rows.Table), Value = Stream(rows) };
    }

    /// <summary>An instant as columns hold it: in UTC, cut to the microsecond.</summary>
    public static DateTime ToColumn(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond));

    private static IEnumerable<SqlDataRecord> Stream(SqlRows rows)
    {
        var record = new SqlDataRecord(ColumnsOf(rows.Table));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows.Table.Columns.Count; column++) Set(record, column, rows.Table.Columns[column].Type, rows.ValueOf(column, row));
            yield return record;
        }
    }

    private static void Set(SqlDataRecord record, int column, SqlType type, object? value)
    {
        if (value is null) record.SetDBNull(column);
        // Not SetBytes: it leaves the end of a longer value that the record held before.
        else if (type == SqlType.Text) record.SetSqlBinary(column, new(Utf8Text.ToCompare((string)value)));
        else if (value is byte[] utf8) record.SetString(column, System.Text.Encoding.UTF8.GetString(utf8));
        else if (value is DateTimeOffset instant) record.SetDateTime(column, ToColumn(instant));
        else record.SetValue(column, value);
    }

    private static SqlMetaData ColumnOf(SqlColumn column) => column.Type switch
    {
        SqlType.Text => new(column.Name, SqlDbType.VarBinary, TextLimit),
        SqlType.Document => new(column.Name, SqlDbType.NVarChar, SqlMetaData.Max),
        SqlType.Bigint => new(column.Name, SqlDbType.BigInt),
        SqlType.Integer => new(column.Name, SqlDbType.Int),
        SqlType.Smallint => new(column.Name, SqlDbType.SmallInt),
        SqlType.Boolean => new(column.Name, SqlDbType.Bit),
        SqlType.Uuid => new(column.Name, SqlDbType.UniqueIdentifier),
        SqlType.Instant => new(column.Name, SqlDbType.DateTime2, 0, MicrosecondDigits),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "There is no such type."),
    };
}
