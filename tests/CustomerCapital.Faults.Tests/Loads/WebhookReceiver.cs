using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>A system that takes webhooks, can be ended and started again at one address, and answers some with 500.</summary>
/// <param name="seed">By which those are chosen that are answered with 500.</param>
internal sealed class WebhookReceiver(int seed) : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private readonly Random _chance = new(seed);
    private readonly Lock _lock = new();
    private WebApplication? _app;

    /// <summary>Where webhooks come in.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/hook");

    /// <summary>Whether some are answered with 500.</summary>
    public bool Fails { get; set; } = true;

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    /// <summary>How many were answered with 500.</summary>
    public int Failed { get; private set; }

    /// <summary>The id and body under which each event was first taken.</summary>
    public ConcurrentDictionary<(string Key, long Sequence), (string Id, string Body)> First { get; } = new();

    /// <summary>The id and body of each event that was answered with 500, and not taken since.</summary>
    public ConcurrentDictionary<(string Key, long Sequence), (string Id, string Body)> Refused { get; } = new();

    /// <summary>How many were taken after they had been answered with 500.</summary>
    public int TakenLater { get; private set; }

    /// <summary>Each history in the order in which its events were first taken.</summary>
    public Dictionary<string, List<long>> Order { get; } = [];

    /// <summary>What must not be.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/hook", TakeAsync);
        await _app.StartAsync();
    }

    /// <summary>Ends it: whoever is being answered is cut off.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (body, id) = (await reader.ReadToEndAsync(context.RequestAborted), context.Request.Headers["webhook-id"].ToString());
        using var json = JsonDocument.Parse(body);
        var data = json.RootElement.GetProperty("data");
        var entry = (Key: data.GetProperty("actor").GetProperty("key").GetString()!, Sequence: data.GetProperty("sequence").GetInt64());
        lock (_lock)
        {
            Count++;
            if (Fails && _chance.Next(200) == 0)
            {
                Failed++;
                if (Refused.GetOrAdd(entry, (id, body)) != (id, body)) Faults.Enqueue($"{entry} was answered with 500 twice under another id or body");
                context.Response.StatusCode = 500;
                return;
            }

            if (Refused.TryRemove(entry, out var refused))
            {
                TakenLater++;
                if (refused != (id, body)) Faults.Enqueue($"{entry} came again after 500 with another id or body");
            }

            if (!First.TryAdd(entry, (id, body)))
            {
                if (First[entry] != (id, body)) Faults.Enqueue($"{entry} came again with another id or body");
            }
            else if (Order.TryGetValue(entry.Key, out var order))
            {
                order.Add(entry.Sequence);
            }
            else
            {
                Order.Add(entry.Key, [entry.Sequence]);
            }
        }

        context.Response.StatusCode = 204;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
