using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>A connection whose statements stay prepared. Everything is done when its task is given; a set of rows is the statement once for each.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteDialect dialect) : SqlSession(dialect)
{
    private readonly Dictionary<(string Operation, string? Rows), Prepared> _prepared = [];

    public override bool IsOpen => connection.State == System.Data.ConnectionState.Open;

    private bool IsInTransaction => sqlite3_get_autocommit(connection.Handle!) == 0;

    public override ValueTask RunAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation = default)
    {
        var runs = 0;
        foreach (var statement in statements) runs += statement.Rows?.Count ?? 1;
        if (runs < 2) RunAll();
        else AsOfOneMoment(RunAll);
        return default;

        bool RunAll()
        {
            foreach (var statement in statements) Run(statement);
            return true;
        }
    }

    /// <summary>Reads everything as of one moment, and writes all of it or nothing; within a transaction, as of its.</summary>
    public T AsOfOneMoment<T>(Func<T> work)
    {
        if (IsInTransaction) return work();
        Run("BEGIN DEFERRED");
        try
        {
            var result = work();
            Run("COMMIT");
            return result;
        }
        catch
        {
            Undo();
            throw;
        }
    }

    public override ValueTask RunSqlAsync(string sql, CancellationToken cancellation = default)
    {
        Run(sql);
        return default;
    }

    /// <summary>Answers one request, unless its entries have more bytes than a limit.</summary>
    public (Recalled Answer, long Size) Recall(Recall recall, long sizeLimit)
    {
        ActorRow? known = null;
        if (recall.WithRow)
        {
            var rows = new FoundRows();
            Run(rows.Of([recall.Actor]));
            if (!rows.Decoded().TryGetValue(recall.Actor, out known)) return (new(null, []), 0);
        }

        if (recall.NaturalIds.Count == 0) return (new(known, []), 0);
        var (entries, size, isComplete) = (new List<Entry>(), 0L, true);
        var select = new SqlStatement("SelectEntriesByNaturalIds")
        {
            Rows = LedgerTables.NaturalIds.Of("wanted", [.. recall.NaturalIds.Select(id => (recall.Actor, id))]),
            Read = row =>
            {
                var body = row.Utf8(7);
                size += body.Length;
                isComplete = entries.Count == 0 || size <= sizeLimit;
                if (isComplete) entries.Add(SqlReader.ReadEntry(row, recall.Actor, body));
                return isComplete;
            },
        };
        Run(select);
        if (!isComplete) return (new(known, []) { Complete = false }, 0);
        return (new(known, entries.Count < 2 ? entries : [.. entries.DistinctBy(entry => entry.Sequence).OrderBy(entry => entry.Sequence)]), size);
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var prepared in _prepared.Values) prepared.Command.Dispose();
        connection.Dispose();
        return default;
    }

    protected override ValueTask BeginAsync(CancellationToken cancellation) => RunSqlAsync("BEGIN IMMEDIATE", cancellation);

    protected override ValueTask CommitAsync(CancellationToken cancellation) => RunSqlAsync("COMMIT", cancellation);

    protected override ValueTask UndoAsync()
    {
        Undo();
        return default;
    }

    private void Undo()
    {
        // A failed COMMIT, or a full disk, may have ended the transaction already.
        if (IsInTransaction) Run("ROLLBACK");
    }

    private void Run(string sql) => SqliteException.ThrowExceptionForRC(sqlite3_exec(connection.Handle!, sql), connection.Handle!);

    /// <remarks>The rows that follow one after which no more was to be read are not looked at.</remarks>
    private void Run(SqlStatement statement)
    {
        if (!Dialect.Needs(statement.Operation)) return;
        if (!_prepared.TryGetValue(statement.Form, out var prepared)) prepared = Prepare(statement);
        // Segments have more forms than there are operations: theirs are not kept.
        if (statement.Segment is null) _prepared[statement.Form] = prepared;
        using var once = statement.Segment is null ? null : prepared.Command;
        Run(statement, prepared);
    }

    private void Run(SqlStatement statement, Prepared prepared)
    {
        for (var at = 0; at < statement.Values.Count; at++)
            if (prepared.Values[at] is { } parameter) parameter.Value = SqliteDialect.ToParameter(statement.Values[at].Value);
        if (statement.Rows is not { } rows)
        {
            Run(prepared.Command, statement.Read);
            return;
        }

        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < prepared.Columns.Length; column++)
                if (prepared.Columns[column] is { } parameter) parameter.Value = SqliteDialect.ToParameter(rows.ValueOf(column, row));
            if (!Run(prepared.Command, statement.Read)) return;
        }
    }

    /// <returns>Whether to go on with the next row that is sent.</returns>
    private bool Run(SqliteCommand command, Func<SqlRow, bool>? read)
    {
        if (read is null)
        {
            command.ExecuteNonQuery();
            return true;
        }

        using var answers = command.ExecuteReader();
        var row = new SqlRow(answers, Dialect);
        while (answers.Read())
            if (!read(row)) return false;
        return true;
    }

    private Prepared Prepare(SqlStatement statement)
    {
        var command = connection.CreateCommand();
        command.CommandText = Dialect.TextOf(statement);
        var prepared = new Prepared(
            command, [.. statement.Values.Select(value => Parameter(value.Name))], [.. statement.Rows?.Table.Columns.Select(column => Parameter(column.Name)) ?? []]);
        command.Prepare();
        return prepared;

        SqliteParameter? Parameter(string name)
        {
            if (!command.CommandText.Contains("@" + name, StringComparison.Ordinal)) return null;
            return command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
        }
    }

    /// <summary>A statement with its parameters in the order in which they are sent; null for those that this database has no use for.</summary>
    private sealed record Prepared(SqliteCommand Command, SqliteParameter?[] Values, SqliteParameter?[] Columns);
}
