using CustomerCapital.Engine;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Campaigns;

/// <summary>Runs a campaign.</summary>
/// <remarks>How far its runs have come is its state, in the cluster's control storage; what occurred, and what a budget has set aside, is in the ledger.</remarks>
/// <param name="context">The activation.</param>
/// <param name="place">How far the runs have come.</param>
/// <param name="engine">What this silo has of the engine.</param>
/// <param name="options">How often the timer ticks, and how soon the reminder wakes it.</param>
/// <param name="logger">Where failures are told.</param>
[GrainType("campaign")]
public sealed class CampaignGrain(
    IGrainContext context, [PersistentState("campaign", DatabaseRegistration.ControlStorage)] IPersistentState<CampaignPlace> place,
    EngineParts engine, IOptions<BackgroundOptions> options, ILogger<CampaignGrain> logger) : RunnerGrain(context, engine, options, logger), ICampaignGrain
{
    private readonly EngineParts _engine = engine;
    private DateTimeOffset? _notBefore;

    /// <inheritdoc/>
    protected override string Subject => CampaignRunner.ActorOf(CampaignId).ToString();

    private string CampaignId => CampaignKey.CampaignOf(GrainContext.GrainId.Key.ToString()!);

    /// <remarks>Whoever wakes it, or asks for a round, does not hurry a campaign that gives so much a second at most.</remarks>
    protected override async Task<RunnerStep> StepAsync()
    {
        if (_notBefore > _engine.Time.GetUtcNow()) return new(0, _notBefore);
        var step = await _engine.Campaigns.StepAsync(CampaignId, place.State, Stopping);
        if (step.Place != place.State)
        {
            place.State = step.Place;
            await place.WriteStateAsync(CancellationToken.None);
        }

        _notBefore = step.Done > 0 ? step.Next : null;
        return step;
    }

    /// <inheritdoc/>
    protected override async Task LeaveAsync()
    {
        if (place.RecordExists) await place.ClearStateAsync(CancellationToken.None);
        await base.LeaveAsync();
    }
}
