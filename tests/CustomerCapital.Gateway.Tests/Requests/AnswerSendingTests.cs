using System.IO.Pipelines;
using CustomerCapital.Ledger.Memory;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Gateway.Tests.Requests;

/// <summary>How answers leave: each time that something is sent costs a call of the system, and wakes the caller.</summary>
public sealed class AnswerSendingTests : IAsyncLifetime
{
    private int _sent;
    private GatewayServer _server = null!;

    public async Task InitializeAsync() => _server = await GatewayServer.StartAsync(
        new InMemoryLedger(), add: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection =>
        {
            connection.Transport = new CountedTransport(connection.Transport.Input, new CountedWriter(connection.Transport.Output, () => Interlocked.Increment(ref _sent)));
            return next(connection);
        }))));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Small_answer_in_json_is_sent_at_once()
    {
        Assert.Equal((201, 1), ((await _server.PurchaseAsync("ada", "o1")).Status, Sent()));
        Assert.Equal((200, 1), ((await _server.GetAsync("/v1/customers/ada")).Status, Sent()));
        Assert.Equal((404, 1), ((await _server.GetAsync("/v1/customers/nobody")).Status, Sent()));
        Assert.Equal((400, 1), ((await _server.PostAsync("/v1/customers/ada/purchases", "{")).Status, Sent()));
    }

    [Fact]
    public async Task Large_answer_in_json_is_not_held_until_its_end()
    {
        for (var number = 0; number < 100; number++) await _server.PurchaseAsync("ada", $"{number} {new string('o', 100)}");
        Sent();

        var answer = await _server.GetAsync("/v1/customers/ada/entries?limit=100");

        Assert.Equal(100, answer.Json.GetProperty("entries").GetArrayLength());
        Assert.True(answer.EndsWithLineBreak);
        Assert.True(Sent() > 1);
    }

    private int Sent() => Interlocked.Exchange(ref _sent, 0);

    private sealed class CountedTransport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class CountedWriter(PipeWriter inner, Action flushed) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            flushed();
            return inner.FlushAsync(cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
