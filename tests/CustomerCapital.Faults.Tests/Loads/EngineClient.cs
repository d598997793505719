using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>Sends intents to one engine and writes every answer down.</summary>
internal sealed class EngineClient(string url, Journal journal) : IDisposable
{
    /// <summary>Longer than any wait that is promised to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new(url), Timeout = Patience };

    /// <summary>Sends one in a request of its own.</summary>
    /// <returns>Whether it was answered for good.</returns>
    public async Task<bool> PostAsync(Intent intent)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var content = new StringContent(intent.Body, Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(intent.Type == "registration" ? HttpMethod.Put : HttpMethod.Post, intent.Route) { Content = content };
            using var answer = await _client.SendAsync(request);
            return Take(intent, answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.RetryAfter is not null);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
        {
            intent.LeaveUnknown();
            return false;
        }
        finally
        {
            journal.Took(watch.Elapsed);
        }
    }

    /// <summary>Sends many as a stream.</summary>
    /// <returns>Whether all were answered for good.</returns>
    public async Task<bool> StreamAsync(IReadOnlyList<Intent> intents)
    {
        var (watch, taken, settled) = (Stopwatch.StartNew(), 0, true);
        try
        {
            using var content = new StringContent(string.Join('\n', intents.Select(intent => intent.Line)), Encoding.UTF8, "application/x-ndjson");
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/commands") { Content = content };
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode != HttpStatusCode.OK) journal.Break($"a stream was answered with {(int)answer.StatusCode}");
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while (await lines.ReadLineAsync() is { } line)
            {
                using var result = JsonDocument.Parse(line);
                var receipt = result.RootElement.GetProperty("receipt").GetRawText();
                var status = (HttpStatusCode)result.RootElement.GetProperty("status").GetInt32();
                settled &= Take(intents[taken], status, status is HttpStatusCode.OK or HttpStatusCode.Created ? receipt : line, saysWhen: true);
                taken++;
            }
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
        {
            settled = false;
        }

        foreach (var intent in intents.Skip(taken)) intent.LeaveUnknown();
        journal.Took(watch.Elapsed);
        return settled && taken == intents.Count;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    public void Dispose() => _client.Dispose();

    private bool Take(Intent intent, HttpStatusCode status, string body, bool saysWhen)
    {
        switch (status)
        {
            case HttpStatusCode.Created or HttpStatusCode.OK:
                journal.Acknowledge(intent, status == HttpStatusCode.Created, body);
                return true;
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                journal.Wait(intent, unknown: status == HttpStatusCode.ServiceUnavailable, saysWhen);
                return false;
            default:
                journal.Break($"{intent} was answered with {(int)status}: {body}");
                return status != HttpStatusCode.InternalServerError;
        }
    }
}
