using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CustomerCapital.Server.Tests.Importing.Http;

/// <summary>Calls of <c>/v1/imports</c> as a caller makes them.</summary>
internal sealed class ImportCalls(Uri server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient _http = new() { BaseAddress = server };

    public Task<(int Status, JsonElement Json)> PostAsync(string query, string text, string type = "text/csv") => PostAsync(query, Encoding.UTF8.GetBytes(text), type);

    public Task<(int Status, JsonElement Json)> PostAsync(string query, byte[] file, string type = "text/csv") => PostAsync(query, new ByteArrayContent(file), type);

    public async Task<(int Status, JsonElement Json)> PostAsync(string query, HttpContent file, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports" + query) { Content = file };
        if (type.Length > 0) file.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await AnswerAsync(_http.SendAsync(request));
    }

    public Task<(int Status, JsonElement Json)> GetAsync(string path) => AnswerAsync(_http.GetAsync(path));

    public Task<(int Status, JsonElement Json)> ConfirmAsync(string id, string accept = "") => AnswerAsync(_http.PostAsync($"/v1/imports/{id}/confirmation{(accept.Length > 0 ? "?accept=" + accept : "")}", null));

    public Task<(int Status, JsonElement Json)> DeleteAsync(string id) => AnswerAsync(_http.DeleteAsync($"/v1/imports/{id}"));

    public async Task<string> RejectedAsync(string id)
    {
        using var answer = await _http.GetAsync($"/v1/imports/{id}/rejected");
        Assert.Equal((200, "text/csv; charset=utf-8"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a file that is taken.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> TakenAsync(string query, string text)
    {
        var (status, json) = await PostAsync(query, text);
        Assert.True(status == 202, json.ToString());
        return Id(json);
    }

    /// <summary>Waits until an import is neither examined nor recorded.</summary>
    /// <returns>The import, which has to be in this state then.</returns>
    public Task<JsonElement> RestingAsync(string id, string state) => UntilAsync(id, import => State(import) is not ("examining" or "recording"), state);

    /// <summary>Waits until something holds of an import.</summary>
    public async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> holds, string? state = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, import) = await GetAsync($"/v1/imports/{id}");
            Assert.True(status == 200, import.ToString());
            if (holds(import))
            {
                Assert.True(state is null || State(import) == state, import.ToString());
                return import;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }

    /// <summary>Sends a file that is recorded at once, and waits for its end.</summary>
    public async Task<JsonElement> ImportedAsync(string query, string text) => await RestingAsync(await TakenAsync(query + (query.Length > 0 ? "&" : "?") + "confirm=true", text), "completed");

    public static string Id(JsonElement import) => import.GetProperty("importId").GetString()!;

    public static string State(JsonElement import) => import.GetProperty("state").GetString()!;

    /// <summary>Code and detail of a problem.</summary>
    public static (int Status, string Code, string Detail) Problem((int Status, JsonElement Json) answer)
    {
        Assert.True(answer.Json.ValueKind == JsonValueKind.Object && answer.Json.TryGetProperty("code", out _), answer.ToString());
        return (answer.Status, answer.Json.GetProperty("code").GetString()!, answer.Json.GetProperty("detail").GetString()!);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<(int Status, JsonElement Json)> AnswerAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
