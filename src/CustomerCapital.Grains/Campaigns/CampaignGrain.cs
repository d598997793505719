using CustomerCapital.Engine;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Campaigns;

/// <summary>Runs a campaign: by its timer while it is active, and activated by its reminder when its silo has gone.</summary>
/// <remarks>
/// How far its runs have come is its state, in the cluster's control storage; what occurred, and what a budget has set aside, is in the ledger. The timer ticks every second and mostly finds
/// that it is not time yet, so that a campaign can be years away, and a clock that is set is seen.
/// </remarks>
/// <param name="context">The activation.</param>
/// <param name="place">How far the runs have come.</param>
/// <param name="engine">What this silo has of the engine.</param>
/// <param name="options">How often the timer ticks, and how soon the reminder wakes it.</param>
/// <param name="logger">Where failures are told.</param>
[GrainType("campaign")]
public sealed partial class CampaignGrain(
    IGrainContext context, [PersistentState("campaign", DatabaseRegistration.ControlStorage)] IPersistentState<CampaignPlace> place,
    EngineParts engine, IOptions<BackgroundOptions> options, ILogger<CampaignGrain> logger) : ICampaignGrain, IGrainBase, IRemindable, IDisposable
{
    private const string Reminder = "wake";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1);
    private IGrainTimer? _timer;
    private bool _isReminded;
    private DateTimeOffset? _next;
    private DateTimeOffset? _notBefore;

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    private string CampaignId => CampaignKey.CampaignOf(context.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    public Task OnActivateAsync(CancellationToken token)
    {
        var every = options.Value.Interval;
        // Interleaved, so that whoever wakes it does not wait for a run of a million members.
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

    /// <inheritdoc/>
    public async Task WakeAsync()
    {
        _next = null;
        if (_isReminded || options.Value.Interval == TimeSpan.Zero) return;
        // Registered where there is none: registering again would put off the next tick.
        if (await this.GetReminder(Reminder) is null) await this.RegisterOrUpdateReminder(Reminder, options.Value.WakeEvery, options.Value.WakeEvery);
        _isReminded = true;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    /// <inheritdoc/>
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
                if (step.Done == 0 || step.Next > engine.Time.GetUtcNow() || TimeProvider.System.GetElapsedTime(since) > LongestWait) return all;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        if (_next > engine.Time.GetUtcNow() || !await _one.WaitAsync(0, CancellationToken.None)) return;
        try
        {
            CampaignStep step;
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
            LogLeft(CampaignId);
        }
        catch (Exception failure)
        {
            _next = null;
            LogFailed(failure, CampaignId);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether to go on; where the next members of a campaign have their turn within a second, once that is over.</summary>
    private async Task<bool> IsTimeAsync(DateTimeOffset? next)
    {
        var wait = next - engine.Time.GetUtcNow() ?? TimeSpan.Zero;
        if (wait > LongestWait) return false;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, _stopping.Token);
        return !_stopping.IsCancellationRequested;
    }

    /// <remarks>Whoever wakes it, or asks for a round, does not hurry a campaign that gives so much a second at most.</remarks>
    private async Task<CampaignStep> StepAsync()
    {
        if (_notBefore > engine.Time.GetUtcNow()) return new(place.State, 0, _notBefore);
        var step = await engine.Campaigns.StepAsync(CampaignId, place.State, _stopping.Token);
        if (step.Place != place.State)
        {
            place.State = step.Place;
            await place.WriteStateAsync(CancellationToken.None);
        }

        _notBefore = step.Done > 0 ? step.Next : null;
        return step;
    }

    /// <summary>Also without being waked: another silo, on which the campaign was changed, may not have come to it.</summary>
    private DateTimeOffset LookAgainAt(DateTimeOffset? next)
    {
        var again = engine.Time.GetUtcNow() + options.Value.WakeEvery;
        return next < again ? next.Value : again;
    }

    /// <summary>Nothing is left to do, for ever.</summary>
    private async Task LeaveAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        if (place.RecordExists) await place.ClearStateAsync(CancellationToken.None);
        this.DeactivateOnIdle();
    }

    [LoggerMessage(3011, LogLevel.Error, "A campaign could not go on and will be tried again: {Campaign}")]
    private partial void LogFailed(Exception failure, string campaign);

    [LoggerMessage(3012, LogLevel.Debug, "A campaign was left for the next activation: {Campaign}")]
    private partial void LogLeft(string campaign);
}
