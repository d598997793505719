using System.Globalization;
using System.Net;
using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Client;

/// <summary>
/// One gateway, by its address. Every call is one request, which may fail in three ways:
/// <see cref="EngineUnavailableException"/> where the gateway is not reached, breaks off or is silent for <see cref="SilenceLimit"/>, and nothing is known of the outcome;
/// <see cref="EngineOverloadedException"/> where it has no room;
/// <see cref="GatewayException"/> where asking again does not help. Thread-safe.
/// </summary>
public sealed class GatewayClient : IDisposable
{
    /// <summary>How long a gateway may say nothing before it is given up: longer than it takes for any answer.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    private const string StreamMediaType = "application/x-ndjson";
    private const string JsonMediaType = "application/json";
    private const string PolicyPath = "v1/policy";

    private readonly HttpClient _http;

    /// <summary>A client of the gateway at an address, to which <c>/v1/…</c> is added.</summary>
    /// <param name="address">Of scheme http or https.</param>
    /// <param name="connectionLimit">How many connections may be open; further calls wait for one.</param>
    public GatewayClient(Uri address, int connectionLimit)
    {
        Address = new(address.AbsoluteUri.TrimEnd('/') + "/");
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), MaxConnectionsPerServer = connectionLimit };
        _http = new(handler) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>
    /// Sends commands, a line each, and gives each answer on as it comes, in order. From the first line whose outcome is not known on, lines may be left unanswered;
    /// those were not carried out, unless the call fails, so that sending again what is not known in the same order keeps each customer's order.
    /// </summary>
    public async Task SendAsync(ReadOnlyMemory<byte> lines, Action<LineResult> answered, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/commands?stopOnFailure=true") { Content = new ReadOnlyMemoryContent(lines) };
        request.Content.Headers.ContentType = new(StreamMediaType);
        await AskAsync(request, StreamMediaType, async (answer, silence) =>
        {
            await using var results = await answer.Content.ReadAsStreamAsync(silence.Token);
            await foreach (var result in JsonSerializer.DeserializeAsyncEnumerable(results, LineResult.Json, topLevelValues: true, silence.Token))
            {
                silence.CancelAfter(SilenceLimit);
                answered(result ?? throw NotAGateway(answer, null));
            }

            return 0;
        }, cancellation);
    }

    /// <summary>Entries of all customers after a place. Whoever goes on from each page's end gets every entry once; an empty page says that nothing else is recorded yet.</summary>
    /// <param name="after">The <see cref="EntryFeed.NextAfter"/> of the page before; null to begin with the first entry.</param>
    /// <param name="limit">At most so many, 1 to 1,000; a page may have fewer and not be the last.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EntryFeed> ReadFeedAsync(string? after, int limit = 100, CancellationToken cancellation = default)
    {
        var place = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"v1/entries?limit={limit}{place}"));
        return await AskAsync(request, JsonMediaType, async (answer, silence) =>
        {
            await using var body = await answer.Content.ReadAsStreamAsync(silence.Token);
            return await JsonSerializer.DeserializeAsync(body, EntryFeed.Json, silence.Token) is { Entries: not null, NextAfter: not null } page ? page : throw NotAGateway(answer, null);
        }, cancellation);
    }

    /// <summary>The rules in force.</summary>
    public async Task<ProgramPolicy> GetPolicyAsync(CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PolicyPath);
        return await AskAsync(request, JsonMediaType, ReadPolicyAsync, cancellation);
    }

    /// <summary>Puts other rules in force.</summary>
    /// <param name="policy">The new rules.</param>
    /// <param name="expectedVersion">The version that they were made from; null to replace whichever is in force.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PolicyChange> PutPolicyAsync(ProgramPolicy policy, int? expectedVersion, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, PolicyPath)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(policy, ClientJsonContext.Default.ProgramPolicy)),
        };
        request.Content.Headers.ContentType = new(JsonMediaType);
        if (expectedVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        try
        {
            return new(await AskAsync(request, JsonMediaType, ReadPolicyAsync, cancellation), []);
        }
        catch (GatewayException refused) when (refused.Status == HttpStatusCode.PreconditionFailed)
        {
            return new(await GetPolicyAsync(cancellation), [], VersionConflict: true);
        }
        catch (GatewayException refused) when (refused is { Status: HttpStatusCode.BadRequest, Problem.Errors: { Count: > 0 } faults })
        {
            return new(await GetPolicyAsync(cancellation), faults);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and reads the answer; every failure that time may mend becomes one of the engine's.</summary>
    private async Task<T> AskAsync<T>(
        HttpRequestMessage request, string mediaType, Func<HttpResponseMessage, CancellationTokenSource, Task<T>> read, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(SilenceLimit);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!answer.IsSuccessStatusCode) throw await FailureOfAsync(answer, silence.Token);
            return answer.Content.Headers.ContentType?.MediaType == mediaType ? await read(answer, silence) : throw NotAGateway(answer, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineUnavailableException($"The gateway {Address} has said nothing for {SilenceLimit.TotalSeconds:0} s.");
        }
        catch (HttpRequestException lost)
        {
            throw new EngineUnavailableException($"The gateway {Address} cannot be reached: {Sentence(lost.Message)}", lost);
        }
        catch (Exception lost) when (lost is IOException or JsonException)
        {
            throw new EngineUnavailableException($"The gateway {Address} has broken off its answer: {Sentence(lost.Message)}", lost);
        }
    }

    private async Task<Exception> FailureOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (await ProblemOfAsync(answer, cancellation) is not { } problem)
        {
            return answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? new EngineUnavailableException($"{Address} answers with {(int)answer.StatusCode}: no gateway can be reached there now.")
                : NotAGateway(answer, null);
        }

        var message = $"The gateway {Address} answers {answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} with {(int)answer.StatusCode} ({problem.Code}): {problem.Detail}";
        if (answer.StatusCode == HttpStatusCode.TooManyRequests) return new EngineOverloadedException(message);
        return problem.Retryable ? new EngineUnavailableException(message) : new GatewayException(message, answer.StatusCode, problem);
    }

    private static async Task<GatewayProblem?> ProblemOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != GatewayProblem.MediaType) return null;
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        return await JsonSerializer.DeserializeAsync(body, ClientJsonContext.Default.GatewayProblem, cancellation);
    }

    /// <summary>Reads a policy; its version is the entity tag too, which tells it from whatever else answers in JSON.</summary>
    private async Task<ProgramPolicy> ReadPolicyAsync(HttpResponseMessage answer, CancellationTokenSource silence)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(silence.Token);
        try
        {
            var policy = await JsonSerializer.DeserializeAsync(body, ClientJsonContext.Default.ProgramPolicy, silence.Token);
            return policy is not null && answer.Headers.ETag?.Tag == ETagOf(policy.Version) ? policy : throw NotAGateway(answer, null);
        }
        catch (JsonException other)
        {
            throw NotAGateway(answer, other);
        }
    }

    private GatewayException NotAGateway(HttpResponseMessage answer, Exception? inner) => new(
        $"{Address} answers {answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} with {(int)answer.StatusCode}, and not as a gateway does; name the address at which customercapital serves.",
        inner);

    private static string ETagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
