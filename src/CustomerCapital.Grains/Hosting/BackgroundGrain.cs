using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Hosting;

/// <summary>A grain that does something again and again: by its timer while it is active, and activated by its reminder when its silo has gone.</summary>
/// <remarks>A round that is cut off loses nothing: what it works on is in the ledger, and the next round finds it there.</remarks>
public abstract partial class BackgroundGrain(IGrainContext context, IOptions<BackgroundOptions> options, ILogger logger) : IGrainBase, IRemindable, IDisposable
{
    private const string Reminder = "wake";

    private readonly CancellationTokenSource _stopping = new();
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public Task OnActivateAsync(CancellationToken token)
    {
        var every = options.Value.Interval;
        if (every > TimeSpan.Zero) _timer = this.RegisterGrainTimer(AttemptAsync, new() { DueTime = every, Period = every, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        _timer?.Dispose();
        await _stopping.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts, if it has not, and sees to it that it is started again whatever becomes of its silo.</summary>
    public async Task WakeAsync()
    {
        if (options.Value.Interval > TimeSpan.Zero) await this.RegisterOrUpdateReminder(Reminder, options.Value.WakeEvery, options.Value.WakeEvery);
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    /// <summary>One round.</summary>
    protected abstract Task WorkAsync(CancellationToken cancellation);

    /// <summary>A round whose failure is told to the log; the next one tries again.</summary>
    protected async Task AttemptAsync(CancellationToken cancellation)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
            await WorkAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            LogLeft(context.GrainId);
        }
        catch (Exception failure)
        {
            LogFailed(failure, context.GrainId);
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "Background work failed and will be tried again: {Grain}")]
    private partial void LogFailed(Exception failure, GrainId grain);

    [LoggerMessage(3002, LogLevel.Debug, "Background work was left for the next activation: {Grain}")]
    private partial void LogLeft(GrainId grain);
}
