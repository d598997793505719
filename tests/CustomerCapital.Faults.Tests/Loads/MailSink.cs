using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>A mail server over bare sockets, which takes every mail, notes under which Message-ID it came, and can be ended as by kill -9 and started again at one address.</summary>
/// <remarks>A mail server that is told to end answers what is under way with 4xx or 5xx. One that is killed answers nothing.</remarks>
internal sealed class MailSink : IAsyncDisposable
{
    private const string Header = "Message-Id: <";

    private readonly ConcurrentDictionary<string, List<int>> _came = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _sessions = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _count;

    /// <summary>Where it listens, on this machine.</summary>
    public int Port { get; } = FreePort();

    /// <summary>How many kills there were before now.</summary>
    public int Kills { get; set; }

    /// <summary>How many mails have come.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The mails by Message-ID: for each time one came, how many kills there had been.</summary>
    public IReadOnlyDictionary<string, List<int>> Came => _came;

    public void Start()
    {
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Ends it: every connection is reset, and nobody is answered.</summary>
    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _accepting;
        foreach (var session in _sessions.Keys)
        {
            session.LingerState = new(true, 0);
            session.Close();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = TalkAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The mail server is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        _sessions[client] = true;
        try
        {
            client.NoDelay = true;
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await SayAsync(stream, "220 sink");
            for (var (isInMail, id) = (false, ""); await reader.ReadLineAsync() is { } line;)
            {
                if (isInMail && line != ".")
                {
                    if (line.StartsWith(Header, StringComparison.OrdinalIgnoreCase)) id = line[Header.Length..line.IndexOf('>', StringComparison.Ordinal)];
                    continue;
                }

                if (isInMail) Take(id);
                isInMail = !isInMail && line == "DATA";
                await SayAsync(stream, isInMail ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The sender has gone, or the mail server is over.
        }
        finally
        {
            _sessions.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private void Take(string id)
    {
        var times = _came.GetOrAdd(id, _ => []);
        lock (times) times.Add(Kills);
        Interlocked.Increment(ref _count);
    }

    private static Task SayAsync(NetworkStream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
