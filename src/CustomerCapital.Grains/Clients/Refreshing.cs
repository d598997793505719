using CustomerCapital.Engine;

namespace CustomerCapital.Grains.Clients;

/// <summary>Keeps a copy of what the cluster knows fresh, until it is disposed.</summary>
internal sealed class Refreshing : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="every">How often.</param>
    /// <param name="refresh">Reads it once; where the cluster does not answer, the copy stays as it is.</param>
    public Refreshing(TimeSpan every, Func<Task> refresh) => _running = RunAsync(every, refresh);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan every, Func<Task> refresh)
    {
        try
        {
            using var timer = new PeriodicTimer(every);
            while (await timer.WaitForNextTickAsync(_stopping.Token)) await AttemptAsync(refresh);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is told to end.
        }
    }

    private static async Task AttemptAsync(Func<Task> refresh)
    {
        try
        {
            await refresh();
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineOverloadedException)
        {
            // The cluster does not answer, which every other call tells its caller.
        }
    }
}
