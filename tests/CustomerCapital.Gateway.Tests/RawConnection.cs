using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Gateway.Tests;

/// <summary>HTTP/1.1 by hand, for requests that no HTTP client would send. Connects again when the server has hung up.</summary>
internal sealed class RawConnection(Uri address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TcpClient? _socket;
    private List<byte> _unread = [];

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">All of the request, or as much as is to be sent.</param>
    /// <param name="then">Sent afterwards, again and again, until the server answers or hangs up; null for nothing.</param>
    /// <returns>Status and body; status 0 where the server has hung up without an answer.</returns>
    /// <exception cref="OperationCanceledException">The server has kept silent.</exception>
    public async Task<(int Status, string Body)> SendAsync(ReadOnlyMemory<byte> request, ReadOnlyMemory<byte>? then = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (_socket is null)
        {
            (_socket, _unread) = (new TcpClient { NoDelay = true }, []);
            await _socket.ConnectAsync(address.Host, address.Port, patience.Token);
        }

        var stream = _socket.GetStream();
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        var sending = SendAsync(stream, request, then, answered.Token);
        var answer = await ReadAsync(stream, patience.Token);
        await answered.CancelAsync();
        await sending;
        if (answer.Last || then is not null) Close();
        return (answer.Status, answer.Body);
    }

    public void Dispose() => Close();

    private static async Task SendAsync(NetworkStream stream, ReadOnlyMemory<byte> request, ReadOnlyMemory<byte>? then, CancellationToken answered)
    {
        try
        {
            await stream.WriteAsync(request, answered);
            while (then is { } more) await stream.WriteAsync(more, answered);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The server has answered, or will not read on; what it answers is read meanwhile.
        }
    }

    private async Task<(int Status, string Body, bool Last)> ReadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var head = await ReadUntilAsync(stream, "\r\n\r\n", cancellation);
        if (head is null) return (0, "", true);
        var lines = head.Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var last = lines.Any(line => line.Equals("Connection: close", StringComparison.OrdinalIgnoreCase));
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null) return (status, await ReadAsync(stream, int.Parse(length.AsSpan(15), CultureInfo.InvariantCulture), cancellation) ?? "", last);
        var body = new StringBuilder();
        while (lines.Any(line => line.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)))
        {
            if (await ReadUntilAsync(stream, "\r\n", cancellation) is not { } size) return (status, body.ToString(), true);
            var chunk = await ReadAsync(stream, int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 2, cancellation);
            if (chunk is null or "\r\n") break;
            body.Append(chunk.AsSpan(0, chunk.Length - 2));
        }

        return (status, body.ToString(), last);
    }

    private async Task<string?> ReadUntilAsync(NetworkStream stream, string end, CancellationToken cancellation)
    {
        var mark = Encoding.ASCII.GetBytes(end);
        int at;
        while ((at = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread).IndexOf(mark)) < 0)
            if (!await FillAsync(stream, cancellation)) return null;
        return Taken(at, mark.Length);
    }

    private async Task<string?> ReadAsync(NetworkStream stream, int count, CancellationToken cancellation)
    {
        while (_unread.Count < count)
            if (!await FillAsync(stream, cancellation)) return null;
        return Taken(count, 0);
    }

    private string Taken(int count, int more)
    {
        var text = Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread)[..count]);
        _unread.RemoveRange(0, count + more);
        return text;
    }

    private async Task<bool> FillAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[16_384];
        try
        {
            var read = await stream.ReadAsync(buffer, cancellation);
            _unread.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
