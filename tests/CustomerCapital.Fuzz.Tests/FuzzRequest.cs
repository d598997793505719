using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>A request that follows from a seed and its number alone.</summary>
/// <param name="Operation">The operation that it is like; null for one that is like none.</param>
/// <param name="Caller">Who sends it.</param>
/// <param name="Method">Of HTTP.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Besides those of the body and the key.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Body">Null for none.</param>
internal sealed record FuzzRequest(Operation? Operation, Caller Caller, string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, string MediaType, byte[]? Body)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"];
    private static readonly string[] MediaTypes = ["application/json", "application/x-ndjson", "application/merge-patch+json", "text/plain", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/csv"];
    private static readonly string[] Places =
        ["/", "/v1", "/v1/", "/v1/customers//purchases", "/v2/customers", "/openapi/v1.json", "/health/ready", "/metrics", "/console", "/console/sign-in", "/console/customers", "/console/campaigns/new", "/console/keys", "/console/audit", "/console/policy", "/mcp", "/my", "/links", "/unsubscribe", "/swagger/index.html", "/dashboard", "/.env", "/v1/customers/%2e%2e/%2e%2e", "/v1/%00"];
    private static readonly string[] HeaderNames = ["Idempotency-Key", "If-Match", "If-None-Match", "Accept", "Accept-Language", "Accept-Encoding", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-HTTP-Method-Override", "Origin", "Referer", "Cookie", "Range", "Expect-CT", "Content-Encoding", "traceparent", "X-Request-Id", "Last-Event-ID"];

    /// <summary>Ids that many requests share, so that one meets what another has done.</summary>
    private const int Shared = 40;

    private const int SharedOfThings = 8;

    /// <summary>The request of a number.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="number">Of the request.</param>
    /// <param name="operations">What the server has.</param>
    /// <param name="callers">Who may send it.</param>
    /// <param name="prepared">What the server was prepared for.</param>
    /// <param name="mayChange">Whether callers may do what they have the right to do, if that changes something.</param>
    public static FuzzRequest Make(int seed, long number, IReadOnlyList<Operation> operations, IReadOnlyList<Caller> callers, Prepared prepared, bool mayChange)
    {
        // Neighbours are mixed: those of seeds that follow each other begin alike.
        var random = new Random((int)(unchecked(((ulong)seed * 1_000_003 + (ulong)number) * 0x9E3779B97F4A7C15) >> 33));
        var caller = callers[random.Next(callers.Count)];
        if (random.Next(20) == 0) return Anywhere(caller, mayChange, random);
        // What works once, and what is ready for it, is tried more often than the others, mostly by those who may, and mostly as it is.
        var isReady = prepared.Requests.Count > 0 && random.Next(3) == 0;
        var operation = isReady && operations.Where(operation => prepared.Requests.ContainsKey(operation.Id)).ToList() is { Count: > 0 } some ? some[random.Next(some.Count)] : operations[random.Next(operations.Count)];
        if (mayChange && isReady && random.Next(4) > 0 && callers.Where(other => other.May(operation)).ToList() is { Count: > 0 } able) caller = able[random.Next(able.Count)];
        // Of the lines of a stream each asks for its own scope.
        while (!mayChange && Changes(operation) && (caller.May(operation) || (operation.MediaType == "application/x-ndjson" && caller.Scopes.Count > 0))) operation = operations[random.Next(operations.Count)];
        var ready = prepared.Requests.TryGetValue(operation.Id, out var all) && (isReady || random.Next(4) == 0) ? all[random.Next(all.Count)] : null;
        var changes = isReady && random.Next(2) == 0 ? 0 : random.Next(10) switch { < 4 => 0, < 7 => 1, < 9 => 2, _ => random.Next(3, 8) };
        var body = (ready is null ? operation.Body : ready.Body) is { } example ? BodyOf(operation, example, changes, ready is null ? prepared : null, random) : random.Next(50) == 0 ? "{}"u8.ToArray() : null;
        var mediaType = operation.MediaType is { } right && random.Next(40) > 0 ? right : MediaTypes[random.Next(MediaTypes.Length)];
        return new(operation, caller, operation.Method, ready?.Target ?? TargetOf(operation, prepared, random), HeadersOf(ready is null ? operation : null, random), mediaType, body);
    }

    /// <summary>Whether an operation can change something: what asks for a scope to read does not.</summary>
    public static bool Changes(Operation operation) => operation.Needs is { } scope && Engine.Access.Scopes.NameOf(scope).EndsWith(":write", StringComparison.Ordinal) || operation.Needs is Engine.Access.Scope.CampaignsApprove;

    /// <summary>As a client sends it.</summary>
    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(new(Method), new Uri(server.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        foreach (var (name, value) in Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        if (Caller.Key is { } key) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return message;
    }

    /// <summary>For people, on some lines.</summary>
    public override string ToString() =>
        $"{Caller.Name}: {Method} {Target}\n  {string.Join("\n  ", Headers.Select(header => $"{header.Name}: {header.Value}").Append(MediaType))}\n  {(Body is null ? "" : Encoding.UTF8.GetString(Body)[..Math.Min(2_000, Encoding.UTF8.GetString(Body).Length)])}";

    private static FuzzRequest Anywhere(Caller caller, bool mayChange, Random random)
    {
        var place = Places[random.Next(Places.Length)];
        if (random.Next(2) == 0) place += (place.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Escaped(random) + "=" + Escaped(random);
        else if (random.Next(2) == 0) place += "/" + Escaped(random);
        var method = mayChange || caller.Scopes.Count == 0 ? Methods[random.Next(Methods.Length)] : "GET";
        var body = method is "GET" or "HEAD" or "TRACE" ? null : Encoding.UTF8.GetBytes(Mangling.Text(random));
        return new(null, caller, method, place, HeadersOf(null, random), MediaTypes[random.Next(MediaTypes.Length)], body);
    }

    /// <param name="operation">Whose body it is.</param>
    /// <param name="example">What it is like.</param>
    /// <param name="changes">How much is changed of it.</param>
    /// <param name="prepared">Whose ids it gets; null where it has those that it shall have.</param>
    /// <param name="random">Of the request.</param>
    private static byte[] BodyOf(Operation operation, JsonNode example, int changes, Prepared? prepared, Random random)
    {
        // An example of lines, or of a file, is a text.
        var texts = example is JsonValue && operation.MediaType == "application/x-ndjson" ? example.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
        var likes = texts is not null ? texts.Select(text => JsonNode.Parse(text)!) : example is JsonValue ? [] : [example.DeepClone()];
        var bytes = Encoding.UTF8.GetBytes(example is JsonValue && texts is null ? example.ToString() : string.Join('\n', likes.Select(like =>
        {
            if (prepared is not null) Rename(like, prepared, random);
            return Mangling.Json(like, changes, random);
        })));
        return random.Next(25) == 0 || (changes > 0 && example is JsonValue && texts is null) ? Mangling.Bytes(bytes, random) : bytes;
    }

    /// <summary>Gives what has an id one of a few others, so that not every request repeats the first.</summary>
    private static void Rename(JsonNode node, Prepared prepared, Random random)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) if (item is not null) Rename(item, prepared, random);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonObject or JsonArray) Rename(value, prepared, random);
                // Examples are of a year that is over; what is to come must be to come.
                else if (value?.ToString() is ['2', '0', '2', '6', '-', ..] moment && random.Next(2) == 0) members[name] = $"2036{moment[4..]}";
                else if (name.EndsWith("Id", StringComparison.Ordinal) && random.Next(3) > 0) members[name] = name.EndsWith("ustomerId", StringComparison.Ordinal) ? CustomerId(prepared, random) : $"i{random.Next(Shared)}";
            }
        }
    }

    private static string CustomerId(Prepared prepared, Random random) => prepared.CustomerIds.Count > 0 && random.Next(4) == 0 ? prepared.CustomerIds[random.Next(prepared.CustomerIds.Count)] : random.Next(3) switch { 0 => "nora", 1 => $"zz-{random.Next(Shared)}", _ => $"c{random.Next(Shared)}" };

    private static string TargetOf(Operation operation, Prepared prepared, Random random)
    {
        var path = operation.Path;
        foreach (var parameter in operation.Parameters.Where(parameter => (string?)parameter["in"] == "path"))
        {
            var name = (string)parameter["name"]!;
            path = path.Replace($"{{{name}}}", random.Next(10) switch
            {
                0 => Escaped(random),
                < 5 when name == "id" => CustomerId(prepared, random),
                < 4 => $"i{random.Next(SharedOfThings)}",
                _ => Uri.EscapeDataString(parameter["example"]?.ToString() ?? "nora"),
            });
        }

        var query = operation.Parameters.Where(parameter => (string?)parameter["in"] == "query" && random.Next(4) == 0)
            .Select(parameter => $"{parameter["name"]}={(random.Next(3) == 0 ? Escaped(random) : Uri.EscapeDataString(Fitting(parameter, random)))}").ToList();
        if (random.Next(30) == 0) query.Add(Escaped(random) + "=" + Escaped(random));
        return query.Count > 0 ? $"{path}?{string.Join('&', query)}" : path;
    }

    private static string Fitting(JsonObject parameter, Random random) =>
        parameter["schema"]?["enum"] is JsonArray all ? all[random.Next(all.Count)]?.ToString() ?? ""
        : parameter["example"]?.ToString() ?? parameter["schema"]?["examples"]?[0]?.ToString() ?? ((string?)parameter["schema"]?["type"] switch { "integer" => $"{random.Next(-1, 2_000)}", "boolean" => "true", _ => Mangling.Text(random) });

    private static List<(string, string)> HeadersOf(Operation? operation, Random random)
    {
        var headers = new List<(string, string)>();
        if (operation?.Parameters.Any(parameter => (string?)parameter["name"] == "Idempotency-Key") is true && random.Next(3) == 0) headers.Add(("Idempotency-Key", $"i{random.Next(Shared)}"));
        if (operation?.Parameters.Any(parameter => (string?)parameter["name"] == "If-Match") is true && random.Next(3) == 0) headers.Add(("If-Match", $"\"{random.Next(4)}\""));
        if (random.Next(6) == 0) headers.Add((HeaderNames[random.Next(HeaderNames.Length)], Plain(Mangling.Text(random))));
        if (random.Next(8) == 0) headers.Add(("Accept", ((string[])["text/csv", "application/x-ndjson", "application/json", "text/html", "*/*", "x"])[random.Next(6)]));
        return headers;
    }

    /// <summary>As an HTTP client lets it pass in a header.</summary>
    private static string Plain(string text) => new([.. text.Where(letter => letter is >= ' ' and < (char)127)]);

    private static string Escaped(Random random)
    {
        var text = Mangling.Text(random);
        // What stands for itself is left so now and then.
        return random.Next(4) == 0 ? new string([.. text.Where(letter => letter is > ' ' and < (char)127 and not '#' and not '"')]) : Uri.EscapeDataString(text);
    }
}
