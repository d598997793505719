using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>Ports for servers that are ended and started again: below those that connections get, so that none takes one meanwhile.</summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Count = 18_000;

    private static int _next = Environment.ProcessId * 37 % Count;

    /// <summary>A port that nobody listens on, another each time.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there; the next one is tried.
            }
        }
    }
}
