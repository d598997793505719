using CustomerCapital.Server.Settings;
using MailKit.Security;
using MimeKit;

namespace CustomerCapital.Server.Mail;

/// <summary>How mails are handed to a mail server.</summary>
/// <param name="Host">The mail server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How the connection is encrypted.</param>
/// <param name="From">From whom mails come.</param>
/// <param name="PublicUrl">Under which address the links of mails are served.</param>
internal sealed record SmtpSettings(string Host, int Port, SecureSocketOptions Security, MailboxAddress From, string PublicUrl)
{
    /// <summary>The name by which this program signs in; null where it does not.</summary>
    public string? User { get; init; }

    /// <summary>The password to that.</summary>
    public string? Password { get; init; }

    /// <summary>Connections at most, 1 to 64.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Mails at most that may be handed over before the answer to one before is recorded, 1 to <see cref="Connections"/>: so many can go out twice at a kill.</summary>
    public int Unanswered { get; init; } = 1;

    /// <summary>Mails a second at most; 0 without a limit.</summary>
    public double PerSecond { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the settings say; null where no mail server is named.</summary>
    /// <exception cref="UsageException">One is missing or does not fit the others.</exception>
    public static SmtpSettings? Of(ServerSettings settings)
    {
        if (settings.SmtpHost is not { } host) return null;
        if (settings.MailFrom is null || !MailboxAddress.TryParse(settings.MailFrom, out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
            throw new UsageException("--mail-from: with --smtp-host, say from whom mails come, for example \"Shop <news@shop.example>\"");
        if (settings.PublicUrl is null || !Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            throw new UsageException("--public-url: with --smtp-host, say under which https address customers reach this program, for the links in mails; http is for this machine alone");
        if (settings.SmtpUser is null != settings.SmtpPassword is null) throw new UsageException("--smtp-user and the password belong together; set both or neither");
        var security = settings.SmtpSecurity switch { SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect, SmtpSecurity.None => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls };
        if (security == SecureSocketOptions.None && settings.SmtpUser is not null) throw new UsageException("--smtp-security none: a password must not be sent in the clear");
        return new(host, settings.SmtpPort, security, from, settings.PublicUrl.TrimEnd('/'))
        {
            User = settings.SmtpUser, Password = settings.SmtpPassword, Connections = settings.SmtpConnections, PerSecond = settings.SmtpPerSecond,
            Unanswered = Math.Min(settings.SmtpUnanswered, settings.SmtpConnections),
        };
    }
}

/// <summary>How the connection to a mail server is encrypted.</summary>
internal enum SmtpSecurity
{
    /// <summary>The connection begins in the clear and has to be encrypted before anything is said.</summary>
    StartTls = 1,

    /// <summary>The connection is encrypted from the first byte.</summary>
    Tls = 2,

    /// <summary>Not at all: for a mail server on this machine.</summary>
    None = 3,
}
