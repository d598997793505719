using CustomerCapital.Engine;
using CustomerCapital.Engine.Mail;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Background;

/// <summary>A grain that does something again and again: by its timer while it is active, and activated by its reminder when its silo has gone.</summary>
/// <remarks>A round that is cut off loses nothing: what it works on is in the ledger, and the next round finds it there.</remarks>
/// <param name="context">The activation.</param>
/// <param name="round">One round, one at a time; says how much was done.</param>
/// <param name="options">How often.</param>
/// <param name="logger">Where failures are told.</param>
public abstract partial class BackgroundGrain(
    IGrainContext context, Func<CancellationToken, Task<int>> round, IOptions<BackgroundOptions> options, ILogger logger)
    : IBackgroundGrain, IGrainBase, IRemindable, IDisposable
{
    private const string Reminder = "wake";
    private const int AnswersKept = 16;

    /// <summary>A tenth of the time within which silos answer each other.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<Guid, Task<int>> _asked = [];
    private IGrainTimer? _timer;
    private bool _called;

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

    /// <inheritdoc/>
    public async Task WakeAsync()
    {
        if (options.Value.Interval > TimeSpan.Zero) await this.RegisterOrUpdateReminder(Reminder, options.Value.WakeEvery, options.Value.WakeEvery);
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task CallAsync()
    {
        // A round that has not begun yet will find what waits.
        if (_called) return;
        _called = true;
        await AttemptAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<int?> RoundAsync(Guid asked)
    {
        if (!_asked.TryGetValue(asked, out var round))
        {
            // Whoever has left without coming for the answer does not need it any more.
            if (_asked.Count >= AnswersKept)
                foreach (var left in _asked.Where(other => other.Value.IsCompleted).Select(other => other.Key).ToList()) _asked.Remove(left);
            _asked[asked] = round = RoundAsync(_stopping.Token);
        }

        if (await Task.WhenAny(round, Task.Delay(AnswerWithin, TimeProvider.System)) != round) return null;
        _asked.Remove(asked);
        return await round;
    }

    private async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _called = false;
            return await round(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A round whose failure is told to the log; the next one tries again.</summary>
    private async Task AttemptAsync(CancellationToken cancellation)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
            await RoundAsync(either.Token);
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

/// <summary>Reviews customers whose time has come, and everyone after the policy has changed.</summary>
[GrainType(BackgroundWork.Sweeper)]
public sealed class SweeperGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<SweeperGrain> logger)
    : BackgroundGrain(context, engine.Sweeper.SweepAsync, options, logger);

/// <summary>Delivers what customers tell each other.</summary>
[GrainType(BackgroundWork.Courier)]
public sealed class CourierGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<CourierGrain> logger)
    : BackgroundGrain(context, engine.Courier.DeliverAsync, options, logger);

/// <summary>Fits models of lifetime value, and scores everybody by them.</summary>
[GrainType(BackgroundWork.Value)]
public sealed class ValueGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<ValueGrain> logger)
    : BackgroundGrain(context, engine.Value.RoundAsync, options, logger);

/// <summary>Sends messages to customers by mail. Which may have gone out twice the log says, by name.</summary>
[GrainType(BackgroundWork.Mail)]
public sealed partial class MailGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<MailGrain> logger)
    : BackgroundGrain(context, new MailRunner(engine, engine.Mail, TimeProvider.System, (customerId, messageId) => LogMayGoTwice(logger, messageId, customerId)).RoundAsync, options, logger)
{
    [LoggerMessage(3021, LogLevel.Warning, "Message {MessageId} to customer {CustomerId} was in hand when sending was cut off: it is handed over again, and may go out twice")]
    private static partial void LogMayGoTwice(ILogger logger, string messageId, string customerId);
}
