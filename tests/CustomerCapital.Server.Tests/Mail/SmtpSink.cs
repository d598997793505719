using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CustomerCapital.Server.Tests.Mail;

/// <summary>A real mail server on a loopback port, which keeps what it takes and answers as it is told.</summary>
internal sealed class SmtpSink : MessageStore, IMailboxFilter, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<MimeMessage> _mails = new();
    private Task _running = Task.CompletedTask;
    private int _sessions;

    public int Port { get; private init; }

    /// <summary>What was taken, in order.</summary>
    public IReadOnlyList<MimeMessage> Mails => [.. _mails];

    /// <summary>Connections that were made.</summary>
    public int Sessions => _sessions;

    /// <summary>What is answered to a mail; null to take it.</summary>
    public Func<MimeMessage, SmtpResponse?> Answer { get; set; } = _ => null;

    /// <summary>What is answered to a recipient; null to take it.</summary>
    public Func<string, SmtpResponse?> AnswerTo { get; set; } = _ => null;

    /// <summary>What happens after the last line of a mail, before it is answered.</summary>
    public Func<Task> Taking { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before a recipient is answered to.</summary>
    public Func<Task> Hearing { get; set; } = () => Task.CompletedTask;

    public static SmtpSink Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var sink = new SmtpSink { Port = ((IPEndPoint)probe.LocalEndpoint).Port };
        probe.Stop();
        var options = new SmtpServerOptionsBuilder().ServerName("sink").Endpoint(endpoint => endpoint.Endpoint(new(IPAddress.Loopback, sink.Port))).Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)sink);
        services.Add((IMailboxFilter)sink);
        var server = new SmtpServer.SmtpServer(options, services);
        server.SessionCreated += (_, _) => Interlocked.Increment(ref sink._sessions);
        sink._running = server.StartAsync(sink._stopping.Token);
        return sink;
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        await Taking();
        using var stream = new MemoryStream(buffer.ToArray());
        var mail = await MimeMessage.LoadAsync(stream, cancellationToken);
        if (Answer(mail) is { } answer) return answer;
        _mails.Enqueue(mail);
        return SmtpResponse.Ok;
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken)
    {
        await Hearing();
        return AnswerTo($"{to.User}@{to.Host}") is { } answer ? throw new SmtpResponseException(answer) : true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }
}
