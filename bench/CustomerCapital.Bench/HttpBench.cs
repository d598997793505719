using System.Net.Http.Headers;
using System.Text;

namespace CustomerCapital.Bench;

/// <summary>Requests per second and latency over 64 kept-alive connections, server and client sharing this machine's processors.</summary>
internal static class HttpBench
{
    private const int Connections = 64;
    private const int Customers = 10_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(TemporaryFolder folder, ResultTable table)
    {
        var url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start("serve", "--url", url, "--database", "sqlite:" + folder.File("http.db"));
        await server.WaitForAsync("Serving");
        using var load = new HttpLoad(url, Connections);
        await load.RunAsync(TimeSpan.FromSeconds(3), number => Purchase($"w{number}", number));

        var posts = await load.RunAsync(Duration, number => Purchase($"p{number}", number));
        table.Add($"http: POST purchases, {Connections} connections, requests/s", $"{posts.PerSecond:N0}");
        table.Add("http: POST purchases, p50 and p99", $"{posts.P50:0.0} and {posts.P99:0.0} ms");
        var gets = await load.RunAsync(Duration, number => new(HttpMethod.Get, $"v1/customers/c{number % Customers}"));
        table.Add($"http: GET customer, {Connections} connections, requests/s", $"{gets.PerSecond:N0}");
        table.Add("http: GET customer, p50 and p99", $"{gets.P50:0.0} and {gets.P99:0.0} ms");
        table.Add("http: memory of the server after it", $"{server.ResidentMegabytes():0} MB");
    }

    private static HttpRequestMessage Purchase(string id, long number) => new(HttpMethod.Post, $"v1/customers/c{number % Customers}/purchases")
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"purchaseId\":\"{id}\",\"amount\":\"12.50\",\"channel\":\"web\"}}"))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };
}
