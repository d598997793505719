using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>A mail server that can be ended and started again at one address, and notes under which Message-ID mails came.</summary>
internal sealed class MailSink : MessageStore, IAsyncDisposable
{
    private const string Header = "Message-Id: <";

    private readonly ConcurrentDictionary<string, List<int>> _came = new();
    private CancellationTokenSource? _stopping;
    private Task _running = Task.CompletedTask;

    /// <summary>Where it listens, on this machine.</summary>
    public int Port { get; } = FreePort();

    /// <summary>How many kills there were before now.</summary>
    public int Kills { get; set; }

    /// <summary>How many mails have come.</summary>
    public int Count => _count;

    private int _count;

    /// <summary>The mails by Message-ID: for each time one came, how many kills there had been.</summary>
    public IReadOnlyDictionary<string, List<int>> Came => _came;

    public void Start()
    {
        _stopping = new();
        var options = new SmtpServerOptionsBuilder().ServerName("sink").Endpoint(endpoint => endpoint.Endpoint(new(IPAddress.Loopback, Port))).Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)this);
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stopping.Token);
    }

    /// <summary>Ends it: whoever is being answered is cut off.</summary>
    public async Task StopAsync()
    {
        if (_stopping is null) return;
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _stopping = null;
    }

    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(buffer);
        var at = text.IndexOf(Header, StringComparison.OrdinalIgnoreCase) + Header.Length;
        var times = _came.GetOrAdd(text[at..text.IndexOf('>', at)], _ => []);
        lock (times) times.Add(Kills);
        Interlocked.Increment(ref _count);
        return Task.FromResult(SmtpResponse.Ok);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
