using System.Collections.Concurrent;
using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>Connections to one file, which stay open; a session that is opened for a caller is that caller's.</summary>
/// <param name="open">Opens one.</param>
/// <param name="limit">How many may be at work; who finds none free waits.</param>
internal sealed class SqliteSessions(Func<SqliteSession> open, int limit = int.MaxValue) : SqlSessions
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _free = new(limit);

    public override async ValueTask<T> RunAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            if (!_idle.TryTake(out var session)) session = open();
            try
            {
                return await work(session, cancellation);
            }
            finally
            {
                _idle.Add(session);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public override ValueTask<T> RunOnceAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default) => RunAsync(work, cancellation);

    public override ValueTask<SqlSession> OpenAsync(CancellationToken cancellation = default) => new(open());

    public override async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var session)) await session.DisposeAsync();
        _free.Dispose();
    }
}
