using System.Net.Http.Headers;
using System.Text.Json;

namespace CustomerCapital.Gateway.Tests;

/// <summary>An HTTP answer, read whole: its text without the line break at its end.</summary>
internal sealed record Answer(int Status, string? MediaType, string Text, HttpResponseHeaders Headers)
{
    /// <summary>Whether the text ended with a line break.</summary>
    public bool EndsWithLineBreak { get; private init; }

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The answer's lines, for a stream.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public static async Task<Answer> OfAsync(Task<HttpResponseMessage> answering)
    {
        using var response = await answering;
        var text = await response.Content.ReadAsStringAsync();
        var ends = text.EndsWith('\n');
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, ends ? text[..^1] : text, response.Headers) { EndsWithLineBreak = ends };
    }

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    /// <summary>Fails unless it is a problem after RFC 9457 with this status and code.</summary>
    public Answer AssertProblem(int status, string code)
    {
        Assert.Equal((status, "application/problem+json"), (Status, MediaType));
        Assert.Equal(["code", "detail", "errors", "requestId", "retryable", "status", "title", "type"], Json.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal("urn:customercapital:problem:" + code, Json.GetProperty("type").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.Equal(Header("X-Request-Id"), Json.GetProperty("requestId").GetString());
        Assert.True(EndsWithLineBreak);
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
        Assert.Equal(status is 429 or 503 or 500, Json.GetProperty("retryable").GetBoolean());
        return this;
    }

    /// <summary>Fails unless it is a 400 whose only fault is of this field and starts so.</summary>
    public void AssertFault(string field, string message)
    {
        AssertProblem(400, "malformed");
        var fault = Assert.Single(Json.GetProperty("errors").EnumerateArray());
        Assert.Equal(field, fault.GetProperty("field").GetString());
        Assert.StartsWith(message, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(field.Length == 0 ? fault.GetProperty("message").GetString() : $"{field}: {fault.GetProperty("message")}", Json.GetProperty("detail").GetString());
    }
}
