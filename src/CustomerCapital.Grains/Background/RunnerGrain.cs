using CustomerCapital.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Background;

/// <summary>Runs one of many of a kind, such as a campaign: by its timer while it is active, and activated by its reminder when its silo has gone.</summary>
/// <remarks>The timer ticks every second and mostly finds that it is not time yet, so that what is to do can be years away, and a clock that is set is seen.</remarks>
/// <param name="context">The activation.</param>
/// <param name="engine">What this silo has of the engine.</param>
/// <param name="options">How often the timer ticks, and how soon the reminder wakes it.</param>
/// <param name="logger">Where failures are told.</param>
public abstract partial class RunnerGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger logger) : IGrainBase, IRemindable, IDisposable
{
    private const string Reminder = "wake";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1);
    private IGrainTimer? _timer;
    private bool _isReminded;
    private DateTimeOffset? _next;

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <summary>What is run, for people.</summary>
    protected abstract string Subject { get; }

    /// <summary>Ends when the grain is deactivated.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    /// <summary>The clock by which something is due: the program's, which can be set.</summary>
    protected virtual TimeProvider Clock => engine.Time;

    /// <summary>Does what is due.</summary>
    protected abstract Task<RunnerStep> StepAsync();

    /// <summary>Reads again what it goes by, before whoever wakes it is answered.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    /// <summary>Nothing is left to do, for ever.</summary>
    protected virtual async Task LeaveAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        this.DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public Task OnActivateAsync(CancellationToken token)
    {
        var every = options.Value.Interval;
        // Interleaved, so that whoever wakes it does not wait for a page of it.
        if (every > TimeSpan.Zero) _timer = this.RegisterGrainTimer(TickAsync, new() { DueTime = every, Period = every, KeepAlive = true, Interleave = true });
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
        _one.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes on from now on, if it did not already, and looks at once what is to do.</summary>
    public async Task WakeAsync()
    {
        await RefreshAsync();
        _next = null;
        if (_isReminded || options.Value.Interval == TimeSpan.Zero) return;
        // Registered where there is none: registering again would put off the next tick.
        if (await this.GetReminder(Reminder) is null) await this.RegisterOrUpdateReminder(Reminder, options.Value.WakeEvery, options.Value.WakeEvery);
        _isReminded = true;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    /// <summary>Does at once what is to do, for a second at most and the page in work, for whoever sees to it itself.</summary>
    /// <returns>How much was done; 0 once nothing is left.</returns>
    public async Task<int> RoundAsync()
    {
        await _one.WaitAsync(_stopping.Token);
        try
        {
            // Another silo may have set the program's clock.
            await engine.Policy.RefreshAsync();
            var (all, since) = (0, TimeProvider.System.GetTimestamp());
            while (true)
            {
                var step = await StepAsync();
                all += step.Done;
                if (step.Done == 0 || step.Next > Clock.GetUtcNow() || TimeProvider.System.GetElapsedTime(since) > LongestWait) return all;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        if (_next > Clock.GetUtcNow() || !await _one.WaitAsync(0, CancellationToken.None)) return;
        try
        {
            RunnerStep step;
            do
            {
                // Whoever wakes it meanwhile has changed what is next.
                _next = DateTimeOffset.MaxValue;
                step = await StepAsync();
                if (_next is not null) _next = step.Done > 0 ? step.Next : LookAgainAt(step.Next);
                if (step.IsOver) await LeaveAsync();
            }
            while (step.Done > 0 && await IsTimeAsync(step.Next) && !cancellation.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogLeft(Subject);
        }
        catch (Exception failure)
        {
            _next = null;
            LogFailed(failure, Subject);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether to go on; where the next of it is due within a second, once that is over.</summary>
    private async Task<bool> IsTimeAsync(DateTimeOffset? next)
    {
        var wait = next - Clock.GetUtcNow() ?? TimeSpan.Zero;
        if (wait > LongestWait) return false;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, _stopping.Token);
        return !_stopping.IsCancellationRequested;
    }

    /// <summary>Also without being waked: another silo, on which it was changed, may not have come to it.</summary>
    private DateTimeOffset LookAgainAt(DateTimeOffset? next)
    {
        var again = Clock.GetUtcNow() + options.Value.WakeEvery;
        return next < again ? next.Value : again;
    }

    [LoggerMessage(3011, LogLevel.Error, "{Subject} could not go on and will be tried again")]
    private partial void LogFailed(Exception failure, string subject);

    [LoggerMessage(3012, LogLevel.Debug, "{Subject} was left for the next activation")]
    private partial void LogLeft(string subject);
}
