using CustomerCapital.Engine;
using Polly;
using Polly.Hedging;
using Polly.Retry;

namespace CustomerCapital.Grains.Clients;

/// <summary>Calls of grains, made again while the cluster is finding out that a silo has gone.</summary>
/// <remarks>
/// Every call is one that may be made twice: commands by their natural ids, changes of the policy by its version, the rest reads.
/// One that failed is made again soon. One that is not answered may have been lost with its silo, or may wait its turn there: another is made beside it, each after half as
/// long again as the call has taken, and the first answer counts, whose ever it is. To give up the first one and begin anew would leave a cluster that is only slow with more to do and no answer.
/// </remarks>
internal sealed class GrainCalls
{
    /// <summary>
    /// How many calls are made beside the first: with two seconds to the first of them, they begin after 2, 4, 6, 9, 13.5 and 20. Close enough that customers of a silo that stands still
    /// need not wait long once the others have voted it out, and so few that they are no load of their own.
    /// </summary>
    private const int Others = 6;

    private static readonly ResiliencePropertyKey<long> Begun = new("begun");

    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<object?> _again;

    /// <param name="patience">How long it is tried.</param>
    /// <param name="another">How long a call waits for its answer before another is made beside it.</param>
    /// <param name="time">The clock.</param>
    public GrainCalls(TimeSpan patience, TimeSpan another, TimeProvider time)
    {
        (_patience, _time) = (patience, time);
        _again = new ResiliencePipelineBuilder<object?> { TimeProvider = TimeProvider.System }
            .AddHedging(new HedgingStrategyOptions<object?>
            {
                // A call that has ended, however, has been made again often enough.
                ShouldHandle = static _ => PredicateResult.False(),
                MaxHedgedAttempts = Others,
                DelayGenerator = waiting => new(Max(another, Elapsed(waiting.Context) / 2)),
            })
            .AddRetry(new RetryStrategyOptions<object?>
            {
                ShouldHandle = attempt => new(attempt.Outcome.Exception is { } lost && IsOfCluster(lost) && Elapsed(attempt.Context) < _patience),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromMilliseconds(500),
            })
            .Build();
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="EngineUnavailableException">The cluster has not answered in time.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(Begun, _time.GetTimestamp());
        try
        {
            // The pipeline ends when all calls have; the others are told to by the token, and left to themselves.
            return (T)(await _again.ExecuteAsync(static async (attempt, call) => (object?)await call().WaitAsync(attempt.CancellationToken), context, call))!;
        }
        catch (Exception lost) when (IsOfCluster(lost))
        {
            throw new EngineUnavailableException($"The cluster has not answered: {lost.Message} Send the command again with the same id.", lost);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> call) => RunAsync(async () =>
    {
        await call();
        return true;
    });

    private TimeSpan Elapsed(ResilienceContext context) => _time.GetElapsedTime(context.Properties.GetValue(Begun, 0));

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Whether a failure is the way's and not the callee's. What a silo of another build does not know, it calls a type that it cannot load.</summary>
    internal static bool IsOfCluster(Exception failure) => failure is TimeoutException or OrleansException or TypeLoadException;
}
