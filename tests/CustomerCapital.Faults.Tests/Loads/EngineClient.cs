using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>Sends intents to one engine and writes every answer down. Where the engine has several addresses, it goes on at the next when one is lost.</summary>
/// <param name="journal">Where answers are written down.</param>
/// <param name="patience">How long an answer is waited for.</param>
/// <param name="urls">The engine's addresses, the one to begin with first.</param>
/// <param name="connections">Most connections to each.</param>
internal sealed class EngineClient(Journal journal, TimeSpan patience, IReadOnlyList<string> urls, int connections = 256) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { Timeout = patience };
    private int _at;

    /// <summary>Longer than any wait that is promised to end.</summary>
    public static TimeSpan LongPatience { get; } = TimeSpan.FromSeconds(100);

    /// <summary>Sends one in a request of its own.</summary>
    /// <returns>Whether it was answered for good.</returns>
    public async Task<bool> PostAsync(Intent intent)
    {
        var (watch, at) = (Stopwatch.StartNew(), Volatile.Read(ref _at));
        try
        {
            using var content = new StringContent(intent.Body, Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(intent.Type == "registration" ? HttpMethod.Put : HttpMethod.Post, Address(at, intent.Route)) { Content = content };
            using var answer = await _client.SendAsync(request);
            return Take(intent, answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'), answer.Headers.RetryAfter is not null);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
        {
            intent.LeaveUnknown();
            Leave(at);
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
        var (watch, at, taken, settled) = (Stopwatch.StartNew(), Volatile.Read(ref _at), 0, true);
        try
        {
            using var content = new StringContent(string.Join('\n', intents.Select(intent => intent.Line)), Encoding.UTF8, "application/x-ndjson");
            using var request = new HttpRequestMessage(HttpMethod.Post, Address(at, "v1/commands")) { Content = content };
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                foreach (var intent in intents) journal.Wait(intent, unknown: false, answer.Headers.RetryAfter is not null);
                return false;
            }

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
            Leave(at);
        }

        foreach (var intent in intents.Skip(taken)) intent.LeaveUnknown();
        journal.Took(watch.Elapsed);
        return settled && taken == intents.Count;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(Address(Volatile.Read(ref _at), path)));
        return document.RootElement.Clone();
    }

    /// <summary>Asks for something that is no command of the load, and must succeed.</summary>
    /// <returns>The answer; null where it is none in JSON.</returns>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, Address(Volatile.Read(ref _at), path));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path} was answered with {(int)answer.StatusCode}: {text}");
        return answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null;
    }

    public void Dispose() => _client.Dispose();

    private Uri Address(int at, string route) => new(new Uri(urls[at % urls.Count]), route);

    /// <summary>Of those who lose one address at the same time only one goes on to the next.</summary>
    private void Leave(int at) => Interlocked.CompareExchange(ref _at, at + 1, at);

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
            case HttpStatusCode.UnprocessableEntity when intent.CanBeRefused && Rewards.Refusals.Any(code => body.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal)):
                if (intent.Refuse(body) is { } wrong) journal.Break(wrong);
                return true;
            default:
                journal.Break($"{intent} was answered with {(int)status}: {body}");
                return status != HttpStatusCode.InternalServerError;
        }
    }
}
