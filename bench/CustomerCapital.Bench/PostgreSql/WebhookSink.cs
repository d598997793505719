using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A receiver of webhooks over bare sockets, so that it takes little from the server: answers 204 at once, or never.</summary>
internal sealed class WebhookSink : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly bool _hangs;
    private List<double> _milliseconds = [];
    private long _count;

    public WebhookSink(bool hangs = false)
    {
        _hangs = hangs;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where webhooks come in.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    /// <summary>So many have come.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>When the last one came, in ticks of the machine's stopwatch.</summary>
    public long LastAt { get; private set; }

    /// <summary>From recording each event to its coming, since the last call.</summary>
    public IReadOnlyList<double> TakeMilliseconds()
    {
        lock (_lock)
        {
            var taken = _milliseconds;
            _milliseconds = [];
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TakeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The sink is over.
        }
    }

    private async Task TakeAsync(Socket connection)
    {
        using var own = connection;
        connection.NoDelay = true;
        var (buffer, length) = (new byte[1 << 16], 0);
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                while (Next(buffer.AsSpan(0, length)) is > 0 and var size)
                {
                    Interlocked.Increment(ref _count);
                    LastAt = Stopwatch.GetTimestamp();
                    Note(buffer.AsSpan(0, size));
                    buffer.AsSpan(size, length - size).CopyTo(buffer);
                    length -= size;
                    if (!_hangs) await connection.SendAsync(Answer);
                }
            }
        }
        catch (SocketException)
        {
            // The sender has gone.
        }
    }

    /// <returns>The size of the first request; 0 where it has not come whole.</returns>
    private static int Next(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0) return 0;
        var at = bytes[..head].IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        var end = bytes[at..].IndexOf("\r\n"u8);
        var size = head + 4 + int.Parse(bytes.Slice(at, end), NumberStyles.None, CultureInfo.InvariantCulture);
        return bytes.Length >= size ? size : 0;
    }

    private void Note(ReadOnlySpan<byte> request)
    {
        var at = request.IndexOf("\"timestamp\":\""u8) + "\"timestamp\":\"".Length;
        var recorded = DateTimeOffset.Parse(Encoding.ASCII.GetString(request.Slice(at, request[at..].IndexOf((byte)'"'))), CultureInfo.InvariantCulture);
        lock (_lock) _milliseconds.Add((DateTimeOffset.UtcNow - recorded).TotalMilliseconds);
    }
}
