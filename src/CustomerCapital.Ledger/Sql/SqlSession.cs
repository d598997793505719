namespace CustomerCapital.Ledger.Sql;

/// <summary>A session with a database. One caller at a time.</summary>
public abstract class SqlSession(SqlDialect dialect) : IAsyncDisposable
{
    /// <summary>What it speaks.</summary>
    public SqlDialect Dialect { get; } = dialect;

    /// <summary>Whether it has not ended.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>Opens it, where that was not done yet.</summary>
    public virtual ValueTask OpenAsync(CancellationToken cancellation = default) => default;

    /// <summary>Runs statements one after the other, in one round trip. What one of them does for all its rows it does together or not at all.</summary>
    public abstract ValueTask RunAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellation = default);

    /// <summary>Runs SQL that has neither parameters nor rows.</summary>
    public abstract ValueTask RunSqlAsync(string sql, CancellationToken cancellation = default);

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs one statement.</summary>
    public ValueTask RunAsync(SqlStatement statement, CancellationToken cancellation = default) => RunAsync([statement], cancellation);

    /// <summary>Reads the rows of one statement.</summary>
    public async ValueTask<List<T>> ReadAsync<T>(SqlStatement statement, Func<SqlRow, T> read, CancellationToken cancellation = default)
    {
        var found = new List<T>();
        await RunAsync([statement.Into(found, read)], cancellation);
        return found;
    }

    /// <summary>Commits what is written, or nothing of it.</summary>
    /// <param name="write">Writes; where it gives null, nothing is committed.</param>
    /// <param name="mayRepeat">Whether to write it a second time does no harm; else an end of the session at COMMIT leaves it in doubt.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommitInDoubtException">Whether it was committed is not known.</exception>
    public async ValueTask<T> CommitAsync<T>(Func<ValueTask<T>> write, bool mayRepeat = false, CancellationToken cancellation = default)
    {
        await BeginAsync(cancellation);
        try
        {
            var written = await write();
            if (written is null) await UndoAsync();
            else await EndAsync(mayRepeat, cancellation);
            return written;
        }
        catch
        {
            await UndoAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction.</summary>
    protected abstract ValueTask BeginAsync(CancellationToken cancellation);

    /// <summary>Commits it.</summary>
    protected abstract ValueTask CommitAsync(CancellationToken cancellation);

    /// <summary>Undoes it, if there still is one, where the end of the session does not: a session that lives on.</summary>
    protected virtual ValueTask UndoAsync() => default;

    private async ValueTask EndAsync(bool mayRepeat, CancellationToken cancellation)
    {
        try
        {
            await CommitAsync(cancellation);
        }
        catch (Exception lost) when (!mayRepeat && Dialect.LeavesInDoubt(lost))
        {
            throw new CommitInDoubtException(lost);
        }
    }
}
