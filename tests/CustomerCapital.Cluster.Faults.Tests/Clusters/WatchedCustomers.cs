using System.Diagnostics;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Loads;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>A fixed set of customers, so many that every silo holds some, each asked to take a purchase until it does; what it takes is in the journal.</summary>
internal sealed class WatchedCustomers : IDisposable
{
    private const int Count = 200;

    /// <summary>How long one attempt may take; the next is made at another gateway.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1);

    /// <summary>How long a customer may take in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Journal _journal;
    private readonly EngineClient[] _clients;
    private int _purchases;

    private WatchedCustomers(Journal journal, EngineClient[] clients) => (_journal, _clients) = (journal, clients);

    /// <summary>Makes them, through all gateways.</summary>
    public static async Task<WatchedCustomers> MakeAsync(FaultRun run, RunningCluster cluster)
    {
        var watched = new WatchedCustomers(run.Journal, [.. cluster.GatewayProcesses.Select((_, first) => new EngineClient(run.Journal, Attempt, cluster.GatewaysFrom(first)))]);
        await watched.AnswerAsync();
        return watched;
    }

    /// <summary>Asks each until it has taken a purchase.</summary>
    /// <returns>When the last one had, counted from now, and how many had to be asked more than once.</returns>
    public async Task<(TimeSpan Last, int AskedAgain)> AnswerAsync()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Count).Select(AskAsync));
        return (answers.Max(answer => answer.Took), answers.Count(answer => answer.Attempts > 1));
    }

    /// <summary>Asks each again and again while something goes on.</summary>
    /// <returns>The longest that one took, and how many purchases had to be sent more than once.</returns>
    public async Task<(TimeSpan Longest, int AskedAgain)> AnswerWhileAsync(Task running)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Count).Select(async customer =>
        {
            var (longest, again) = (TimeSpan.Zero, 0);
            while (!running.IsCompleted)
            {
                var (took, attempts) = await AskAsync(customer);
                if (took > longest) longest = took;
                if (attempts > 1) again++;
                await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(2)));
            }

            return (Longest: longest, Again: again);
        }));
        await running;
        return (answers.Max(answer => answer.Longest), answers.Sum(answer => answer.Again));
    }

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    private async Task<(TimeSpan Took, int Attempts)> AskAsync(int customer)
    {
        var id = $"watched-{customer}-{Interlocked.Increment(ref _purchases)}";
        var purchase = _journal.Add(new($"watched-{customer}", "purchase", "purchase:" + id, $"\"purchaseId\":\"{id}\",\"amount\":\"1.00\"", Orders: 1, Cents: 100) { Points = 100 });
        var (since, attempts) = (Stopwatch.GetTimestamp(), 1);
        while (!await _clients[customer % _clients.Length].PostAsync(purchase))
        {
            attempts++;
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new InvalidOperationException($"watched-{customer} did not answer within {Patience.TotalMinutes} minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return (Stopwatch.GetElapsedTime(since), attempts);
    }
}
