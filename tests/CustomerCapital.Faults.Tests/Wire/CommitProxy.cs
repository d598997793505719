using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Faults.Tests.Wire;

/// <summary>When a connection is cut.</summary>
internal enum Cut
{
    /// <summary>Not now.</summary>
    None = 0,

    /// <summary>Before the commit reaches the server, which rolls back.</summary>
    BeforeCommit,

    /// <summary>After the server has committed, before its answer reaches the engine.</summary>
    AfterCommit,
}

/// <summary>Stands between an engine and PostgreSQL on a port of this machine: cuts connections at their commits, or holds everything back without closing.</summary>
internal sealed class CommitProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly string _socket;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();
    private Cut _next;
    private int _cuts;

    /// <param name="socket">The server's Unix socket.</param>
    /// <param name="address">Where it listens; null for the loopback address.</param>
    public CommitProxy(string socket, IPAddress? address = null)
    {
        (_socket, _listener) = (socket, new(address ?? IPAddress.Loopback, 0));
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections cut so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Completed while bytes may pass.</summary>
    public Task Gate => _open.Task;

    /// <summary>The next commit that goes by is cut.</summary>
    public void CutNext(Cut where) => Interlocked.Exchange(ref _next, where);

    /// <summary>Lets nothing pass any more, in neither direction, and closes nothing.</summary>
    public void Hold() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets pass what was held back, in order, and everything after it.</summary>
    public void Release() => _open.TrySetResult();

    /// <summary>What becomes of a commit that goes by.</summary>
    public Cut TakeCut()
    {
        var cut = Interlocked.Exchange(ref _next, Cut.None);
        if (cut != Cut.None) Interlocked.Increment(ref _cuts);
        return cut;
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Release();
        _listener.Dispose();
        foreach (var client in _clients) client.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                client.NoDelay = true;
                _clients.Add(client);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
                await new ProxiedConnection(this, client, server).PumpAsync();
            }
            catch (Exception ended) when (ended is SocketException or IOException or ObjectDisposedException)
            {
                // Either side has gone; the other goes with it.
            }
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
