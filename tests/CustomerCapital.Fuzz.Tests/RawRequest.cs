using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>Bytes that are nearly HTTP, over a connection of their own.</summary>
internal static class RawRequest
{
    private static readonly string[] Heads =
    [
        "Transfer-Encoding: chunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: gzip, chunked", "Content-Length: 0", "Content-Length: 5", "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6",
        "Expect: 100-continue", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "Host: other.example", "Content-Type: application/json", "Content-Encoding: gzip", " Folded: yes", "No colon", "X: \0", "Connection: keep-alive",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The bytes of a number.</summary>
    public static byte[] Make(int seed, long number)
    {
        var random = new Random((int)(unchecked(((ulong)seed * 7_368_787 + (ulong)number) * 0x9E3779B97F4A7C15) >> 33));
        var request = new StringBuilder();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            request.Append(((string[])["GET /v1/ladder", "POST /v1/customers/nora/purchases", "POST /v1/commands", "PUT /v1/policy", "GET /" + Mangling.Text(random), "PRI *"])[random.Next(6)])
                .Append(((string[])[" HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/2.0\r\n", "\r\n", " HTTP/9.9\r\n"])[random.Next(8) is var at && at > 4 ? 0 : at]).Append("Host: localhost\r\n");
            for (var heads = random.Next(4); heads > 0; heads--) request.Append(Heads[random.Next(Heads.Length)]).Append("\r\n");
            if (random.Next(20) == 0) request.Append('H', random.Next(100, 40_000)).Append(": x\r\n");
            request.Append("\r\n").Append(((string[])["", "{\"a\":1}", "5\r\n{\"a\":\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "5;x=y\r\nabcde\r\n"])[random.Next(5)]);
        }

        var bytes = Encoding.UTF8.GetBytes(request.ToString());
        return random.Next(3) == 0 ? Mangling.Bytes(bytes, random) : bytes;
    }

    /// <summary>Sends bytes, and that there are no more.</summary>
    /// <returns>Status of each answer; nothing where the server has hung up without one.</returns>
    /// <exception cref="OperationCanceledException">The server has kept the connection and said nothing more.</exception>
    public static async Task<IReadOnlyList<int>> SendAsync(Uri server, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, patience.Token);
        var stream = socket.GetStream();
        var answered = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes, patience.Token);
            socket.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answered, patience.Token);
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            // The server has had enough; what it answered before counts.
        }

        return
        [
            .. Encoding.Latin1.GetString(answered.ToArray()).Split("\r\n").Where(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line.Length >= 12)
                .Select(line => int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture)),
        ];
    }
}
