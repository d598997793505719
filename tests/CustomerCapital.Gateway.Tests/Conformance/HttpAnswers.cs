using System.Net;
using System.Net.Http.Json;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>Answers read as the types that the gateway writes.</summary>
internal sealed class HttpAnswers(HttpClient client)
{
    /// <summary>What there is at a path; null where there is nothing.</summary>
    public async Task<T?> GetAsync<T>(string path) where T : class
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<T>(response);
    }

    public async Task<T> PostAsync<TBody, T>(string path, TBody body)
    {
        using var response = await client.PostAsJsonAsync(path, body, GatewayJson.Of<TBody>());
        return await ReadAsync<T>(response);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(GatewayJson.Of<T>()))!;
    }
}
