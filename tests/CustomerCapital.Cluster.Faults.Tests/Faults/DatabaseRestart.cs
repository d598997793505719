using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>A fast shutdown and start of PostgreSQL, ledger and membership at once; every process stays up, and serves again by itself.</summary>
internal static class DatabaseRestart
{
    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var server = await servers.PostgreSqlAsync();
        var cluster = await RunningCluster.StartAsync(run, "postgres:" + server.Ledger("database_restart"));
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        for (var time = 0; time < run.Options.Times; time++)
        {
            await Task.WhenAll(server.RestartAsync(), run.AnsweredAsync(watched, $"restart {time + 1}"));
            await Task.Delay(run.Beat);
        }

        await cluster.UntilAsync(cluster.Silos.Count, cluster.Silos[0]);
        run.Note($"restarted {run.Options.Times} times; all silos stayed");
        return await run.ProveAsync(cluster.Database, () => CohortProof.CompareAsync(run));
    }
}
