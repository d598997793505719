using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Server.Serving;

/// <summary>Where HTTP is served.</summary>
internal static class HttpUrl
{
    /// <exception cref="UsageException">It cannot be understood, or needs leave.</exception>
    public static Uri Check(string text, bool allowNetwork)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            throw new UsageException($"--url {text}: write it like http://127.0.0.1:8080");
        var loopback = url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
        if (!loopback && !allowNetwork)
            throw new UsageException($"--url {text}: this is not a loopback address, and the gateway asks nobody who they are; put a proxy with authentication before it and add --allow-network");
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
