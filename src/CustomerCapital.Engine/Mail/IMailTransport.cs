using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.Mail;

/// <summary>Hands mails to a mail server, over several connections that stay open.</summary>
/// <remarks>Thread-safe. A connection has one mail in hand at a time.</remarks>
public interface IMailTransport : IAsyncDisposable
{
    /// <summary>The address from which mails come.</summary>
    string From { get; }

    /// <summary>Under which address the links of mails are served, without a slash at the end.</summary>
    string PublicUrl { get; }

    /// <summary>How many connections there are at most.</summary>
    int Connections { get; }

    /// <summary>How many mails at most may be handed over whose answers are not recorded yet: as many can go out twice when the process is killed. 1 to <see cref="Connections"/>.</summary>
    int Unanswered { get; }

    /// <summary>A connection that is open, for one mail. Waits until one is free and the rate allows another mail.</summary>
    /// <exception cref="MailUnavailableException">The mail server cannot be reached, or does not let this program in.</exception>
    Task<IMailConnection> LeaseAsync(CancellationToken cancellation);
}

/// <summary>A connection to a mail server. Disposing it gives it back.</summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <summary>Hands a mail over. What goes wrong with the mail server is an answer, and no exception.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="mayEnd">
    /// Asked once all but the last line of the mail is said, and before that line: the mail server has the mail only after that line. Not asked where the mail server refuses
    /// the mail before. Where it says no, or fails, the connection is closed without that line, so that the mail server does not have the mail.
    /// </param>
    /// <param name="cancellation">Gives up. Not looked at any more once <paramref name="mayEnd"/> has said yes: a mail that is cut off then may have gone out.</param>
    /// <returns>What the mail server has answered; null where <paramref name="mayEnd"/> said no.</returns>
    Task<MailAnswer?> SendAsync(OutgoingMail mail, Func<Task<bool>> mayEnd, CancellationToken cancellation);
}

/// <summary>A mail as it is handed over.</summary>
/// <param name="MessageId">The value of the header Message-ID, without its angle brackets. The same message has the same, however often it is handed over.</param>
/// <param name="To">The address.</param>
/// <param name="Name">The name of the person. Null where it is not known.</param>
/// <param name="Content">What is written.</param>
/// <param name="UnsubscribeUrl">Where the person takes the consent back with one click (RFC 8058). Null for a mail that needs no consent.</param>
public sealed record OutgoingMail(string MessageId, string To, string? Name, RenderedMessage Content, string? UnsubscribeUrl);

/// <summary>What a mail server has answered.</summary>
public enum MailAnswerKind
{
    /// <summary>The mail server has the mail.</summary>
    Accepted = 1,

    /// <summary>The mail server does not have the mail, and may take it later (4xx).</summary>
    Deferred = 2,

    /// <summary>The mail server does not have the mail, and will not take it (5xx).</summary>
    Rejected = 3,

    /// <summary>There was no answer: the mail server may have the mail.</summary>
    Unknown = 4,
}

/// <summary>What a mail server has answered.</summary>
/// <param name="Kind">What that means.</param>
/// <param name="Text">Its code and text.</param>
/// <param name="IsRecipientUnknown">Whether the mail server says that there is no such address (RFC 3463, codes 5.1.0 to 5.1.3 and 5.1.10).</param>
public readonly record struct MailAnswer(MailAnswerKind Kind, string Text, bool IsRecipientUnknown = false);

/// <summary>The mail server cannot be reached, or does not let this program in. No mail was handed over.</summary>
public sealed class MailUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
