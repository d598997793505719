namespace CustomerCapital.Server.Serving;

/// <summary>What the program says of itself while it serves.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(4002, LogLevel.Warning, "The files of a certificate have changed and cannot be used: {Reason} The certificate that was read before is shown until they can be.")]
    public static partial void CertificateUnusable(ILogger logger, string reason);
}
