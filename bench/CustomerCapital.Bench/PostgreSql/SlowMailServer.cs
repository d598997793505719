using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A mail server over bare sockets that takes every mail, and lets a sender wait before it answers.</summary>
/// <param name="atEnd">How long the last line of a mail waits for its answer.</param>
/// <param name="elsewhere">How long every other line does.</param>
internal sealed class SlowMailServer(TimeSpan atEnd, TimeSpan elsewhere) : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Mails that were taken.</summary>
    public int Count { get; private set; }

    /// <summary>When the first was, in ticks of the machine's stopwatch.</summary>
    public long FirstAt { get; private set; }

    /// <summary>When the latest was.</summary>
    public long LastAt { get; private set; }

    public void Start()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The mail server is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var own = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await SayAsync("220 slow");
            for (var isInMail = false; await reader.ReadLineAsync() is { } line;)
            {
                if (isInMail && line != ".") continue;
                await Task.Delay(isInMail ? atEnd : elsewhere);
                if (isInMail) Note();
                isInMail = !isInMail && line == "DATA";
                await SayAsync(isInMail ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
            }
        }
        catch (IOException)
        {
            // The sender has gone.
        }

        Task SayAsync(string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();
    }

    private void Note()
    {
        lock (_lock)
        {
            LastAt = Stopwatch.GetTimestamp();
            if (Count++ == 0) FirstAt = LastAt;
        }
    }
}
