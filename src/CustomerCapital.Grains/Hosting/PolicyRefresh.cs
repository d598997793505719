using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Keeps a silo's policy a second old at most, wherever it was changed, and finds out what became of a change whose outcome is not known.</summary>
internal sealed partial class PolicyRefresh(PolicyActor policy, ILogger<PolicyRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await policy.ConfirmAsync();
                await policy.RefreshAsync();
            }
            catch (Exception unavailable) when (unavailable is LedgerUnavailableException or VersionConflictException)
            {
                LogStale(unavailable);
            }
        }
    }

    [LoggerMessage(3003, LogLevel.Warning, "The policy could not be read again; the silo goes on with the one it has")]
    private partial void LogStale(Exception failure);
}
