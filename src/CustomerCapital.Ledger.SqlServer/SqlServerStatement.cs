using System.Data;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Statements from resources, with their parameters.</summary>
internal static class SqlServerStatement
{
    private const byte MicrosecondDigits = 6;

    /// <summary>An operation to run over a connection, in the transaction that is given.</summary>
    public static SqlCommand Command(this SqlConnection connection, string operation, params ReadOnlySpan<SqlParameter> parameters) =>
        connection.Command(null, [operation], parameters);

    /// <summary>Operations to run in one round trip, one after the other.</summary>
    public static SqlCommand Command(
        this SqlConnection connection, SqlTransaction? transaction, IEnumerable<string> operations, params ReadOnlySpan<SqlParameter> parameters)
    {
        var command = new SqlCommand(string.Join('\n', operations.Select(SqlText.Of)), connection, transaction);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>A text that is kept by its code points.</summary>
    public static SqlParameter Text(string name, string value) => Value(name, SqlDbType.VarBinary, Utf8Text.ToCompare(value), 1_000);

    /// <summary>A text that is kept as such.</summary>
    public static SqlParameter Document(string name, string value) => Value(name, SqlDbType.NVarChar, value, -1);

    public static SqlParameter Bigint(string name, long value) => Value(name, SqlDbType.BigInt, value);

    public static SqlParameter Integer(string name, int value) => Value(name, SqlDbType.Int, value);

    public static SqlParameter Smallint(string name, short value) => Value(name, SqlDbType.SmallInt, value);

    public static SqlParameter Bit(string name, bool value) => Value(name, SqlDbType.Bit, value);

    public static SqlParameter Instant(string name, DateTimeOffset value) =>
        new(name, SqlDbType.DateTime2) { Scale = MicrosecondDigits, Value = ToColumn(value) };

    /// <summary>An instant as columns hold it: in UTC, cut to the microsecond.</summary>
    public static DateTime ToColumn(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond));

    public static string ReadText(this SqlDataReader row, int column) => Utf8Text.Read(row.GetFieldValue<byte[]>(column));

    public static string? ReadOptionalText(this SqlDataReader row, int column) => row.IsDBNull(column) ? null : row.ReadText(column);

    public static DateTimeOffset ReadInstant(this SqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);

    public static DateTimeOffset? ReadOptionalInstant(this SqlDataReader row, int column) => row.IsDBNull(column) ? null : row.ReadInstant(column);

    /// <summary>Runs an operation.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> RunAsync(this SqlCommand command, CancellationToken cancellation = default)
    {
        await using (command) return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs SQL that has neither parameters nor rows.</summary>
    public static Task<int> RunSqlAsync(this SqlConnection connection, SqlTransaction? transaction, string sql, CancellationToken cancellation = default) =>
        new SqlCommand(sql, connection, transaction).RunAsync(cancellation);

    /// <summary>Reads the rows of an operation.</summary>
    public static async Task<List<T>> ReadAsync<T>(this SqlCommand command, Func<SqlDataReader, T> read, CancellationToken cancellation = default)
    {
        await using (command)
        {
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            var results = new List<T>();
            do
            {
                while (await rows.ReadAsync(cancellation)) results.Add(read(rows));
            }
            // To the end of all results: an error of a later statement is told there.
            while (await rows.NextResultAsync(cancellation));
            return results;
        }
    }

    private static SqlParameter Value(string name, SqlDbType type, object value, int size = 0)
    {
        var parameter = new SqlParameter(name, type) { Value = value };
        // One size for all values: a statement's plan is found by the declaration of its parameters.
        if (size != 0) parameter.Size = size;
        return parameter;
    }
}
