using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Tests;

public enum LedgerKind
{
    Memory = 1,
    Sqlite = 2,
}

/// <summary>The gateway over an engine of its own, behind a real Kestrel on a loopback port. The engine's clock stands still unless another is given, and the seeds of raffles are the bytes 1 to 32.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly ILedger _ledger;
    private readonly WebApplication _app;
    private readonly string? _file;
    private readonly ProblemLog _log;

    private GatewayServer(ILedger ledger, InProcessHost engine, WebApplication app, string? file, ProblemLog log)
    {
        (_ledger, Engine, _app, _file, _log) = (ledger, engine, app, file, log);
        Address = new(app.Urls.Single());
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public InProcessHost Engine { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>What the server has logged as a warning or an error.</summary>
    public IReadOnlyCollection<string> Complaints => _log.Complaints;

    public static Task<GatewayServer> StartAsync(LedgerKind kind = LedgerKind.Memory, TimeProvider? time = null, EngineOptions? options = null)
    {
        if (kind == LedgerKind.Memory) return StartAsync(new InMemoryLedger(), options: options, time: time);
        var file = Path.Combine(Path.GetTempPath(), $"customercapital-gateway-{Guid.NewGuid():N}.db");
        return StartAsync(SqliteLedger.Open(file), file: file, options: options, time: time);
    }

    public static async Task<GatewayServer> StartAsync(
        ILedger ledger, Func<InProcessHost, ICustomerCapital>? around = null, string? file = null, Action<GatewayOptions>? limits = null, EngineOptions? options = null, TimeProvider? time = null,
        Func<string, IPAddress[]>? resolveHost = null, bool open = true, TimeProvider? machine = null, Action<IServiceCollection>? add = null, Action<WebApplication>? map = null)
    {
        options ??= new();
        var engine = await InProcessHost.StartAsync(
            ledger, options, time ?? new StandingClock(), newSeed: length => [.. Enumerable.Range(1, length).Select(number => (byte)number)], resolveHost: (host, _) => Task.FromResult((resolveHost ?? NoHost)(host)));
        var secrets = 0;
        var log = new ProblemLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(around?.Invoke(engine) ?? engine);
        if (machine is not null) builder.Services.AddSingleton(machine);
        builder.Services.AddGateway(gateway =>
        {
            gateway.Open = open;
            gateway.NewSecret = length => SecretOf(Interlocked.Increment(ref secrets), length);
            limits?.Invoke(gateway);
        });
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGateway();
        map?.Invoke(app);
        await app.StartAsync();
        return new(ledger, engine, app, file, log);
    }

    private static IPAddress[] NoHost(string host) => throw new SocketException((int)SocketError.HostNotFound);

    public Task<Answer> GetAsync(string path) => Answer.OfAsync(Client.GetAsync(path));

    public Task<Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, json, headers);

    public Task<Answer> PutAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, json, headers);

    public Task<Answer> PatchAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Patch, path, json, headers);
    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public Task<Answer> PurchaseAsync(string customer, string id, string amount = "10.00", string? at = null) =>
        PostAsync($"/v1/customers/{customer}/purchases", $$"""{"purchaseId":"{{id}}","amount":"{{amount}}","occurredAt":"{{at ?? "2026-03-01T10:00:00Z"}}"}""");

    public async Task<Answer> StreamAsync(string lines)
    {
        using var body = new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson");
        return await Answer.OfAsync(Client.PostAsync("/v1/commands", body));
    }

    /// <summary>Has the ledger keep what was bought, or no longer.</summary>
    public Task KeepBoughtAsync(bool keep = true) => _ledger.KeepBoughtAsync(keep);

    /// <summary>Lets what is under way finish, and takes nothing new.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Fails unless every counter is what the entries of every customer give, folded and counted again.</summary>
    /// <returns>How many entries there are.</returns>
    public async Task<int> AssertCountersEqualRecountAsync()
    {
        var calendar = Engine.Policy.Program.Calendar;
        var (recount, seen, after) = (new Counters(), 0, (string?)null);
        while (true)
        {
            var page = await _ledger.ReadCustomersAsync(Segment.Everyone, after, 1_000);
            foreach (var line in page.Lines)
            {
                var state = ActorState.New(line.CustomerId);
                while (await _ledger.ReadEntriesAsync(line.CustomerId, state.Sequence, 1_000) is { Count: > 0 } entries)
                {
                    var before = state;
                    state = entries.Aggregate(state, (folded, entry) => Decider.Evolve(folded, entry, calendar));
                    Assert.Equal(entries[^1].Sequence, state.Sequence);
                    recount.Move(before, state, entries, calendar);
                    seen += entries.Count;
                }
            }

            if (!page.More) break;
            after = page.Lines[^1].CustomerId;
        }

        var kept = await _ledger.ReadCountersAsync([.. Capabilities.Counters.Values]);
        Assert.Equal(recount.Rows.ToDictionary(), kept.Rows.ToDictionary());
        return seen;
    }

    /// <summary>Another one for each number, and the same each time.</summary>
    private static byte[] SecretOf(int number, int length) => [.. Enumerable.Range(0, length).Select(at => number <= byte.MaxValue ? (byte)number : BitConverter.GetBytes(number)[at % sizeof(int)])];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Engine.DisposeAsync();
        if (_file is not null) foreach (var file in new[] { _file, _file + "-wal", _file + "-shm", _file + ".lock" }) File.Delete(file);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json, (string Name, string Value)[] headers, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, mediaType) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(Client.SendAsync(request));
    }

    /// <summary>Stands still for whoever asks for the time, and lets patience end: the timers of a FakeTimeProvider would wait until it is moved.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class ProblemLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Complaints { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Complaints.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
