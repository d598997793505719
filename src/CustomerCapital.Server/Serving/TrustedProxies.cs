using System.Net;
using CustomerCapital.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace CustomerCapital.Server.Serving;

/// <summary>Proxies that are believed about who sends a request; nobody else is.</summary>
internal static class TrustedProxies
{
    /// <summary>Those of the settings; null where there are none.</summary>
    /// <exception cref="UsageException">One cannot be understood.</exception>
    public static Action<ForwardedHeadersOptions>? Of(ServerSettings settings)
    {
        if (settings.TrustedProxies.Length == 0) return null;
        var networks = settings.TrustedProxies.Select(text =>
            IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new UsageException($"--trusted-proxies {text}: write an address or a network, such as 10.0.0.0/8")).ToList();
        return options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
        };
    }
}
