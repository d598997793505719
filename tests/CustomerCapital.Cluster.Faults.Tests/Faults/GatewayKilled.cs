using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>kill -9 of a gateway under load, now one, now the other: its clients go on at the one that is left. It is started again.</summary>
internal static class GatewayKilled
{
    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var cluster = await RunningCluster.StartAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("gateway_killed"));
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        var unknown = run.Journal.Intents.Count(intent => intent.WasUnknown);
        for (var time = 0; time < run.Options.Times; time++)
        {
            var gateway = cluster.GatewayProcesses[time % cluster.GatewayProcesses.Count];
            await gateway.KillAsync();
            await run.AnsweredAsync(watched, $"kill {time + 1}");
            await Task.Delay(run.Beat);
            await gateway.ServeAsync();
        }

        if (run.Journal.Intents.Count(intent => intent.WasUnknown) == unknown) run.Journal.Break("nobody felt that a gateway was killed");
        run.Note($"killed {run.Options.Times} times");
        return await run.ProveAsync(cluster.Database, () => CohortProof.CompareAsync(run));
    }
}
