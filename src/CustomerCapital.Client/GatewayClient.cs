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
public sealed partial class GatewayClient : IDisposable
{
    /// <summary>How long a gateway may say nothing before it is given up: longer than it takes for any answer.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    private const string StreamMediaType = "application/x-ndjson";
    private const string JsonMediaType = "application/json";
    private const string PolicyPath = "v1/policy";

    private static readonly string[] NoPolicyVersion = ["policy_version_not_found"];

    private readonly HttpClient _http;

    /// <summary>A client of the gateway at an address, to which <c>/v1/…</c> is added.</summary>
    /// <param name="address">Of scheme http or https.</param>
    /// <param name="connectionLimit">How many connections may be open; further calls wait for one.</param>
    /// <param name="key">The key to show at each request; null for none, at a gateway that asks nobody.</param>
    public GatewayClient(Uri address, int connectionLimit, string? key = null)
    {
        Address = new(address.AbsoluteUri.TrimEnd('/') + "/");
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), MaxConnectionsPerServer = connectionLimit };
        _http = new(handler) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = HeaderOf(key);
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

    /// <summary>The versions of the policy that are kept, the latest first, with what each has changed.</summary>
    public Task<PolicyVersions> ListPolicyVersionsAsync(CancellationToken cancellation = default) => GetAsync<PolicyVersions>(PolicyPath + "/versions", cancellation);

    /// <summary>The policy as it was in a version; null where that version is not kept.</summary>
    public Task<ProgramPolicy?> GetPolicyVersionAsync(int version, CancellationToken cancellation = default) =>
        FindAsync<ProgramPolicy>(string.Create(CultureInfo.InvariantCulture, $"{PolicyPath}/versions/{version}"), NoPolicyVersion, cancellation);

    /// <summary>Puts other rules in force.</summary>
    /// <param name="policy">The new rules.</param>
    /// <param name="expectedVersion">The version that they were made from; null to replace whichever is in force.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PolicyChange> PutPolicyAsync(ProgramPolicy policy, int? expectedVersion, CancellationToken cancellation = default)
    {
        using var request = WithBody(HttpMethod.Put, PolicyPath, policy);
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

    /// <summary>Completes where the gateway's process runs.</summary>
    public Task CheckLivenessAsync(CancellationToken cancellation = default) => GetAsync<GatewayHealth>("health/live", cancellation);

    /// <summary>Completes where the gateway can serve: it can read the ledger.</summary>
    /// <exception cref="EngineUnavailableException">It cannot, or is not reached.</exception>
    public Task CheckReadinessAsync(CancellationToken cancellation = default) => GetAsync<GatewayHealth>("health/ready", cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await AskAsync(request, JsonMediaType, ReadAsync<T>, cancellation);
    }

    /// <returns>Null where the gateway says by one of these codes that there is none.</returns>
    private async Task<T?> FindAsync<T>(string path, IReadOnlyCollection<string> missing, CancellationToken cancellation) where T : class
    {
        try
        {
            return await GetAsync<T>(path, cancellation);
        }
        catch (GatewayException none) when (none.Status == HttpStatusCode.NotFound && missing.Contains(none.Code))
        {
            return null;
        }
    }

    private async Task<T> PostAsync<TBody, T>(string path, TBody body, CancellationToken cancellation)
    {
        using var request = WithBody(HttpMethod.Post, path, body);
        return await AskAsync(request, JsonMediaType, ReadAsync<T>, cancellation);
    }

    /// <summary>Replaces what has versions, where it has the version from which the change was made; null for whichever.</summary>
    private async Task<T> PutAsync<TBody, T>(string path, TBody body, int? fromVersion, CancellationToken cancellation)
    {
        using var request = WithBody(HttpMethod.Put, path, body);
        if (fromVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        return await AskAsync(request, JsonMediaType, ReadAsync<T>, cancellation);
    }

    private static HttpRequestMessage WithBody<TBody>(HttpMethod method, string path, TBody body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Of<TBody>()));
        content.Headers.ContentType = new(JsonMediaType);
        return new(method, path) { Content = content };
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationTokenSource silence)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(silence.Token);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, ClientJson.Of<T>(), silence.Token) ?? throw NotAGateway(answer, null);
        }
        catch (JsonException other)
        {
            throw NotAGateway(answer, other);
        }
    }

    /// <summary>Sends a request and reads the answer; every failure that time may mend becomes one of the engine's.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mediaType">What the answer must be; null for one without content.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<T> AskAsync<T>(
        HttpRequestMessage request, string? mediaType, Func<HttpResponseMessage, CancellationTokenSource, Task<T>> read, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(SilenceLimit);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!answer.IsSuccessStatusCode) throw await FailureOfAsync(answer, silence.Token);
            return mediaType is null || answer.Content.Headers.ContentType?.MediaType == mediaType ? await read(answer, silence) : throw NotAGateway(answer, null);
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
        return await JsonSerializer.DeserializeAsync(body, ClientJson.Of<GatewayProblem>(), cancellation);
    }

    /// <summary>Reads a policy; its version is the entity tag too, which tells it from whatever else answers in JSON.</summary>
    private async Task<ProgramPolicy> ReadPolicyAsync(HttpResponseMessage answer, CancellationTokenSource silence)
    {
        var policy = await ReadAsync<ProgramPolicy>(answer, silence);
        return answer.Headers.ETag?.Tag == ETagOf(policy.Version) ? policy : throw NotAGateway(answer, null);
    }

    private GatewayException NotAGateway(HttpResponseMessage answer, Exception? inner) => new(
        $"{Address} answers {answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} with {(int)answer.StatusCode}, and not as a gateway does; name the address at which customercapital serves.",
        inner);

    private static string ETagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
