using System.Diagnostics;

namespace CustomerCapital.Bench;

/// <summary>What a load came to.</summary>
internal sealed record LoadResult(double PerSecond, double P50, double P99);

/// <summary>Sends requests over so many connections, each waiting for its answer before the next; every answer must be a success.</summary>
internal sealed class HttpLoad(string url, int connections) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = new Uri(url),
    };

    public async Task<LoadResult> RunAsync(TimeSpan duration, Func<long, HttpRequestMessage> request)
    {
        var watch = Stopwatch.StartNew();
        var number = 0L;
        var samples = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            // One request at least, however long the first takes.
            do
            {
                var begun = watch.Elapsed;
                using var message = request(Interlocked.Increment(ref number));
                using var answer = await _client.SendAsync(message);
                await answer.Content.ReadAsByteArrayAsync();
                answer.EnsureSuccessStatusCode();
                times.Add((watch.Elapsed - begun).TotalMilliseconds);
            }
            while (watch.Elapsed < duration);

            return times;
        })));
        var elapsed = watch.Elapsed.TotalSeconds;
        var ordered = samples.SelectMany(times => times).Order().ToList();
        return new(ordered.Count / elapsed, ordered[ordered.Count / 2], ordered[(int)(ordered.Count * 0.99)]);
    }

    public void Dispose() => _client.Dispose();
}
