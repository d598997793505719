using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Access;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>What a run came to.</summary>
/// <param name="Statuses">How many answers had a status; 0 stands for a connection that was closed without one.</param>
/// <param name="Reached">Operations that were carried out, and how often.</param>
/// <param name="Never">Operations that never were, each with its last refusal.</param>
/// <param name="Broken">Promises that were broken, each with its request where there is one.</param>
/// <param name="PerSecond">Requests a second.</param>
internal sealed record FuzzOutcome(IReadOnlyDictionary<int, long> Statuses, IReadOnlyDictionary<string, long> Reached, IReadOnlyDictionary<string, string> Never, IReadOnlyCollection<string> Broken, double PerSecond);

/// <summary>
/// Sends requests from a seed to a server of its own, which asks for keys, and looks at what was promised. First come callers who may not: nothing is carried out, and an export of the
/// ledger is afterwards what it was before. Then come callers who may: no answer is a fault of the server, none tells of its insides, and <c>verify</c> finds every figure right.
/// </summary>
internal sealed class FuzzRun(int seed, long requests, string folder)
{
    private const string Program = "customercapital.dll";
    private const int Workers = 48;
    private const int BrokenKept = 50;
    private const int BetweenPreparations = 2_500;

    private static readonly string AuditLog = $"{{\"entry\":{{\"customerId\":{{\"kind\":{(int)ActorKind.AuditLog}";
    private const string EntryCount = "{\"entries\":";

    private static readonly string[] Insides = ["   at CustomerCapital", "   at Microsoft", "   at System", "Exception:", "Npgsql", "SQLite Error"];

    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentDictionary<string, long> _reached = new();
    private readonly ConcurrentDictionary<string, string> _refused = new();
    private readonly ConcurrentQueue<string> _broken = new();
    private readonly Uri _url = new(EngineProcess.FreeUrl());
    private readonly string _database = "sqlite:" + Path.Combine(folder, "fuzz.db");

    /// <summary>Sends them all.</summary>
    public async Task<FuzzOutcome> RunAsync()
    {
        await using var server = new ServingProcess(Program, ["serve", "--database", _database, "--url", _url.ToString()]);
        var administrator = await MakeKeyAsync();
        await StartAsync(server);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Workers, AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(3) };
        var operations = Operation.AllOf((await SendAsync(client, administrator, HttpMethod.Get, "openapi/v1.json"))!);
        var preparation = new Preparation((method, path, body, mayBeRefused) => SendAsync(client, administrator, method, path, body, mayBeRefused));
        var prepared = await preparation.PrepareAsync(0);
        var watch = Stopwatch.StartNew();
        var callers = await CallersAsync(client, administrator);

        var before = await RestAsync(server, client, administrator);
        await StartAsync(server);
        await SendAllAsync(client, Numbers(0, requests / 2).Select(number => (number, FuzzRequest.Make(seed, number, operations, callers, prepared, mayChange: false))));
        if (await RestAsync(server, client, administrator) is var after && after != before) Break($"What callers without a right sent has changed the ledger: {Difference(before, after)}", null);

        await StartAsync(server);
        callers = [.. callers.Where(caller => caller.Scopes.Count > 0), new("administrator", administrator, Scopes.All), new("administrator", administrator, Scopes.All)];
        for (var from = requests / 2; from < requests; from += BetweenPreparations)
        {
            // What examples take for granted may have been taken away.
            var ready = await preparation.PrepareAsync(from);
            await SendAllAsync(client, Numbers(from, Math.Min(from + BetweenPreparations, requests)).Select(number => (number, FuzzRequest.Make(seed, number, operations, callers, ready, mayChange: true))));
        }

        var perSecond = requests / watch.Elapsed.TotalSeconds;
        if (await server.TerminateAsync() is var ended && ended != 0) Break($"The server ended with {ended}: {string.Join('\n', server.Said)}", null);
        foreach (var fault in server.Faults.DistinctBy(fault => fault[Math.Min(fault.Length, 60)..Math.Min(fault.Length, 260)]).Take(10)) Break("The server has logged a fault: " + fault, null);
        var (verified, said) = await ServingProcess.RunToEndAsync(Program, "verify", "--database", _database);
        if (verified != 0) Break("verify: " + said, null);
        return new(_statuses, _reached, operations.Select(operation => operation.Id).Except(_reached.Keys).ToDictionary(id => id, id => _refused.GetValueOrDefault(id, "")), _broken, perSecond);
    }

    private static IEnumerable<long> Numbers(long from, long to)
    {
        for (var number = from; number < to; number++) yield return number;
    }

    private async Task SendAllAsync(HttpClient client, IEnumerable<(long Number, FuzzRequest Request)> all) =>
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (one, cancellation) =>
        {
            if (one.Number % 100 == 99) await SendRawAsync(one.Number);
            else await SendAsync(client, one.Number, one.Request, cancellation);
        });

    private async Task SendRawAsync(long number)
    {
        try
        {
            var statuses = await RawRequest.SendAsync(_url, RawRequest.Make(seed, number));
            foreach (var status in statuses.DefaultIfEmpty(0)) Count(status);
            if (statuses.Any(status => status is >= 500 and not 505 or >= 200 and < 300)) Break($"Request {number}, of raw bytes, was answered with {string.Join(", ", statuses)}", null);
        }
        catch (OperationCanceledException)
        {
            Break($"Request {number}, of raw bytes, was not answered", null);
        }
    }

    private async Task SendAsync(HttpClient client, long number, FuzzRequest request, CancellationToken cancellation)
    {
        HttpResponseMessage answer;
        string text;
        try
        {
            using var message = request.ToMessage(_url);
            answer = await client.SendAsync(message, cancellation);
            text = await answer.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException hungUp) when (hungUp.InnerException is IOException or System.Net.Sockets.SocketException || hungUp.HttpRequestError is HttpRequestError.ResponseEnded)
        {
            // The server may hang up on a body that it does not want, as long as it lives.
            Count(0);
            return;
        }

        using (answer)
        {
            var status = (int)answer.StatusCode;
            Count(status);
            if (status >= 500) Break($"{status} {text}", (number, request));
            else if (Insides.FirstOrDefault(inside => text.Contains(inside, StringComparison.Ordinal)) is { } inside && status >= 400) Break($"{status} tells of the program's insides ({inside}): {text}", (number, request));
            else if (status >= 400 && request.Operation is not null && !IsOfTheFramework(status, text) && answer.Content.Headers.ContentType?.MediaType != "application/problem+json") Break($"{status} without a problem: {text}", (number, request));
            else if (status is 400 or 404 or 409 or 415 or 422 && request.Operation is { } refused && request.Caller.May(refused)) _refused[refused.Id] = text;
            else if (status < 300 && request.Operation is { } carriedOut)
            {
                if (!request.Caller.May(carriedOut) && !IsRefusedByLine(carriedOut)) Break($"{status} for a caller who may not: {text}", (number, request));
                if (!FuzzRequest.Changes(carriedOut) || request.Caller.May(carriedOut)) _reached.AddOrUpdate(carriedOut.Id, 1, (_, times) => times + 1);
                if (answer.Content.Headers.ContentType?.MediaType == "application/json" && !IsJson(text)) Break($"{status} with JSON that is none: {text}", (number, request));
            }
        }
    }

    /// <summary>Whether an answer of success says for each line whether the caller may: what was changed is looked at afterwards.</summary>
    private static bool IsRefusedByLine(Operation operation) => operation.MediaType == "application/x-ndjson";

    /// <summary>Whether the web server itself refused a request, of which no part of the program heard.</summary>
    private static bool IsOfTheFramework(int status, string text) => text.Length == 0 && status is 400 or 414;

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Count(int status) => _statuses.AddOrUpdate(status, 1, (_, before) => before + 1);

    private void Break(string what, (long Number, FuzzRequest Request)? sent)
    {
        if (_broken.Count < BrokenKept) _broken.Enqueue(sent is var (number, request) ? $"request {number}: {what[..Math.Min(what.Length, 600)]}\n{request}" : what);
    }

    /// <summary>Somebody of every kind: with a right, without one, and with one that holds no more.</summary>
    private async Task<IReadOnlyList<Caller>> CallersAsync(HttpClient client, string administrator)
    {
        var callers = new List<Caller> { new("nobody", null, []), new("a guess", "cckey_" + new string('x', AccessKey.Length - 6), []), new("no key", "Basic", []) };
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Administrator))
            callers.Add(new(role.ToString(), await KeyAsync($"fuzz-{role}", Roles.ScopesOf(role)), Roles.ScopesOf(role)));
        callers.Add(new("a till of one shop", await KeyAsync("fuzz-shop", Roles.ScopesOf(Role.Till), ""","customerPrefix":"zz-" """), Roles.ScopesOf(Role.Till), "zz-"));
        var expired = await KeyAsync("fuzz-expired", Scopes.All, $""","expiresAt":"{Preparation.Seconds(2)}" """);
        var revoked = await KeyAsync("fuzz-revoked", Scopes.All);
        await SendAsync(client, administrator, HttpMethod.Delete, "v1/keys/fuzz-revoked");
        await Task.Delay(TimeSpan.FromSeconds(2));
        return [.. callers, new("expired", expired, []), new("revoked", revoked, [])];

        async Task<string> KeyAsync(string id, IEnumerable<Scope> scopes, string more = "") =>
            (string)(await SendAsync(client, administrator, HttpMethod.Put, $"v1/keys/{id}", $$"""{"scopes":[{{string.Join(',', scopes.Select(scope => $"\"{Scopes.NameOf(scope)}\""))}}]{{more}}}"""))!["text"]!;
    }

    /// <summary>Makes the key of an administrator in the database itself.</summary>
    private async Task<string> MakeKeyAsync()
    {
        var (code, said) = await ServingProcess.RunToEndAsync(Program, "key", "create", "fuzz-administrator", "--role", "administrator", "--database", _database);
        return code == 0 ? said[said.IndexOf("cckey_", StringComparison.Ordinal)..][..AccessKey.Length] : throw new InvalidOperationException(said);
    }

    private static async Task StartAsync(ServingProcess server)
    {
        if (!await server.StartAsync()) throw new InvalidOperationException("The server did not start: " + string.Join('\n', server.Said));
    }

    private async Task<JsonNode?> SendAsync(HttpClient client, string key, HttpMethod method, string path, string? body = null, bool mayBeRefused = false)
    {
        using var message = new HttpRequestMessage(method, new Uri(_url, path)) { Content = body is null ? null : new StringContent(body, null, path.StartsWith("v1/imports", StringComparison.Ordinal) ? "text/csv" : "application/json") };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        if (mayBeRefused && (int)answer.StatusCode is 400 or 404 or 409 or 412 or 422) return null;
        return answer.IsSuccessStatusCode ? text.Length > 0 ? JsonNode.Parse(text) : null : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>Ends the server, and tells what the ledger holds besides the audit log.</summary>
    private async Task<string> RestAsync(ServingProcess server, HttpClient client, string administrator)
    {
        var keys = (await SendAsync(client, administrator, HttpMethod.Get, "v1/keys"))!["keys"]!.AsArray().Select(key => $"{key!["keyId"]} {key["status"]}");
        await server.TerminateAsync();
        var (code, export) = await ServingProcess.RunToEndAsync(Program, "export", "--link-keys", "--database", _database);
        if (code != 0) throw new InvalidOperationException(export);
        return string.Join('\n', export.Split('\n').Where(line => !line.StartsWith(AuditLog, StringComparison.Ordinal) && !line.StartsWith(EntryCount, StringComparison.Ordinal)).Concat(keys));
    }

    private static string Difference(string before, string after)
    {
        var known = before.Split('\n').ToHashSet();
        return string.Join('\n', after.Split('\n').Where(line => !known.Contains(line)).Take(5).Select(line => line[..Math.Min(line.Length, 500)]));
    }
}
