using Npgsql;
using NpgsqlTypes;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Statements from resources, with their parameters.</summary>
internal static class PostgreSqlStatement
{
    private const NpgsqlDbType ArrayOf = NpgsqlDbType.Array;

    public static NpgsqlBatchCommand Of(string operation, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var statement = new NpgsqlBatchCommand(SqlText.Of(operation));
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        return statement;
    }

    public static NpgsqlParameter Text(string name, string? value) => Value(name, NpgsqlDbType.Text, value);

    public static NpgsqlParameter Bigint(string name, long value) => Value(name, NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Smallint(string name, short? value) => Value(name, NpgsqlDbType.Smallint, value);

    public static NpgsqlParameter Instant(string name, DateTimeOffset value) => Value(name, NpgsqlDbType.TimestampTz, value.ToUniversalTime());

    public static NpgsqlParameter Interval(string name, TimeSpan value) => Value(name, NpgsqlDbType.Interval, value);

    public static NpgsqlParameter Texts(string name, IEnumerable<string?> values) => Value(name, ArrayOf | NpgsqlDbType.Text, values.ToArray());

    /// <summary>Texts that are encoded already.</summary>
    public static NpgsqlParameter Utf8(string name, IEnumerable<byte[]> values) => Value(name, ArrayOf | NpgsqlDbType.Text, values.ToArray());

    public static NpgsqlParameter Bigints(string name, IEnumerable<long> values) => Value(name, ArrayOf | NpgsqlDbType.Bigint, values.ToArray());

    public static NpgsqlParameter Integers(string name, IEnumerable<int> values) => Value(name, ArrayOf | NpgsqlDbType.Integer, values.ToArray());

    public static NpgsqlParameter Smallints(string name, IEnumerable<short> values) => Value(name, ArrayOf | NpgsqlDbType.Smallint, values.ToArray());

    public static NpgsqlParameter Uuids(string name, IEnumerable<Guid> values) => Value(name, ArrayOf | NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlParameter Booleans(string name, IEnumerable<bool> values) => Value(name, ArrayOf | NpgsqlDbType.Boolean, values.ToArray());

    public static NpgsqlParameter Instants(string name, IEnumerable<DateTimeOffset?> values) =>
        Value(name, ArrayOf | NpgsqlDbType.TimestampTz, values.Select(value => value?.ToUniversalTime()).ToArray());

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> RunAsync(this NpgsqlConnection connection, NpgsqlBatchCommand statement, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        return await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs SQL that has neither parameters nor rows.</summary>
    public static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Reads the rows of a statement.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var results = new List<T>();
        while (await rows.ReadAsync(cancellation)) results.Add(read(rows));
        return results;
    }

    private static NpgsqlParameter Value(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
