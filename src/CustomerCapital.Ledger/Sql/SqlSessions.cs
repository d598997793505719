namespace CustomerCapital.Ledger.Sql;

/// <summary>Where sessions come from, for one kind of work. Thread-safe.</summary>
public abstract class SqlSessions : IAsyncDisposable
{
    /// <summary>Does work on a session.</summary>
    /// <param name="work">May be begun more than once: what it does must be undone by the end of its session, or do no harm twice. Where neither is so it throws <see cref="CommitInDoubtException"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public abstract ValueTask<T> RunAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default);

    /// <summary>Does work that must not be begun twice on a session.</summary>
    public abstract ValueTask<T> RunOnceAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default);

    /// <summary>Opens a session that the caller keeps.</summary>
    public abstract ValueTask<SqlSession> OpenAsync(CancellationToken cancellation = default);

    public abstract ValueTask DisposeAsync();
}
