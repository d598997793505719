using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Stands between a ledger and its server, and cuts the connection when a packet passes that is looked for.</summary>
/// <remarks>
/// The form of packets is that of [MS-TDS]: a type, a status, the length of all in two bytes, and four more bytes. The connection string must say Encrypt=false: then the
/// login alone is encrypted, whose records have a form of their own.
/// </remarks>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int HeaderLength = 8;
    private const byte TransactionRequest = 14;
    private const short CommitRequest = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private readonly Lock _lock = new();
    private CancellationTokenSource _cutting = new();
    private volatile Cut? _next;
    private int _cuts;

    public CuttingProxy(string server)
    {
        var parts = server.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
        _server = (parts[0] is "." or "(local)" ? "localhost" : parts[0], parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1433);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private CancellationToken Cutting
    {
        get
        {
            lock (_lock) return _cutting.Token;
        }
    }

    /// <summary>The proxy's address as a connection string names it.</summary>
    public string Address => $"tcp:127.0.0.1,{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>How often it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts so many times before a statement that holds a text reaches the server.</summary>
    public void CutBefore(string text, int times) => _next = new(packet => packet.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(text)) >= 0, Arrives: false) { Left = times };

    /// <summary>Cuts once at a commit.</summary>
    /// <param name="arrives">Whether the server is asked for it all the same; then the cut comes once it has answered, without its answer.</param>
    public void CutAtCommit(bool arrives) => _next = new(IsCommit, arrives) { Left = 1 };

    /// <summary>Cuts every connection that there is now.</summary>
    public void CutAll()
    {
        CancellationTokenSource cutting;
        lock (_lock) (cutting, _cutting) = (_cutting, new());
        cutting.Cancel();
        cutting.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
        _cutting.Dispose();
    }

    /// <summary>After the header come all headers, whose length stands first, and then the kind of request.</summary>
    private static bool IsCommit(byte[] packet)
    {
        if (packet[0] != TransactionRequest) return false;
        var headers = BinaryPrimitives.ReadInt32LittleEndian(packet.AsSpan(HeaderLength));
        return BinaryPrimitives.ReadInt16LittleEndian(packet.AsSpan(HeaderLength + headers)) == CommitRequest;
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true) running.Add(PassAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, Cutting))
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, both.Token);
                var answers = new Answers(server.GetStream(), client.GetStream());
                await await Task.WhenAny(ForwardAsync(client.GetStream(), server.GetStream(), answers, both.Token), answers.PassAsync(both.Token));
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side has gone: the other goes with it.
            }

            await both.CancelAsync();
        }
    }

    private async Task ForwardAsync(NetworkStream client, NetworkStream server, Answers answers, CancellationToken cancellation)
    {
        while (true)
        {
            var packet = await ReadPacketAsync(client, cancellation);
            if (_next is { } cut && cut.Meets(packet))
            {
                Interlocked.Increment(ref _cuts);
                if (!cut.Arrives) return;
                answers.CutAtNext();
                await server.WriteAsync(packet, cancellation);
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            await server.WriteAsync(packet, cancellation);
        }
    }

    private static async Task<byte[]> ReadPacketAsync(NetworkStream client, CancellationToken cancellation)
    {
        const int EncryptedHeaderLength = 5;
        var header = new byte[EncryptedHeaderLength];
        await client.ReadExactlyAsync(header, cancellation);
        var length = header[0] is >= 20 and <= 23
            ? EncryptedHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))
            : BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2));
        var packet = new byte[length];
        header.CopyTo(packet, 0);
        await client.ReadExactlyAsync(packet.AsMemory(EncryptedHeaderLength), cancellation);
        return packet;
    }

    private sealed record Cut(Func<byte[], bool> IsLookedFor, bool Arrives)
    {
        private int _left;

        public int Left { init => _left = value; }

        public bool Meets(byte[] packet) => IsLookedFor(packet) && Interlocked.Decrement(ref _left) >= 0;
    }

    /// <summary>What the server answers, up to the answer that is cut off.</summary>
    private sealed class Answers(NetworkStream server, NetworkStream client)
    {
        private volatile bool _cut;

        public void CutAtNext() => _cut = true;

        public async Task PassAsync(CancellationToken cancellation)
        {
            var buffer = new byte[32_768];
            while (await server.ReadAsync(buffer, cancellation) is > 0 and var length && !_cut) await client.WriteAsync(buffer.AsMemory(0, length), cancellation);
        }
    }
}
