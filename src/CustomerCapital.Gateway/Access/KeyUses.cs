using System.Collections.Concurrent;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Access;

/// <summary>When each key was last used here, and says so now and then.</summary>
internal sealed partial class KeyUses(ICustomerCapital capital, TimeProvider time, ILogger<KeyUses> logger) : BackgroundService, IKeyUses
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);

    /// <summary>A key was used.</summary>
    public void Note(string keyId, DateTimeOffset at)
    {
        // Most uses fall into a minute that is noted already.
        if (!_uses.TryGetValue(keyId, out var before) || at - before >= Every) _uses[keyId] = at;
    }

    /// <summary>Says what was noted.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        if (_uses.IsEmpty) return;
        await capital.AskAsync(new NoteKeyUses(_uses.ToDictionary()), cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryFlushAsync();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }

        await TryFlushAsync();
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or Ledger.LedgerUnavailableException)
        {
            LogNotNoted(passing);
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "When keys were last used could not be noted; it is noted a minute later")]
    private partial void LogNotNoted(Exception passing);
}
