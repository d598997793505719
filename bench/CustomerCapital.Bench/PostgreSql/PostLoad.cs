using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Posts single purchases over kept-alive connections, each waiting for its answer before the next. One thread and bare sockets, so that it takes little from the server.</summary>
internal sealed class PostLoad : IDisposable
{
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<Socket, Connection> _bySocket = [];

    private PostLoad(string url, int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, new Uri(url).Port);
            _connections.Add(new(socket));
            _bySocket.Add(socket, _connections[^1]);
        }
    }

    /// <summary>Posts for a time.</summary>
    /// <param name="url">Of the server.</param>
    /// <param name="connections">Opened before the time begins.</param>
    /// <param name="duration">After which nothing more is sent.</param>
    /// <param name="purchases">What to post.</param>
    /// <param name="perSecond">How many fall due each second; null for as many as are answered.</param>
    public static Load Run(string url, int connections, TimeSpan duration, PurchaseMaker purchases, int? perSecond = null)
    {
        using var load = new PostLoad(url, connections);
        return perSecond is { } rate ? load.RunSteadily(duration, purchases, rate) : load.RunClosed(duration, purchases);
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Socket.Dispose();
    }

    /// <summary>Every connection posts as fast as it is answered.</summary>
    private Load RunClosed(TimeSpan duration, PurchaseMaker purchases)
    {
        var watch = Stopwatch.StartNew();
        var milliseconds = new List<double>();
        foreach (var connection in _connections) connection.Send(purchases, watch.Elapsed);
        while (_connections.Exists(connection => connection.IsWaiting))
        {
            foreach (var connection in Answered(waitMicroseconds: -1))
            {
                var now = watch.Elapsed;
                milliseconds.Add((now - connection.Since).TotalMilliseconds);
                if (now < duration) connection.Send(purchases, now);
            }
        }

        return new(milliseconds.Count, watch.Elapsed, milliseconds);
    }

    /// <summary>So many purchases a second fall due, evenly, whether or not those before are answered; time counts from when they fall due. Granularity: a millisecond.</summary>
    private Load RunSteadily(TimeSpan duration, PurchaseMaker purchases, int perSecond)
    {
        var watch = Stopwatch.StartNew();
        var milliseconds = new List<double>();
        var idle = new Stack<Connection>(_connections);
        var (due, last) = (0L, (long)(duration.TotalSeconds * perSecond));
        var (silence, since) = (TimeSpan.Zero, TimeSpan.Zero);
        while (due < last || idle.Count < _connections.Count)
        {
            while (due < last && idle.Count > 0 && DueAt(due) <= watch.Elapsed)
            {
                if (idle.Count == _connections.Count) since = watch.Elapsed;
                idle.Pop().Send(purchases, DueAt(due++));
            }

            var pause = due < last && idle.Count > 0 ? (int)Math.Max(1_000, (DueAt(due) - watch.Elapsed).TotalMicroseconds) : -1;
            foreach (var connection in Answered(pause))
            {
                var now = watch.Elapsed;
                milliseconds.Add((now - connection.Since).TotalMilliseconds);
                if (now - since > silence) silence = now - since;
                since = now;
                idle.Push(connection);
            }
        }

        return new(milliseconds.Count, watch.Elapsed, milliseconds) { LongestSilence = silence };

        TimeSpan DueAt(long number) => TimeSpan.FromSeconds((double)number / perSecond);
    }

    private IEnumerable<Connection> Answered(int waitMicroseconds)
    {
        var readable = new List<Socket>(_connections.Count);
        foreach (var connection in _connections)
            if (connection.IsWaiting) readable.Add(connection.Socket);
        if (readable.Count == 0) Thread.Sleep(TimeSpan.FromMicroseconds(waitMicroseconds));
        else Socket.Select(readable, null, null, waitMicroseconds);
        foreach (var socket in readable)
            if (_bySocket[socket].Receive()) yield return _bySocket[socket];
    }

    private sealed class Connection(Socket socket)
    {
        private readonly byte[] _request = new byte[PurchaseMaker.SizeLimit];
        private readonly byte[] _answer = new byte[16_384];
        private int _received;

        public Socket Socket => socket;

        public bool IsWaiting { get; private set; }

        public TimeSpan Since { get; private set; }

        public void Send(PurchaseMaker purchases, TimeSpan since)
        {
            (IsWaiting, Since, _received) = (true, since, 0);
            socket.Send(_request.AsSpan(0, purchases.WritePost(_request)));
        }

        /// <returns>Whether the answer is whole.</returns>
        public bool Receive()
        {
            var count = socket.Receive(_answer.AsSpan(_received));
            if (count == 0) throw new InvalidOperationException("The server closed a connection.");
            _received += count;
            IsWaiting = !HttpAnswer.IsWhole(_answer.AsSpan(0, _received));
            return !IsWaiting;
        }
    }
}
