using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>Keeps webhooks out of networks that are not public: an address is looked at after its name was resolved, and is the one that is connected to.</summary>
/// <param name="allowed">Hosts, as addresses name them, that may be anywhere and may be sent to without TLS.</param>
public sealed class PublicNetworks(IReadOnlyCollection<string> allowed)
{
    /// <summary>By IANA's registries of special-purpose addresses of IPv4 and IPv6: what is not globally reachable, and what may lead to such.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a host may be anywhere.</summary>
    public bool IsAllowed(string host) => _allowed.Contains(host.Trim('[', ']'));

    /// <summary>Whether an address is one that everybody can reach.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return !NotPublic.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>Opens a connection to the first address of a host that answers, none of which may be other than public.</summary>
    /// <param name="endPoint">Host and port.</param>
    /// <param name="resolve">Looks the addresses of a host up.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NotPublicException">The host has an address that is not public, and is not allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellation)
    {
        var addresses = await resolve(endPoint.Host, cancellation);
        if (!IsAllowed(endPoint.Host) && addresses.FirstOrDefault(address => !IsPublic(address)) is { } inside) throw new NotPublicException(endPoint.Host, inside);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host of a subscription is in a network that is not public.</summary>
public sealed class NotPublicException(string host, IPAddress address)
    : Exception($"'{host}' is {address}, which is in a network that is not public; the server sends there only if it is started with --webhook-hosts {host}.");
