using CustomerCapital.Engine;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Grains.Background;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Raffles;

/// <summary>Runs a raffle. How far it has come is in the raffle's own history.</summary>
/// <param name="context">The activation.</param>
/// <param name="engine">What this silo has of the engine.</param>
/// <param name="options">How often the timer ticks, and how soon the reminder wakes it.</param>
/// <param name="logger">Where failures are told.</param>
[GrainType("raffle")]
public sealed class RaffleGrain(IGrainContext context, EngineParts engine, IOptions<BackgroundOptions> options, ILogger<RaffleGrain> logger)
    : RunnerGrain(context, engine, options, logger), IRaffleGrain
{
    private readonly EngineParts _engine = engine;

    /// <inheritdoc/>
    protected override string Subject => RaffleRunner.ActorOf(RaffleId).ToString();

    private string RaffleId => RaffleKey.RaffleOf(GrainContext.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    protected override Task<RunnerStep> StepAsync() => _engine.Raffles.StepAsync(RaffleId, Stopping);
}
