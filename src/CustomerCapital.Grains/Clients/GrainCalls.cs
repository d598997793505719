using CustomerCapital.Engine;
using Polly;
using Polly.Retry;

namespace CustomerCapital.Grains.Clients;

/// <summary>Calls of grains, made again while the cluster is finding out that a silo has gone.</summary>
/// <remarks>Every call is one that may be made twice: commands by their natural ids, changes of the policy by its version, the rest reads.</remarks>
internal sealed class GrainCalls
{
    private static readonly ResiliencePropertyKey<long> Begun = new("begun");

    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _again;

    /// <param name="patience">How long it is tried.</param>
    /// <param name="time">The clock.</param>
    public GrainCalls(TimeSpan patience, TimeProvider time)
    {
        (_patience, _time) = (patience, time);
        _again = new ResiliencePipelineBuilder { TimeProvider = TimeProvider.System }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => new(IsWorthAnother(attempt)),
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
            return await _again.ExecuteAsync(static async (_, call) => await call(), context, call);
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

    private bool IsWorthAnother(RetryPredicateArguments<object> attempt) =>
        attempt.Outcome.Exception is { } lost && IsOfCluster(lost) && _time.GetElapsedTime(attempt.Context.Properties.GetValue(Begun, 0)) < _patience;

    /// <summary>Whether a failure is the way's and not the callee's.</summary>
    private static bool IsOfCluster(Exception failure) => failure is TimeoutException or OrleansException;
}
