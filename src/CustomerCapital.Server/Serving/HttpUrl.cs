using System.Net;
using System.Net.Sockets;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Serving;

/// <summary>Where HTTP is served.</summary>
internal static class HttpUrl
{
    /// <summary>The address of the settings.</summary>
    /// <exception cref="UsageException">It cannot be understood, or needs leave.</exception>
    public static Uri Check(ServerSettings settings)
    {
        var text = settings.Url;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.PathAndQuery != "/")
            throw new UsageException($"--url {text}: write it like http://127.0.0.1:8080");
        var isSecure = url.Scheme == Uri.UriSchemeHttps;
        if (isSecure != settings.TlsCertificate is not null || settings.TlsCertificate is null != settings.TlsKey is null)
            throw new UsageException($"--url {text}: https needs a certificate, and a certificate https: write https:// with both --tls-certificate FILE and --tls-key FILE, or http:// with neither");
        var isLoopback = url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
        if (settings.Open && !isLoopback) throw new UsageException($"--url {text}: this is not a loopback address, and with --open every caller may do everything; leave --open out, and give callers keys");
        if (!isLoopback && !isSecure && !settings.AllowNetwork)
            throw new UsageException($"--url {text}: this is not a loopback address, and over http:// keys can be read on the way; serve https:// with --tls-certificate and --tls-key, or put a proxy with TLS before the program and add --allow-network");
        return url;
    }

    /// <summary>Finds out that a port is taken before anything else is started.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void CheckFree(Uri url)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, url.Port));
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new UsageException($"{url} is served by another program; end that one, or name another address with --url", taken);
        }
        catch (SocketException taken)
        {
            throw new UsageException($"{url} cannot be listened on: {taken.Message}. Name another with --url", taken);
        }
    }
}
