using Npgsql;
using Polly;
using Polly.Retry;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Sessions with the server, for one kind of work. Where they end, work that has left nothing behind is begun again on a new one, with growing pauses.</summary>
/// <remarks>
/// A server that was never reached, or was found to be gone for longer than <see cref="Patience"/>, is tried once for each piece of work, until it answers:
/// so that a wrong address is told at once, and a queue of callers does not wait for as many times that long.
/// </remarks>
internal sealed class PostgreSqlSessions : IAsyncDisposable
{
    /// <summary>How long work is begun again before its caller hears of the failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePropertyKey<long> Begun = new("begun");

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _reconnecting;
    private volatile bool _reached;

    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="time">The clock of the pauses.</param>
    public PostgreSqlSessions(string connectionString, TimeProvider time)
    {
        (_source, _time) = (NpgsqlDataSource.Create(connectionString), time);
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
                    _source.Clear();
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Opens a session that the caller keeps.</summary>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation = default) => RunAsync(ConnectAsync, cancellation);

    /// <summary>Does work on a session, and again on a new one where the session ends in the middle.</summary>
    /// <param name="work">May be begun more than once: what it does must be undone by the end of its session, or do no harm twice. Where neither is so it throws <see cref="CommitInDoubtException"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation = default) => RunAsync(
        async token =>
        {
            await using var connection = await ConnectAsync(token);
            return await work(connection, token);
        },
        cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        _reached = true;
        return connection;
    }

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        context.Properties.Set(Begun, _time.GetTimestamp());
        try
        {
            return await _reconnecting.ExecuteAsync(async (inner, run) => await run(inner.CancellationToken), context, attempt);
        }
        catch (CommitInDoubtException)
        {
            _source.Clear();
            throw;
        }
        catch (NpgsqlException lost) when (PostgreSqlErrors.EndsSessions(lost))
        {
            _source.Clear();
            _reached = false;
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsWorthAnother(RetryPredicateArguments<object> attempt) =>
        _reached && attempt.Outcome.Exception is NpgsqlException lost && PostgreSqlErrors.EndsSessions(lost) && lost.InnerException is not TimeoutException
        && _time.GetElapsedTime(attempt.Context.Properties.GetValue(Begun, 0)) < Patience;
}

/// <summary>The session ended while it committed: whether it did is not known.</summary>
internal sealed class CommitInDoubtException(NpgsqlException inner) : Exception("The session ended while it committed.", inner);
