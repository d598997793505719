using System.Diagnostics;
using System.Text.Json;
using CustomerCapital.Faults.Tests;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>Silos and two gateways in processes of their own, over one database; they end with the run.</summary>
internal sealed class RunningCluster
{
    private const int Gateways = 2;

    /// <summary>How long processes may take to agree on who is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _health = new() { Timeout = TimeSpan.FromSeconds(5) };

    private RunningCluster(string database, IReadOnlyList<ClusterProcess> silos, IReadOnlyList<ClusterProcess> gateways) => (Database, Silos, GatewayProcesses) = (database, silos, gateways);

    /// <summary>As the command line names it.</summary>
    public string Database { get; }

    public IReadOnlyList<ClusterProcess> Silos { get; }

    public IReadOnlyList<ClusterProcess> GatewayProcesses { get; }

    /// <summary>Starts three silos on the loopback address, and two gateways to be driven by the load that comes next.</summary>
    public static Task<RunningCluster> StartAsync(FaultRun run, string database) =>
        StartAsync(run, database, [.. Enumerable.Range(0, 3).Select(_ => ClusterProcess.Silo(database))]);

    /// <summary>The same with silos of the caller's making.</summary>
    public static async Task<RunningCluster> StartAsync(FaultRun run, string database, IReadOnlyList<ClusterProcess> silos)
    {
        await ClusterProcess.MigrateAsync(database);
        var cluster = new RunningCluster(database, silos, [.. Enumerable.Range(0, Gateways).Select(_ => ClusterProcess.Gateway(database))]);
        foreach (var process in silos.Concat(cluster.GatewayProcesses)) run.Keep(process);
        foreach (var silo in silos) await silo.ServeAsync();
        await Task.WhenAll(cluster.GatewayProcesses.Select(gateway => gateway.ServeAsync()));
        await cluster.UntilAsync(silos.Count, silos[0]);
        for (var gateway = 0; gateway < Gateways; gateway++) run.Drive(cluster.GatewaysFrom(gateway));
        return cluster;
    }

    /// <summary>The addresses of all gateways, in turn, from one of them on.</summary>
    public string[] GatewaysFrom(int first) => [.. Enumerable.Range(first, Gateways).Select(gateway => GatewayProcesses[gateway % Gateways].Url)];

    /// <summary>Waits until a silo counts so many silos, itself included.</summary>
    public async Task UntilAsync(int count, ClusterProcess by)
    {
        for (var since = Stopwatch.GetTimestamp(); await CountAsync(by) != count; await Task.Delay(TimeSpan.FromMilliseconds(100)))
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new InvalidOperationException($"The silos were not {count} within {Patience.TotalMinutes} minutes. {string.Join('\n', by.Said)}");
    }

    /// <summary>How many silos one silo counts; null where it does not say.</summary>
    private async Task<int?> CountAsync(ClusterProcess silo)
    {
        try
        {
            using var answer = await _health.GetAsync(new Uri(new Uri(silo.Url), "health/ready"));
            if (!answer.IsSuccessStatusCode) return null;
            using var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return health.RootElement.GetProperty("silos").GetInt32();
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
