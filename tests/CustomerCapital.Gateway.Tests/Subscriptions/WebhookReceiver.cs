using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Tests.Subscriptions;

/// <summary>A system that takes webhooks, behind a real Kestrel on a loopback port.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedWebhook> _received = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Its address, at which webhooks come in.</summary>
    public string Url => _app.Urls.Single() + "/hook";

    /// <summary>Everything that has come, in order.</summary>
    public IReadOnlyList<ReceivedWebhook> Received => [.. _received];

    /// <summary>Answers what has come; with 204 where no test says otherwise.</summary>
    public Func<ReceivedWebhook, HttpResponse, Task> Answer { get; set; } = (_, response) => Status(response, 204);

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Map("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public static Task Status(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var received = new ReceivedWebhook(context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value)), await body.ReadToEndAsync());
        _received.Enqueue(received);
        await Answer(received, context.Response);
    }
}

/// <summary>A webhook as it has come.</summary>
internal sealed record ReceivedWebhook(string Path, IHeaderDictionary Headers, string Body)
{
    public string Id => Headers["webhook-id"].ToString();

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>Whose event it is, and its number in the history.</summary>
    public (string Key, long Sequence) Entry => (Json.GetProperty("data").GetProperty("actor").GetProperty("key").GetString()!, Json.GetProperty("data").GetProperty("sequence").GetInt64());
}
