using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using CustomerCapital.Engine.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;

namespace CustomerCapital.Server.Mail;

/// <summary>Hands mails to a mail server by SMTP, over connections that stay open between mails.</summary>
internal sealed class SmtpTransport(SmtpSettings settings, TimeProvider time) : Engine.Mail.IMailTransport
{
    /// <summary>A connection that was idle for longer is asked whether it still holds, so that a mail is not lost in one that does not.</summary>
    private static readonly TimeSpan IdleTrusted = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(settings.Connections);
    private readonly ConcurrentBag<(SmtpClient Client, long Since)> _idle = [];
    private readonly Lock _rate = new();
    private DateTimeOffset _nextAt = DateTimeOffset.MinValue;

    public string From => settings.From.Address;

    public string PublicUrl => settings.PublicUrl;

    public int Connections => settings.Connections;

    public int Unanswered => settings.Unanswered;

    public async Task<IMailConnection> LeaseAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        SmtpClient? client = null;
        try
        {
            await PaceAsync(cancellation);
            client = await IdleAsync(cancellation) ?? await ConnectAsync(cancellation);
            return new Connection(this, client);
        }
        catch
        {
            client?.Dispose();
            _free.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var idle))
        {
            try
            {
                await idle.Client.DisconnectAsync(true);
            }
            catch (Exception gone) when (IsOfConnection(gone))
            {
                // It has nothing in hand, and is closed either way.
            }

            idle.Client.Dispose();
        }

        _free.Dispose();
    }

    private void Keep(SmtpClient client) => _idle.Add((client, time.GetTimestamp()));

    /// <summary>Waits until the rate allows another mail.</summary>
    private Task PaceAsync(CancellationToken cancellation)
    {
        if (settings.PerSecond <= 0) return Task.CompletedTask;
        TimeSpan wait;
        lock (_rate)
        {
            var now = time.GetUtcNow();
            var at = _nextAt > now ? _nextAt : now;
            _nextAt = at + TimeSpan.FromSeconds(1 / settings.PerSecond);
            wait = at - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }

    private async Task<SmtpClient?> IdleAsync(CancellationToken cancellation)
    {
        while (_idle.TryTake(out var idle))
        {
            try
            {
                if (idle.Client.IsConnected && time.GetElapsedTime(idle.Since) > IdleTrusted) await idle.Client.NoOpAsync(cancellation);
                if (idle.Client.IsConnected) return idle.Client;
            }
            catch (Exception gone) when (IsOfConnection(gone))
            {
                // The mail server has closed it; another is opened.
            }

            idle.Client.Dispose();
        }

        return null;
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellation)
    {
        var client = new SmtpClient { Timeout = (int)settings.AnswerWithin.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, cancellation);
            if (settings is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user, password, cancellation);
            // In chunks (RFC 3030) the last bytes of a mail would end it: there would be no last line to wait before.
            client.Capabilities &= ~SmtpCapabilities.Chunking;
            return client;
        }
        catch (Exception failed)
        {
            client.Dispose();
            if (!IsOfConnection(failed)) throw;
            throw new MailUnavailableException($"The mail server {settings.Host}:{settings.Port} cannot be used: {failed.Message}", failed);
        }
    }

    private static bool IsOfConnection(Exception failed) =>
        failed is IOException or SocketException or ProtocolException or CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
            or SslHandshakeException or NotSupportedException or TimeoutException or ObjectDisposedException;

    private MimeMessage MessageOf(OutgoingMail mail, HeldEnd end)
    {
        var message = new MimeMessage { Subject = mail.Content.Subject, MessageId = mail.MessageId, Date = time.GetUtcNow() };
        message.From.Add(settings.From);
        message.To.Add(new MailboxAddress(mail.Name, mail.To));
        message.Headers.Add(HeaderId.ContentLanguage, mail.Content.Language);
        if (mail.UnsubscribeUrl is { } url)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{url}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        if (mail.Content.Html is { } html) message.Body = new HeldAlternative(end) { new TextPart(TextFormat.Plain) { Text = mail.Content.Text }, new TextPart(TextFormat.Html) { Text = html } };
        else message.Body = new HeldText(end) { Text = mail.Content.Text };
        return message;
    }

    /// <summary>A connection for one mail.</summary>
    private sealed class Connection(SmtpTransport of, SmtpClient client) : IMailConnection
    {
        private bool _isBroken;

        public async Task<MailAnswer?> SendAsync(OutgoingMail mail, Func<Task<bool>> mayEnd, CancellationToken cancellation)
        {
            using var givesUp = new CancellationTokenSource();
            await using var given = cancellation.Register(givesUp.Cancel);
            var end = new HeldEnd(mayEnd, () =>
            {
                // From the last line on nobody gives up.
                given.Dispose();
                givesUp.Token.ThrowIfCancellationRequested();
            });
            MimeMessage message;
            try
            {
                message = of.MessageOf(mail, end);
            }
            catch (ParseException malformed)
            {
                return new(MailAnswerKind.Rejected, $"The address cannot be written to: {malformed.Message}", IsRecipientUnknown: true);
            }

            using (message) return await SendAsync(message, end, givesUp.Token);
        }

        private async Task<MailAnswer?> SendAsync(MimeMessage message, HeldEnd end, CancellationToken cancellation)
        {
            try
            {
                var text = await client.SendAsync(message, cancellation);
                return end.IsPassed ? new(MailAnswerKind.Accepted, text) : throw new InvalidOperationException("A mail has ended before that was allowed.");
            }
            catch (Exception) when (end.IsHeldBack || end.Failure is not null)
            {
                _isBroken = true;
                if (end.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
                return null;
            }
            catch (SmtpCommandException refused)
            {
                _isBroken = !client.IsConnected;
                var (code, text) = ((int)refused.StatusCode, $"{(int)refused.StatusCode} {refused.Message}");
                return code is >= 400 and < 500 ? new(MailAnswerKind.Deferred, text) : new(MailAnswerKind.Rejected, text, IsOfAddress(refused));
            }
            catch (Exception lost) when (IsOfConnection(lost))
            {
                _isBroken = true;
                return new(MailAnswerKind.Unknown, $"The connection was lost before the mail server had answered: {lost.Message}");
            }
            catch (OperationCanceledException)
            {
                _isBroken = true;
                throw;
            }
        }

        public ValueTask DisposeAsync()
        {
            if (_isBroken || !client.IsConnected) client.Dispose();
            else of.Keep(client);
            of._free.Release();
            return ValueTask.CompletedTask;
        }

        /// <summary>Whether the mail server says by an enhanced code that there is no such address.</summary>
        private static bool IsOfAddress(SmtpCommandException refused) =>
            refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted && refused.Message.Split(' ', '-')[0] is "5.1.0" or "5.1.1" or "5.1.2" or "5.1.3" or "5.1.10";
    }
}
