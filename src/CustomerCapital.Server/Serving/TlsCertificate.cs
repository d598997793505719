using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CustomerCapital.Server.Serving;

/// <summary>A certificate with its private key, from files in PEM. Files that have changed are read again, so that a certificate is renewed without a restart.</summary>
internal sealed class TlsCertificate
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly string _certificate;
    private readonly string _key;
    private readonly Lock _reading = new();
    private SslStreamCertificateContext _current;
    private (DateTime, DateTime) _written;
    private long _looked;

    private TlsCertificate(string certificate, string key)
    {
        (_certificate, _key) = (certificate, key);
        (_written, _looked) = (Written(), Environment.TickCount64);
        _current = Read();
    }

    /// <summary>That of two files.</summary>
    /// <param name="certificate">The certificate, and after it those that lead from it to the root.</param>
    /// <param name="key">Its private key.</param>
    /// <param name="options">What the files are called on the command line, with them.</param>
    /// <exception cref="UsageException">A file cannot be read, or the two do not belong together.</exception>
    public static TlsCertificate Of(string certificate, string key, string options)
    {
        try
        {
            return new(certificate, key);
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            throw new UsageException($"{options}: {unusable.Message}", unusable);
        }
    }

    /// <summary>Whether an exception says that a file of certificates cannot be used.</summary>
    public static bool IsUnusable(Exception exception) => exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <summary>Says why files that have changed cannot be used.</summary>
    public Action<Exception> Complain { get; set; } = _ => { };

    /// <summary>As the files have it now, with those that lead to the root. Files that cannot be read, as while they are written, leave it as it is.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_reading)
            {
                if (Environment.TickCount64 - _looked < LookAgain.TotalMilliseconds) return _current;
                _looked = Environment.TickCount64;
                try
                {
                    var written = Written();
                    if (written != _written) (_current, _written) = (Read(), written);
                }
                catch (Exception unusable) when (IsUnusable(unusable))
                {
                    // It is looked at again; until then the certificate that was read last is shown.
                    Complain(unusable);
                }

                return _current;
            }
        }
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));

    private SslStreamCertificateContext Read()
    {
        var further = new X509Certificate2Collection();
        further.ImportFromPemFile(_certificate);
        // Nothing is fetched from elsewhere: what leads to the root is in the file.
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(_certificate, _key), further, offline: true);
    }
}
