using System.Buffers;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CustomerCapital.Server.Demo;

/// <summary>The demo's mail server: takes every mail over SMTP on a loopback port, sends none on, and keeps the latest in memory, to be looked at.</summary>
internal sealed class DemoMailServer : MessageStore, IAsyncDisposable
{
    /// <summary>So many mails are kept; the oldest leave first.</summary>
    public const int Most = 200;

    private const int SizeLimit = 4 << 20;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, MimeMessage> _mails = [];
    private Task _running = Task.CompletedTask;
    private int _last;

    private DemoMailServer(int port) => Port = port;

    /// <summary>Where it listens, on this machine.</summary>
    public int Port { get; }

    /// <summary>The mails that are kept, by their numbers, the latest first.</summary>
    public IReadOnlyList<KeyValuePair<int, MimeMessage>> Mails
    {
        get
        {
            lock (_lock) return [.. _mails.Reverse()];
        }
    }

    /// <summary>Starts one at a port that is free.</summary>
    public static DemoMailServer Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var server = new DemoMailServer(((IPEndPoint)probe.LocalEndpoint).Port);
        probe.Stop();
        var options = new SmtpServerOptionsBuilder().ServerName("demo").MaxMessageSize(SizeLimit).Endpoint(endpoint => endpoint.Endpoint(new(IPAddress.Loopback, server.Port))).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)server);
        server._running = new SmtpServer.SmtpServer(options, services).StartAsync(server._stopping.Token);
        return server;
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(buffer.ToArray());
        var mail = await MimeMessage.LoadAsync(stream, cancellationToken);
        lock (_lock)
        {
            _mails.Add(++_last, mail);
            if (_mails.Count > Most) _mails.Remove(_mails.First().Key);
        }

        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }
}
