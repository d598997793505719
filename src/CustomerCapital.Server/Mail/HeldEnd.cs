using MimeKit;
using MimeKit.IO;
using MimeKit.Text;

namespace CustomerCapital.Server.Mail;

/// <summary>Stands before the last line of a mail: whoever sends the mail waits there, after everything else was written and before the mail server can take the mail.</summary>
/// <param name="mayEnd">Asked once: whether to go on.</param>
/// <param name="passing">Done once that was said, before the last line.</param>
internal sealed class HeldEnd(Func<Task<bool>> mayEnd, Action passing)
{
    /// <summary>Whether the last line may have been written.</summary>
    public bool IsPassed { get; private set; }

    /// <summary>Whether it was said not to go on.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>Why it could not be said. Null where it could.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits, once the mail was written to the mail server and not only measured.</summary>
    /// <exception cref="InvalidOperationException">The mail may not end. Its sender closes the connection.</exception>
    public async Task PassAsync(Stream stream)
    {
        if (stream is MeasuringStream) return;
        try
        {
            if (IsPassed) throw new InvalidOperationException("A mail is written once.");
            IsHeldBack = !await mayEnd();
            if (!IsHeldBack) passing();
        }
        catch (Exception failed)
        {
            Failure = failed;
            throw;
        }

        if (IsHeldBack) throw new InvalidOperationException("The mail is held back.");
        IsPassed = true;
    }
}

/// <summary>A mail as plain text that waits before its end.</summary>
internal sealed class HeldText(HeldEnd end) : TextPart(TextFormat.Plain)
{
    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await base.WriteToAsync(options, stream, contentOnly, cancellationToken);
        await end.PassAsync(stream);
    }
}

/// <summary>A mail as plain text and HTML that waits before its end.</summary>
internal sealed class HeldAlternative(HeldEnd end) : MultipartAlternative
{
    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await base.WriteToAsync(options, stream, contentOnly, cancellationToken);
        await end.PassAsync(stream);
    }
}
