using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Serving;

/// <summary>The certificate of HTTPS, from files in PEM. Files that have changed are read again, so that a certificate is renewed without a restart.</summary>
internal sealed class TlsCertificate
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly string _certificate;
    private readonly string _key;
    private readonly Lock _reading = new();
    private X509Certificate2 _current;
    private (DateTime, DateTime) _written;
    private long _looked;

    private TlsCertificate(string certificate, string key)
    {
        (_certificate, _key) = (certificate, key);
        (_written, _looked) = (Written(), Environment.TickCount64);
        _current = Read();
    }

    /// <summary>That of the settings; null where there is none.</summary>
    /// <exception cref="UsageException">A file cannot be read, or the two do not belong together.</exception>
    public static TlsCertificate? Of(ServerSettings settings)
    {
        if (settings is not { TlsCertificate: { } certificate, TlsKey: { } key }) return null;
        try
        {
            return new(certificate, key);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException($"--tls-certificate {certificate}, --tls-key {key}: {unusable.Message}", unusable);
        }
    }

    /// <summary>As the files have it now. Files that cannot be read, as while they are written, leave it as it is.</summary>
    public X509Certificate2 Current
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
                catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
                {
                    // It is looked at again; until then the certificate that was read last is served.
                }

                return _current;
            }
        }
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));

    private X509Certificate2 Read() => X509Certificate2.CreateFromPemFile(_certificate, _key);
}
