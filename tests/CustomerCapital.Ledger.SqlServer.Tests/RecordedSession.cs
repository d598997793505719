using System.Data;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Keeps what would be sent to a server, and answers as one would that has been empty so far and agrees to everything.</summary>
internal sealed class RecordedSession(SqlServerDialect dialect) : SqlSession(dialect)
{
    /// <summary>Batches with their parameters, in order.</summary>
    public List<SqlCommand> Batches { get; } = [];

    /// <summary>SQL without parameters.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Whether the ledger keeps what was bought.</summary>
    public bool KeepsBought { get; set; }

    public override bool IsOpen => true;

    public override ValueTask RunAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation = default)
    {
        if (statements.Count == 0) return default;
        Batches.Add(new SqlServerSession(new SqlConnection(), dialect).Command(statements));
        foreach (var statement in statements)
        {
            if (statement.Read is not { } read) continue;
            foreach (var answer in AnswersTo(statement))
            {
                using var table = new DataTable();
                foreach (var value in answer) table.Columns.Add(null, value.GetType());
                table.Rows.Add(answer);
                using var reader = table.CreateDataReader();
                reader.Read();
                read(new SqlRow(reader, Dialect));
            }
        }

        return default;
    }

    public override ValueTask RunSqlAsync(string sql, CancellationToken cancellation = default)
    {
        Texts.Add(sql);
        return default;
    }

    public override ValueTask DisposeAsync() => default;

    protected override ValueTask BeginAsync(CancellationToken cancellation) => default;

    protected override ValueTask CommitAsync(CancellationToken cancellation) => default;

    private IEnumerable<object[]> AnswersTo(SqlStatement statement)
    {
        switch (statement.Operation)
        {
            case "InsertActors" or "UpdateActors":
                return Enumerable.Range(0, statement.Rows!.Count).Select(row => new object[] { (short)1, Utf8Text.Of((string)statement.Rows.ValueOf(1, row)!), row + 1L });
            case "SelectLastNumber":
                return [[1L]];
            case "SelectFence":
                return [[0L, 0L, KeepsBought ? 1L : 0L, 0L]];
            case "SelectSchemaOwner":
                return [[false, false, false]];
            case "AddToCounters" or "ClaimWriter":
                return [[true]];
            case "UpsertControlState" or "CountCustomers":
                return [[1L]];
            case "GrantToRole":
                return [["SELECT 1"]];
            default:
                return [];
        }
    }
}

/// <summary>The one session, for all work.</summary>
internal sealed class RecordedSessions(RecordedSession session) : SqlSessions
{
    public override ValueTask<T> RunAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default) => work(session, cancellation);

    public override ValueTask<T> RunOnceAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default) => work(session, cancellation);

    public override ValueTask<SqlSession> OpenAsync(CancellationToken cancellation = default) => new(session);

    public override ValueTask DisposeAsync() => default;
}
