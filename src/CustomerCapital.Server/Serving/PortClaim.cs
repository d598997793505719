using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Server.Serving;

/// <summary>A port of this machine that no other process of this program uses, until it is disposed or the process ends.</summary>
/// <remarks>
/// Orleans' sockets share a port with each other, so that two processes could listen on one and each get half of the calls. The claim is the UDP port of the
/// same number on the loopback, which the operating system gives to one process alone.
/// </remarks>
internal sealed class PortClaim : IDisposable
{
    private readonly Socket _claim;

    private PortClaim(Socket claim, int port) => (_claim, Port) = (claim, port);

    public int Port { get; }

    /// <summary>Claims a port.</summary>
    /// <returns>Null where another process uses it.</returns>
    public static PortClaim? TryMake(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return new(claim, port);
        }
        catch (SocketException)
        {
            claim.Dispose();
            return null;
        }
    }

    /// <summary>Claims the first port that nobody uses after another one.</summary>
    /// <exception cref="UsageException">Every one of them is in use.</exception>
    public static PortClaim After(int port) =>
        Enumerable.Range(port + 1, ushort.MaxValue - port).Select(TryMake).FirstOrDefault(claim => claim is not null)
        ?? throw new UsageException($"Every port of this machine after {port} is in use; name others with --silo-port and --gateway-port");

    public void Dispose() => _claim.Dispose();
}
