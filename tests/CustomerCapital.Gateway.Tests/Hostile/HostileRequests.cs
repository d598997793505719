using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Gateway.Tests.Hostile;

/// <summary>Requests that nobody should send, from a seed: broken HTTP around sound JSON, and sound HTTP around broken JSON.</summary>
/// <param name="seed">Gives the same requests again.</param>
/// <param name="routes">Where commands are sent, after the customer's id.</param>
internal sealed class HostileRequests(int seed, string[] routes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = Capabilities.Json };

    /// <summary>Names of all fields of commands, and some of none.</summary>
    private static readonly string[] Fields = [.. Capabilities.Commands.SelectMany(command => FieldsOf(command.Type)).Distinct().Order(StringComparer.Ordinal), "type", "$id", "naturalId", ""];

    private static readonly string[] Targets =
    [
        "/", "/v1/customers", "/v1/customers/", "/v1/customers/{0}", "/v1/customers/{0}/entries?after={1}&limit={1}", "/v1/customers?rung={1}&lapsed={1}&channel={1}&cursor={1}&limit={1}",
        "/v1/customers?cursor={0}&channel={0}", "/v1/cohorts?from={1}&through={1}", "/v1/periods?from={1}&through={1}", "/v1/metrics?through={1}", "/v1/ladder?share={1}", "/v1/policy", "/v1/segments/{0}", "/{0}", "/docs/{0}", "/openapi/{0}.json",
        "/v1/customers/{0}/follow-ups/{0}/done",
    ];

    private static readonly string[] Strange =
    [
        "a%00b", "%2F", "..%2F..", ".", "..", "%", "%zz", "%ff%fe", "%ED%A0%80", "a%2Fb", "%20", "%0A", "%E2%80%AE", "%F0%9F%98%80", "cafe%CC%81", "%EF%BB%BF", "'", "%22%3B--", "%3Cscript%3E", "{id}", "*", "a;b=c", "a,b", "%252F",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-1", "1e400", "-1e400", "1e-400", "9223372036854775807", "9223372036854775808", "99999999999999999999999999999999", "0.00000000000000000000000000001", "1.0", "-0", "1e10", "0001-01", "9999-12", "2026-00", "NaN", "Infinity",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next request, as bytes of HTTP/1.1.</summary>
    public byte[] Next() => _random.Next(10) switch
    {
        0 => Bytes(_random.Next(1, 400), "\r\n\r\n"),
        1 => Get(),
        2 => Post("/v1/commands", "application/x-ndjson", Lines()),
        3 => Post($"/v1/customers/{Id()}/{Pick(routes)}", Pick(["text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "/", "", "application/json,application/json"]), Object(0)),
        4 => Post($"/v1/customers/{Id()}/{Pick(routes)}", "application/json", Encoding.Latin1.GetString(Bytes(_random.Next(200), ""))),
        5 => Post($"/v1/customers/c{_random.Next(20)}/{Pick(routes)}", "application/json", Object(0), $"Idempotency-Key: {Pick(["", "\"\"", new string('k', _random.Next(300)), "k\tk", "\u00e9", "k" + _random.Next(50)])}\r\n"),
        6 => Post($"/v1/customers/{Id()}", "application/json", Object(0), method: "PUT"),
        7 => Post("/v1/policy", "application/json", Object(0), $"If-Match: {Pick(["*", "\"1\"", "W/\"1\"", "", "x"])}\r\n", "PUT"),
        8 => Post($"/v1/customers/c{_random.Next(20)}/purchases", "application/json", Mutated($$"""{"purchaseId":"p{{_random.Next(200)}}","amount":"{{_random.Next(1, 999)}}.50","occurredAt":"2026-0{{_random.Next(1, 4)}}-10T10:00:00Z","lines":null}""")),
        _ => Post($"/v1/customers/c{_random.Next(20)}/returns", "application/json", Mutated($$"""{"returnId":"r{{_random.Next(200)}}","purchaseId":"p{{_random.Next(200)}}","reason":"broken"}""")),
    };

    private byte[] Get()
    {
        var target = Pick(Targets).Replace("{0}", Id(), StringComparison.Ordinal).Replace("{1}", Pick([.. Numbers, .. Strange]), StringComparison.Ordinal);
        var header = _random.Next(20) == 0 ? $"X-Large: {new string('x', 40_000)}\r\n" : "";
        return Encoding.Latin1.GetBytes($"{Pick(["GET", "GET", "GET", "DELETE", "OPTIONS", "PATCH", "get"])} {target} HTTP/1.1\r\nHost: x\r\n{header}\r\n");
    }

    private static byte[] Post(string target, string mediaType, string body, string header = "", string method = "POST")
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        var type = mediaType.Length == 0 ? "" : $"Content-Type: {mediaType}\r\n";
        return [.. Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: x\r\n{type}{header}Content-Length: {bytes.Length}\r\n\r\n"), .. bytes];
    }

    private static IEnumerable<string> FieldsOf(Type type)
    {
        var json = Json.GetTypeInfo(type);
        if (json.ElementType is { } element) return FieldsOf(element);
        return json.Kind == JsonTypeInfoKind.Object ? json.Properties.SelectMany(field => FieldsOf(field.PropertyType).Prepend(field.Name)) : [];
    }

    private string Lines() => string.Join(
        Pick(["\n", "\r\n", "\n\n"]),
        Enumerable.Range(0, _random.Next(6)).Select(_ => Mutated($$"""{"customerId":{{Text()}},"command":{{Object(0)}} }""")));

    private string Id() => _random.Next(3) == 0 ? "c" + _random.Next(20) : _random.Next(4) == 0 ? new string('i', _random.Next(100, 200)) : Pick(Strange);

    private string Object(int depth) =>
        "{" + string.Join(",", Enumerable.Range(0, _random.Next(6)).Select(_ => $"\"{Pick(Fields)}\":{Value(depth + 1)}")) + "}";

    private string Value(int depth) => _random.Next(10) switch
    {
        0 => Pick(Numbers),
        1 => Pick(["true", "false", "null"]),
        2 when depth < 6 => Object(depth),
        3 when depth < 6 => "[" + string.Join(",", Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1))) + "]",
        4 => new string('[', _random.Next(200)) + new string(']', _random.Next(200)),
        5 => "\"" + Pick(Numbers) + "\"",
        6 => Pick(["\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-03-10T10:00:00Z\"", "\"1970-01-01T00:00:00+14:00\"", "\"call\"", "\"inquiry\"", "\"purchase\""]),
        _ => Text(),
    };

    private string Text() => Pick(
    [
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\u00ff\"", "\"\\u202e\"", "\"\\ud83d\\ude00\"", "\"" + new string('x', _random.Next(3_000)) + "\"", "\"c1\"", "\"c2\"", "\"\\", "\"\\q\"", "\"..\"", "\"a/b\"",
        $"\"id{_random.Next(100)}\"",
    ]);

    /// <summary>Mostly as it is; else with a piece cut out, doubled or replaced.</summary>
    private string Mutated(string text)
    {
        if (_random.Next(3) > 0) return text;
        var (start, count) = (_random.Next(text.Length), _random.Next(1, 9));
        var piece = text.Substring(start, Math.Min(count, text.Length - start));
        return text.Remove(start, piece.Length).Insert(start, Pick(["", piece + piece, "\0", "\u00ff", "\"", "}", Pick(Numbers)]));
    }

    private byte[] Bytes(int count, string end)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return [.. bytes, .. Encoding.ASCII.GetBytes(end)];
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
