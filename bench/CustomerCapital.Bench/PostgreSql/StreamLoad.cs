using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>One stream of commands: sends blocks of lines while answers come back, so many lines ahead of them at most.</summary>
internal sealed class StreamLoad : IDisposable
{
    private const int BlockLines = 125;
    private const int BlocksAhead = 8;

    private static readonly byte[] Head = "POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentQueue<(TimeSpan Sent, int Lines)> _blocks = new();
    private readonly SemaphoreSlim _ahead = new(BlocksAhead);
    private readonly Func<Span<byte>, int, int> _next;
    private readonly Action<double> _answered;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _answeredOfBlock;

    private StreamLoad(string url, Func<Span<byte>, int, int> next, Action<double> answered)
    {
        (_next, _answered) = (next, answered);
        _socket.Connect(IPAddress.Loopback, new Uri(url).Port);
    }

    /// <summary>Lines that one stream is ahead of its answers at most.</summary>
    public static int Ahead => BlockLines * BlocksAhead;

    /// <summary>Streams side by side, each of its own maker, for a time.</summary>
    public static async Task<Load> RunAsync(string url, TimeSpan duration, IReadOnlyList<PurchaseMaker> makers)
    {
        var watch = Stopwatch.StartNew();
        var milliseconds = makers.Select(_ => new List<double>()).ToList();
        await Task.WhenAll(makers.Select((maker, stream) => Task.Run(() => OneAsync(
            url, (buffer, _) => watch.Elapsed < duration ? maker.WriteLine(buffer) : 0, milliseconds[stream].Add))));
        return new(milliseconds.Sum(times => times.Count), watch.Elapsed, [.. milliseconds.SelectMany(times => times)]);
    }

    /// <summary>One stream.</summary>
    /// <param name="url">Of the server.</param>
    /// <param name="next">Writes the line of a number, from 0, and says how many bytes it has; none ends the stream.</param>
    /// <param name="answered">Is told of each line's answer: the milliseconds since the line was sent.</param>
    public static async Task OneAsync(string url, Func<Span<byte>, int, int> next, Action<double> answered)
    {
        using var stream = new StreamLoad(url, next, answered);
        var receiving = stream.ReceiveAsync();
        var sending = stream.SendAsync();
        await await Task.WhenAny(receiving, sending);
        await Task.WhenAll(receiving, sending);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _ahead.Dispose();
    }

    private async Task SendAsync()
    {
        await _socket.SendAsync(Head);
        var (block, count) = (new byte[PurchaseMaker.SizeLimit * BlockLines], 0);
        while (true)
        {
            await _ahead.WaitAsync();
            var (length, lines) = (0, 0);
            while (lines < BlockLines && _next(block.AsSpan(length), count) is > 0 and var bytes) (length, lines, count) = (length + bytes, lines + 1, count + 1);
            if (lines > 0)
            {
                _blocks.Enqueue((_watch.Elapsed, lines));
                await _socket.SendAsync([new(Encoding.ASCII.GetBytes(length.ToString("x", CultureInfo.InvariantCulture) + "\r\n")), new(block, 0, length), new("\r\n"u8.ToArray())]);
            }

            if (lines == BlockLines) continue;
            await _socket.SendAsync("0\r\n\r\n"u8.ToArray());
            return;
        }
    }

    private async Task ReceiveAsync()
    {
        var (buffer, kept, inBody, body) = (new byte[1 << 17], 0, false, new ChunkedBody());
        while (!body.Ended)
        {
            var count = await _socket.ReceiveAsync(buffer.AsMemory(kept));
            if (count == 0) throw new InvalidOperationException("The server closed the stream. " + Encoding.UTF8.GetString(buffer, 0, kept));
            var fresh = kept;
            var length = kept + count;
            if (!inBody)
            {
                var headEnd = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (headEnd < 0)
                {
                    kept = length;
                    continue;
                }

                if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException("Not a success: " + Encoding.UTF8.GetString(buffer, 0, length));
                (inBody, fresh) = (true, 0);
                buffer.AsSpan((headEnd + 4)..length).CopyTo(buffer);
                length -= headEnd + 4;
            }

            length = fresh + body.Strip(buffer.AsSpan(fresh..length));
            kept = length - Take(buffer.AsSpan(0, length));
            buffer.AsSpan((length - kept)..length).CopyTo(buffer);
        }
    }

    /// <summary>Counts the whole lines; each must say that its command was accepted. One that took seconds was made again within the server, and may be told as a repeat.</summary>
    /// <returns>How many bytes they have.</returns>
    private int Take(ReadOnlySpan<byte> lines)
    {
        var (now, at) = (_watch.Elapsed, 0);
        while (lines[at..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = lines.Slice(at, length);
            if (line.IndexOf("\"status\":201"u8) < 0 && line.IndexOf("\"outcome\":\"duplicate\""u8) < 0) throw new InvalidOperationException("Not accepted: " + Encoding.UTF8.GetString(line));
            at += length + 1;
            if (!_blocks.TryPeek(out var block)) throw new InvalidOperationException("An answer to nothing.");
            _answered((now - block.Sent).TotalMilliseconds);
            if (++_answeredOfBlock < block.Lines) continue;
            _answeredOfBlock = 0;
            _blocks.TryDequeue(out _);
            _ahead.Release();
        }

        return at;
    }
}
