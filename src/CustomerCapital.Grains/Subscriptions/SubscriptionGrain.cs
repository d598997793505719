using CustomerCapital.Engine;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Grains.Background;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Subscriptions;

/// <summary>Delivers to a subscription. How far the delivery has come is in the ledger.</summary>
/// <param name="context">The activation.</param>
/// <param name="engine">What this silo has of the engine.</param>
/// <param name="options">How often the timer ticks, and how soon the reminder wakes it.</param>
/// <param name="logger">Where failures are told.</param>
[GrainType("subscription")]
public sealed class SubscriptionGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<SubscriptionGrain> logger)
    : RunnerGrain(context, engine, options, logger), ISubscriptionGrain
{
    private readonly SubscriptionRunner _runner = new(engine, SubscriptionKey.SubscriptionOf(context.GrainId.Key.ToString()!));

    /// <inheritdoc/>
    protected override string Subject => SubscriptionRunner.ActorOf(SubscriptionKey.SubscriptionOf(GrainContext.GrainId.Key.ToString()!)).ToString();

    /// <summary>The machine's: the program's, which can be set, does not rule the world outside.</summary>
    protected override TimeProvider Clock { get; } = engine.MachineTime;

    /// <inheritdoc/>
    protected override Task RefreshAsync() => _runner.RefreshAsync();

    /// <inheritdoc/>
    protected override Task<RunnerStep> StepAsync() => _runner.StepAsync(Stopping);
}
