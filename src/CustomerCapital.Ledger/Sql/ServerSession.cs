using System.Data;
using System.Data.Common;

namespace CustomerCapital.Ledger.Sql;

/// <summary>A session with a server. It ends, or goes back to its pool, when it is disposed of; that undoes what was not committed.</summary>
public abstract class ServerSession(DbConnection connection, SqlDialect dialect) : SqlSession(dialect)
{
    public override bool IsOpen => connection.State == ConnectionState.Open;

    /// <summary>The transaction in which it is; null where it is in none.</summary>
    /// <remarks>Not disposed of: that would fail where the session is gone, and hide why.</remarks>
    protected DbTransaction? Transaction { get; private set; }

    public override ValueTask OpenAsync(CancellationToken cancellation = default) => new(connection.OpenAsync(cancellation));

    public override async ValueTask RunAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation = default)
    {
        if (statements.Count == 0) return;
        await using var answers = await SendAsync(statements, cancellation);
        var row = new SqlRow(answers, Dialect);
        var isFirst = true;
        foreach (var statement in statements)
        {
            if (statement.Read is not { } read) continue;
            if (!isFirst && !await answers.NextResultAsync(cancellation)) return;
            isFirst = false;
            while (await answers.ReadAsync(cancellation) && read(row))
            {
                // One after the other.
            }
        }

        while (await answers.NextResultAsync(cancellation))
        {
            // What fails later in the batch is told only here.
        }
    }

    public override async ValueTask RunSqlAsync(string sql, CancellationToken cancellation = default)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, Transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return connection.DisposeAsync();
    }

    /// <summary>Sends statements in one round trip. The answers of those that have a <see cref="SqlStatement.Read"/> come one after the other.</summary>
    protected abstract Task<DbDataReader> SendAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation);

    protected override async ValueTask BeginAsync(CancellationToken cancellation) =>
        Transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);

    protected override async ValueTask CommitAsync(CancellationToken cancellation)
    {
        await Transaction!.CommitAsync(cancellation);
        Transaction = null;
    }
}
