using Polly;
using Polly.Retry;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Sessions with a server. Where they end, work that has left nothing behind is begun again on a new one, with growing pauses.</summary>
/// <remarks>
/// A server that was never reached, or was found to be gone for longer than <see cref="Patience"/>, is tried once for each piece of work, until it answers:
/// so that a wrong address is told at once, and a queue of callers does not wait for as many times that long.
/// </remarks>
public abstract class ServerSessions : SqlSessions
{
    /// <summary>How long work is begun again after a session was found to have ended, which the driver itself may take some seconds to find, before its caller hears of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePropertyKey<long> FirstLost = new("first lost");

    private readonly SqlDialect _dialect;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _reconnecting;
    private volatile bool _reached;

    /// <param name="dialect">What the errors mean.</param>
    /// <param name="time">The clock of the pauses.</param>
    protected ServerSessions(SqlDialect dialect, TimeProvider time)
    {
        (_dialect, _time) = (dialect, time);
        _reconnecting = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => new(IsWorthAnother(attempt)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(1),
                OnRetry = _ =>
                {
                    // Sessions that wait in the pool probably ended too: they are not worth one failure each.
                    Clear();
                    return default;
                },
            })
            .Build();
    }

    public override ValueTask<SqlSession> OpenAsync(CancellationToken cancellation = default) => AgainAsync(ConnectOneAsync, cancellation);

    public override ValueTask<T> RunAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default) => AgainAsync(
        async token =>
        {
            await using var session = await ConnectOneAsync(token);
            return await WorkAsync(session, work, token);
        },
        cancellation);

    public override async ValueTask<T> RunOnceAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await WorkAsync(session, work, cancellation);
    }

    /// <summary>Opens a session.</summary>
    protected abstract Task<SqlSession> ConnectAsync(CancellationToken cancellation);

    /// <summary>Ends the sessions that wait in the pool.</summary>
    protected abstract void Clear();

    private async ValueTask<SqlSession> ConnectOneAsync(CancellationToken cancellation)
    {
        var session = await ConnectAsync(cancellation);
        _reached = true;
        return session;
    }

    private static async ValueTask<T> WorkAsync<T>(SqlSession session, Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await work(session, cancellation);
        }
        // What is tried on a session that has ended already is no error of the server's.
        catch (InvalidOperationException ended) when (!session.IsOpen)
        {
            throw new SessionEndedException(ended);
        }
    }

    private async ValueTask<T> AgainAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            return await _reconnecting.ExecuteAsync((inner, run) => run(inner.CancellationToken), context, attempt);
        }
        catch (Exception lost) when (lost is CommitInDoubtException || Ends(lost))
        {
            Clear();
            if (lost is not CommitInDoubtException) _reached = false;
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool Ends(Exception error) => error is SessionEndedException || _dialect.EndsSessions(error);

    private bool IsWorthAnother(RetryPredicateArguments<object> attempt)
    {
        if (!_reached || attempt.Outcome.Exception is not { } lost || !Ends(lost) || _dialect.IsTimeout(lost)) return false;
        var properties = attempt.Context.Properties;
        if (!properties.TryGetValue(FirstLost, out var since)) properties.Set(FirstLost, since = _time.GetTimestamp());
        return _time.GetElapsedTime(since) < Patience;
    }
}
