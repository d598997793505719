namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>Tills that post one command after the other, and feeds that send streams, to one engine or several, until it is stopped.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Tills = 12;
    private const int Feeds = 2;
    private const int StreamLength = 150;

    /// <summary>What a till waits after a failure: less than Retry-After asks for, to be harder on the engine than callers are.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public Load(IReadOnlyList<EngineClient> clients, Journal journal, string name, int seed)
    {
        var tills = Enumerable.Range(0, Tills).Select(i => TillAsync(clients[i % clients.Count], new($"{name}t{i}", journal, seed + i), new(seed - i)));
        var feeds = Enumerable.Range(0, Feeds).Select(i => FeedAsync(clients[i % clients.Count], new($"{name}f{i}", journal, seed + Tills + i), new(seed - Tills - i)));
        _running = Task.WhenAll(tills.Concat(feeds).ToList());
    }

    /// <summary>Lets every request that was sent be answered, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    /// <summary>After a failure it sends the same again, or leaves it open and goes on.</summary>
    private Task TillAsync(EngineClient client, Shop shop, Random random) => Task.Run(async () =>
    {
        while (!_stopping.IsCancellationRequested)
        {
            var intent = shop.Next();
            while (!await client.PostAsync(intent))
            {
                if (_stopping.IsCancellationRequested) return;
                await Task.Delay(Pause);
                if (random.Next(2) == 0) break;
            }
        }
    });

    private Task FeedAsync(EngineClient client, Shop shop, Random random) => Task.Run(async () =>
    {
        while (!_stopping.IsCancellationRequested)
        {
            var stream = Enumerable.Range(0, StreamLength).Select(_ => shop.Next()).ToList();
            while (!await client.StreamAsync(stream))
            {
                if (_stopping.IsCancellationRequested) return;
                await Task.Delay(Pause);
                if (random.Next(20) == 0) break;
            }
        }
    });
}
