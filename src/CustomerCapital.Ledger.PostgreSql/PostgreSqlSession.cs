using System.Data.Common;
using CustomerCapital.Ledger.Sql;
using Npgsql;
using NpgsqlTypes;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>A session in which rows are sent as an array of each column.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, SqlDialect dialect) : ServerSession(connection, dialect)
{
    /// <summary>The driver's connection.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    public static NpgsqlParameter Parameter(SqlValue value) => new(value.Name, value.Value is Array ? NpgsqlDbType.Array | TypeOf(value.Type) : TypeOf(value.Type)) { Value = value.Value };

    protected override async Task<DbDataReader> SendAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(Connection);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(Dialect.TextOf(statement));
            foreach (var value in statement.Values) command.Parameters.Add(Parameter(value));
            if (statement.Rows is { } rows)
            {
                for (var column = 0; column < rows.Table.Columns.Count; column++)
                {
                    var (name, type) = (rows.Table.Columns[column].Name, NpgsqlDbType.Array | TypeOf(rows.Table.Columns[column].Type));
                    command.Parameters.Add(new NpgsqlParameter(name, type) { Value = rows.ValuesOf(column) });
                }
            }

            batch.BatchCommands.Add(command);
            if (statement.IsPatient) batch.Timeout = 0;
        }

        return await batch.ExecuteReaderAsync(cancellation);
    }

    private static NpgsqlDbType TypeOf(SqlType type) => type switch
    {
        SqlType.Text or SqlType.Document => NpgsqlDbType.Text,
        SqlType.Bigint => NpgsqlDbType.Bigint,
        SqlType.Integer => NpgsqlDbType.Integer,
        SqlType.Smallint => NpgsqlDbType.Smallint,
        SqlType.Boolean => NpgsqlDbType.Boolean,
        SqlType.Uuid => NpgsqlDbType.Uuid,
        SqlType.Instant => NpgsqlDbType.TimestampTz,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type."),
    };
}
