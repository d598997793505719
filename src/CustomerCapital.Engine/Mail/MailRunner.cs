using CustomerCapital.Engine.Deliveries;

namespace CustomerCapital.Engine.Mail;

/// <summary>Sends mails, for the one process that does. How far it has come is in the ledger.</summary>
/// <remarks>Without a mail server nothing is sent: messages stay planned, and are sent once there is one.</remarks>
/// <param name="engine">What this process has of the engine.</param>
/// <param name="transport">The mail server; null where none is set up.</param>
/// <param name="time">The machine's clock.</param>
/// <param name="mayGoTwice">As of <see cref="MailDestination"/>.</param>
public sealed class MailRunner(EngineParts engine, IMailTransport? transport, TimeProvider time, Action<string, string> mayGoTwice)
{
    /// <summary>Under which the place in the feed is kept.</summary>
    internal const string Name = "mail";

    private Delivery? _delivery;

    /// <summary>Sends what waits, page by page, until nothing does.</summary>
    /// <returns>How many entries of the feed were passed.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation = default)
    {
        if (transport is null || (_delivery is null && !await MailPlace.IsReachedAsync(engine, cancellation))) return 0;
        _delivery ??= new(
            Name, engine.Ledger, new MailDestination(engine, transport, mayGoTwice), time, new Random(BitConverter.ToInt32(engine.NewSeed(4))), new() { AtOnce = transport.Connections });
        var (all, step) = (0, new RunnerStep(0, null));
        do
        {
            step = await _delivery.StepAsync(DateTimeOffset.UnixEpoch, 0, cancellation);
            all += step.Done;
        }
        while (step.Done > 0 && !(step.Next > time.GetUtcNow()));
        return all;
    }
}

/// <summary>Whether mails are sent, and how that goes.</summary>
public sealed record ReadMailStatus : Question<MailStatus>
{
    public override async Task<MailStatus> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var state = (await DeliveryState.ReadAsync(engine.Ledger, MailRunner.Name, cancellation))?.State;
        return new(engine.Mail is not null, engine.Mail?.From, state?.Taken ?? 0, state?.Waiting.Count ?? 0, state?.FailingSince, state?.PausedUntil, state?.Recent.LastOrDefault(attempt => attempt.Failure is not null)?.Failure);
    }
}

/// <summary>Whether mails are sent, and how that goes.</summary>
/// <param name="IsSending">Whether a mail server is set up. Messages stay planned while none is.</param>
/// <param name="From">The address from which mails come. Null while no mail server is set up.</param>
/// <param name="Done">Messages that were worked through: sent, put off, withheld or failed.</param>
/// <param name="Waiting">Messages that are tried again.</param>
/// <param name="FailingSince">Since when no mail was taken. Null where the last one was.</param>
/// <param name="PausedUntil">Until when the mail server is left alone. Null where it is not.</param>
/// <param name="LastFailure">Why the last attempt that failed did. Null for none.</param>
public sealed record MailStatus(bool IsSending, string? From, long Done, int Waiting, DateTimeOffset? FailingSince, DateTimeOffset? PausedUntil, string? LastFailure);
