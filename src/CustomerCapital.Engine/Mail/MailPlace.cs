using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Mail;

/// <summary>Where in the feed the sender of mails begins: no message can have been planned before, so that nothing before need be read.</summary>
internal static class MailPlace
{
    /// <summary>Keeps the end of the feed as the place to begin at, before the first template is saved or asked for. Called again it changes nothing.</summary>
    /// <remarks>
    /// Where there are templates, or rewards that send messages, and no place is kept, an earlier version of the program has saved them. Messages may have been planned since: the
    /// sender then begins at the first entry.
    /// </remarks>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public static async Task BeginAsync(EngineParts engine, CancellationToken cancellation)
    {
        if (await DeliveryState.ReadAsync(engine.Ledger, MailRunner.Name, cancellation) is not null || await MayBePlannedAsync(engine, cancellation)) return;
        var end = await engine.Ledger.FindFeedPlaceAsync(DateTimeOffset.MaxValue, cancellation);
        try
        {
            await new DeliveryState(DateTimeOffset.UnixEpoch, end.Keys).WriteAsync(engine.Ledger, MailRunner.Name, 0, cancellation);
        }
        catch (VersionConflictException)
        {
            // Another has kept one just now, which is before every message, too.
        }
    }

    /// <summary>Whether there can be messages at all.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public static async Task<bool> IsReachedAsync(EngineParts engine, CancellationToken cancellation) =>
        await DeliveryState.ReadAsync(engine.Ledger, MailRunner.Name, cancellation) is not null || await MayBePlannedAsync(engine, cancellation);

    private static async Task<bool> MayBePlannedAsync(EngineParts engine, CancellationToken cancellation) =>
        engine.Policy.Program.Policy.Rewards.Any(reward => reward.Message is not null) || (await KeptTemplates.ReadAsync(engine.Ledger, cancellation)).Version > 0;
}
