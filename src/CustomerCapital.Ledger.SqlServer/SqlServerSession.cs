using System.Data;
using System.Data.Common;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>A session in which rows are sent as a table, and the statements of a batch as one text: no two of them may have a parameter of the same name.</summary>
internal sealed class SqlServerSession(SqlConnection connection, SqlDialect dialect) : ServerSession(connection, dialect)
{
    /// <summary>A single parameter. Of one size for all values: a statement's plan is found by the declaration of its parameters.</summary>
    public static SqlParameter Parameter(SqlValue value) => value.Value is Array list ? ListOf(value.Name, list) : value.Type switch
    {
        SqlType.Text => new("@" + value.Name, SqlDbType.VarBinary, SqlServerRows.TextLimit) { Value = Utf8Text.ToCompare((string)value.Value) },
        SqlType.Document => new("@" + value.Name, SqlDbType.NVarChar, -1) { Value = value.Value },
        SqlType.Bigint => new("@" + value.Name, SqlDbType.BigInt) { Value = value.Value },
        SqlType.Integer => new("@" + value.Name, SqlDbType.Int) { Value = value.Value },
        SqlType.Smallint => new("@" + value.Name, SqlDbType.SmallInt) { Value = value.Value },
        SqlType.Boolean => new("@" + value.Name, SqlDbType.Bit) { Value = value.Value },
        SqlType.Instant => new("@" + value.Name, SqlDbType.DateTime2) { Scale = SqlServerRows.MicrosecondDigits, Value = SqlServerRows.ToColumn((DateTimeOffset)value.Value) },
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such parameter."),
    };

    private static SqlParameter ListOf(string name, Array list) => SqlServerRows.Parameter(list switch
    {
        string[] texts => LedgerTables.Texts.Of(name, texts),
        short[] numbers => LedgerTables.Numbers.Of(name, Array.ConvertAll(numbers, Convert.ToInt64)),
        long[] numbers => LedgerTables.Numbers.Of(name, numbers),
        _ => throw new ArgumentOutOfRangeException(nameof(list), list, "There is no such list."),
    });

    /// <summary>The batch as it is sent.</summary>
    public SqlCommand Command(IReadOnlyList<SqlStatement> statements)
    {
        var command = new SqlCommand(string.Join('\n', statements.Select(Dialect.TextOf)), connection, (SqlTransaction?)Transaction);
        foreach (var statement in statements)
        {
            foreach (var value in statement.Values) command.Parameters.Add(Parameter(value));
            if (statement.Rows is { } rows) command.Parameters.Add(SqlServerRows.Parameter(rows));
            if (statement.IsPatient) command.CommandTimeout = 0;
        }

        return command;
    }

    protected override async Task<DbDataReader> SendAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation) =>
        await Command(statements).ExecuteReaderAsync(cancellation);
}
