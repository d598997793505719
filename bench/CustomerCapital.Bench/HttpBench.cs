using System.Net.Http.Headers;
using System.Text;

namespace CustomerCapital.Bench;

/// <summary>Requests per second and latency over 64 kept-alive connections, server and client sharing this machine's processors.</summary>
internal static class HttpBench
{
    private const int Connections = 64;
    private const int Customers = 10_000;

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start("serve", "--url", url, "--database", "sqlite:" + folder.File("http.db"));
        await server.WaitForAsync("Serving");
        using var load = new HttpLoad(url, Connections);
        await load.RunAsync(TimeSpan.FromMilliseconds(options.Size(3_000, 500)), number => Purchase($"w{number}", number));

        var posted = 0L;
        var posts = await load.RunAsync(options.Duration * 2, number =>
        {
            Interlocked.Increment(ref posted);
            return Purchase($"p{number}", number);
        });
        table.Add($"http: POST purchases, {Connections} connections, requests/s", $"{posts.PerSecond:N0}");
        table.Add("http: POST purchases, p50 and p99", $"{posts.P50:0.0} and {posts.P99:0.0} ms");
        var known = Math.Min(posted, Customers - 1); // c1 and so on: a slow machine has not posted for everybody
        var gets = await load.RunAsync(options.Duration * 2, number => new(HttpMethod.Get, $"v1/customers/c{1 + (number % known)}"));
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
