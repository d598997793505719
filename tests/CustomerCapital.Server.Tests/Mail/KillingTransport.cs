using CustomerCapital.Engine.Mail;

namespace CustomerCapital.Server.Tests.Mail;

/// <summary>Ends as a killed process does: what the mail server has answered from some mail on comes back to nobody.</summary>
internal sealed class KillingTransport(IMailTransport inner, int after, CancellationTokenSource ended) : IMailTransport
{
    private int _sent;

    /// <summary>Whose mails were taken without anybody knowing.</summary>
    public List<string> Cut { get; } = [];

    public string From => inner.From;

    public string PublicUrl => inner.PublicUrl;

    public int Connections => inner.Connections;

    public int Unanswered => inner.Unanswered;

    public async Task<IMailConnection> LeaseAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _sent) >= after) throw new InvalidOperationException("Killed.");
        return new Connection(this, await inner.LeaseAsync(cancellation));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Connection(KillingTransport of, IMailConnection inner) : IMailConnection
    {
        public async Task<MailAnswer?> SendAsync(OutgoingMail mail, Func<Task<bool>> mayEnd, CancellationToken cancellation)
        {
            // A process that is killed says no last line.
            var answer = await inner.SendAsync(mail, async () => await mayEnd() && !of.Ended.IsCancellationRequested, cancellation);
            if (answer is null) return null;
            if (Interlocked.Increment(ref of._sent) < of.After) return answer;
            lock (of.Cut) of.Cut.Add(MailIds.Read(mail.MessageId)!.Value.CustomerId);
            await of.Ended.CancelAsync();
            throw new InvalidOperationException("Killed.");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private int After => after;

    private CancellationTokenSource Ended => ended;
}
