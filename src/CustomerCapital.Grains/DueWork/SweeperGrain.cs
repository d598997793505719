using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.DueWork;

/// <summary>The sweeper as a grain: kept going by a timer, and waked after a crash by a reminder.</summary>
[GrainType("sweeper")]
public sealed class SweeperGrain(
    IGrainContext context, IGrainFactory grains, ILedger ledger, IPolicyInForce policy, EngineTime time, IOptions<BackgroundOptions> options, ILogger<SweeperGrain> logger)
    : BackgroundGrain(context, options, logger), ISweeperGrain
{
    private readonly DueWorkSweeper _sweeper = new(ledger, policy, id => grains.GetGrain<ICustomerGrain>(id), time.Provider);

    /// <inheritdoc/>
    public Task<int> SweepAsync() => _sweeper.SweepAsync();

    /// <inheritdoc/>
    protected override Task WorkAsync(CancellationToken cancellation) => _sweeper.SweepAsync(cancellation);
}
