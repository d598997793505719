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
    private readonly List<double> _milliseconds = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _answeredOfBlock;

    private StreamLoad(string url) => _socket.Connect(IPAddress.Loopback, new Uri(url).Port);

    /// <summary>Lines that one stream is ahead of its answers at most.</summary>
    public static int Ahead => BlockLines * BlocksAhead;

    /// <summary>Streams side by side, each of its own maker, for a time.</summary>
    public static async Task<Load> RunAsync(string url, TimeSpan duration, IReadOnlyList<PurchaseMaker> makers)
    {
        var watch = Stopwatch.StartNew();
        var answered = await Task.WhenAll(makers.Select(maker => Task.Run(() => OneAsync(url, buffer =>
        {
            if (watch.Elapsed >= duration) return (0, 0);
            var length = 0;
            for (var line = 0; line < BlockLines; line++) length += maker.WriteLine(buffer.AsSpan(length));
            return (length, BlockLines);
        }))));
        var milliseconds = answered.SelectMany(times => times).ToList();
        return new(milliseconds.Count, watch.Elapsed, milliseconds);
    }

    /// <summary>Every customer buys once, in one stream.</summary>
    public static Task FillAsync(string url, int customers)
    {
        var customer = 0;
        return OneAsync(url, buffer =>
        {
            var (length, begin) = (0, customer);
            for (; customer < customers && customer - begin < BlockLines; customer++) length += PurchaseMaker.WriteFirst(buffer.AsSpan(length), customer);
            return (length, customer - begin);
        });
    }

    /// <summary>One stream, of blocks that are written into a buffer until one is empty.</summary>
    /// <returns>Milliseconds from sending each line's block to the line's answer.</returns>
    public static async Task<List<double>> OneAsync(string url, Func<byte[], (int Length, int Lines)> next)
    {
        using var stream = new StreamLoad(url);
        var receiving = stream.ReceiveAsync();
        var sending = stream.SendAsync(next);
        await await Task.WhenAny(receiving, sending);
        await Task.WhenAll(receiving, sending);
        return stream._milliseconds;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _ahead.Dispose();
    }

    private async Task SendAsync(Func<byte[], (int Length, int Lines)> next)
    {
        await _socket.SendAsync(Head);
        var block = new byte[PurchaseMaker.SizeLimit * BlockLines];
        while (true)
        {
            await _ahead.WaitAsync();
            var (length, lines) = next(block);
            if (lines > 0) _blocks.Enqueue((_watch.Elapsed, lines));
            var frame = Encoding.ASCII.GetBytes(length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            await _socket.SendAsync([new(frame), new(block, 0, length), new("\r\n"u8.ToArray())]);
            if (lines == 0) return;
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

    /// <summary>Counts the whole lines; each must say that its command was accepted.</summary>
    /// <returns>How many bytes they have.</returns>
    private int Take(ReadOnlySpan<byte> lines)
    {
        var (now, at) = (_watch.Elapsed, 0);
        while (lines[at..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = lines.Slice(at, length);
            if (line.IndexOf("\"status\":201"u8) < 0) throw new InvalidOperationException("Not accepted: " + Encoding.UTF8.GetString(line));
            at += length + 1;
            if (!_blocks.TryPeek(out var block)) throw new InvalidOperationException("An answer to nothing.");
            _milliseconds.Add((now - block.Sent).TotalMilliseconds);
            if (++_answeredOfBlock < block.Lines) continue;
            _answeredOfBlock = 0;
            _blocks.TryDequeue(out _);
            _ahead.Release();
        }

        return at;
    }
}
