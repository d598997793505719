using System.Diagnostics;
using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>SIGTERM and start of every silo, then of every gateway, one after the other, under load, as an upgrade does it.</summary>
internal static class RollingRestart
{
    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var cluster = await RunningCluster.StartAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("rolling_restart"));
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        var waits = run.Journal.Waits;
        var (longest, again) = await watched.AnswerWhileAsync(RestartAllAsync(run, cluster));
        run.Served(longest);
        run.Note($"{run.Journal.Waits - waits} answers 503 or 429; {again} purchases of watched customers were sent again");
        return await run.ProveAsync(cluster.Database, () => CohortProof.CompareAsync(run));
    }

    /// <summary>Ends and starts every silo, then every gateway, one after the other.</summary>
    public static async Task RestartAllAsync(FaultRun run, RunningCluster cluster)
    {
        foreach (var silo in cluster.Silos)
        {
            await RestartAsync(run, silo, "silo");
            await cluster.UntilAsync(cluster.Silos.Count, silo);
            await Task.Delay(run.Beat);
        }

        foreach (var gateway in cluster.GatewayProcesses)
        {
            await RestartAsync(run, gateway, "gateway");
            await Task.Delay(run.Beat);
        }
    }

    private static async Task RestartAsync(FaultRun run, ClusterProcess process, string kind)
    {
        var since = Stopwatch.GetTimestamp();
        if (await process.TerminateAsync() is not 0 and var code) run.Journal.Break($"SIGTERM ended a {kind} with {code}: {string.Join('\n', process.Said)}");
        run.Say(FormattableString.Invariant($"a {kind} has left after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
        await process.ServeAsync();
    }
}
