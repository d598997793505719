using System.Data;
using Microsoft.Data.SqlClient;
using Polly;
using Polly.Retry;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Sessions with the server. Where they end, work that has left nothing behind is begun again on a new one, with growing pauses.</summary>
/// <remarks>
/// A server that was never reached, or was found to be gone for longer than <see cref="Patience"/>, is tried once for each piece of work, until it answers:
/// so that a wrong address is told at once, and a queue of callers does not wait for as many times that long.
/// </remarks>
internal sealed class SqlServerSessions : IDisposable
{
    /// <summary>How long work is begun again after a session was found to have ended, which the driver itself may take some seconds to find, before its caller hears of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePropertyKey<long> FirstLost = new("first lost");

    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _reconnecting;
    private volatile bool _reached;

    /// <param name="connectionString">As the driver takes it.</param>
    /// <param name="time">The clock of the pauses.</param>
    public SqlServerSessions(string connectionString, TimeProvider time)
    {
        (_connectionString, _time) = (connectionString, time);
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

    /// <summary>Opens a session that the caller keeps.</summary>
    public Task<SqlConnection> OpenAsync(CancellationToken cancellation = default) => RunAsync(ConnectAsync, cancellation);

    /// <summary>Does work on a session, and again on a new one where the session ends in the middle.</summary>
    /// <param name="work">May be begun more than once: what it does must be undone by the end of its session, or do no harm twice. Where neither is so it throws <see cref="CommitInDoubtException"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<T> RunAsync<T>(Func<SqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation = default) => RunAsync(
        async token =>
        {
            await using var connection = await ConnectAsync(token);
            try
            {
                return await work(connection, token);
            }
            // What is tried on a session that has ended already is no error of the server's.
            catch (InvalidOperationException ended) when (connection.State != ConnectionState.Open)
            {
                throw new SessionEndedException(ended);
            }
        },
        cancellation);

    /// <summary>Ends the sessions that wait in the pool.</summary>
    public void Dispose() => Clear();

    private async Task<SqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            _reached = true;
            return connection;
        }
        // The driver has no other error for a pool in which nothing became free in time.
        catch (InvalidOperationException exhausted)
        {
            await connection.DisposeAsync();
            throw new SessionsAllBusyException(exhausted);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            return await _reconnecting.ExecuteAsync(async (inner, run) => await run(inner.CancellationToken), context, attempt);
        }
        catch (CommitInDoubtException)
        {
            Clear();
            throw;
        }
        catch (Exception lost) when (SqlServerErrors.EndsSessions(lost))
        {
            Clear();
            _reached = false;
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsWorthAnother(RetryPredicateArguments<object> attempt)
    {
        if (!_reached || attempt.Outcome.Exception is not { } lost || !SqlServerErrors.EndsSessions(lost) || SqlServerErrors.IsTimeout(lost)) return false;
        var properties = attempt.Context.Properties;
        if (!properties.TryGetValue(FirstLost, out var since)) properties.Set(FirstLost, since = _time.GetTimestamp());
        return _time.GetElapsedTime(since) < Patience;
    }

    private void Clear()
    {
        using var any = new SqlConnection(_connectionString);
        SqlConnection.ClearPool(any);
    }
}
