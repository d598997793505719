using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace CustomerCapital.Faults.Tests.Wire;

/// <summary>One connection through the proxy.</summary>
internal sealed class ProxiedConnection(CommitProxy proxy, Socket client, Socket server)
{
    private readonly FrontendMessages _sent = new();
    private volatile bool _swallowing;
    private int _answered;

    /// <summary>Forwards until either side closes, or the connection is cut.</summary>
    public async Task PumpAsync()
    {
        await using var toClient = new NetworkStream(client);
        await using var toServer = new NetworkStream(server);
        // What ends one direction closes both sockets, which ends the other.
        var directions = new[] { ForwardAsync(toClient, toServer), AnswerAsync(toServer, toClient) };
        await Task.WhenAny(directions);
        client.Dispose();
        server.Dispose();
        await Task.WhenAll(directions);
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var reader = PipeReader.Create(from);
        while (true)
        {
            var read = await reader.ReadAsync();
            await proxy.Gate;
            var buffer = read.Buffer;
            while (_sent.TryTake(ref buffer, out var message, out var commits))
            {
                var cut = commits ? proxy.TakeCut() : Cut.None;
                if (cut == Cut.BeforeCommit) return;
                _swallowing |= cut == Cut.AfterCommit;
                foreach (var part in message) await to.WriteAsync(part);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var reader = PipeReader.Create(from);
        while (true)
        {
            var read = await reader.ReadAsync();
            await proxy.Gate;
            var buffer = read.Buffer;
            while (TryTake(ref buffer, out var message, out var ready))
            {
                if (ready) _answered++;
                // The first answer of this kind ends the start of the session; the commit's is the last that is owed.
                if (_swallowing && _answered > _sent.Owed) return;
                if (_swallowing) continue;
                foreach (var part in message) await to.WriteAsync(part);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message, out bool ready)
    {
        (message, ready) = (default, false);
        if (buffer.Length < 5) return false;
        Span<byte> header = stackalloc byte[5];
        buffer.Slice(0, 5).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32BigEndian(header[1..]) + 1;
        if (buffer.Length < length) return false;
        message = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        ready = header[0] == (byte)'Z';
        return true;
    }
}
