using System.Net;

namespace CustomerCapital.Cluster.Serving;

/// <summary>Where HTTP is served.</summary>
internal static class HttpUrl
{
    /// <exception cref="UsageException">It cannot be understood, or needs leave.</exception>
    public static Uri Check(string text, bool allowNetwork)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            throw new UsageException($"Url {text}: write it like http://127.0.0.1:8080");
        var loopback = url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
        if (!loopback && !allowNetwork)
            throw new UsageException($"Url {text}: this is not a loopback address, and the gateway asks nobody who they are; put a proxy with authentication before it and set AllowNetwork to true");
        return url;
    }
}
