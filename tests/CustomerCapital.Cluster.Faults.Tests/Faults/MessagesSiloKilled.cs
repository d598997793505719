using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>The same as <see cref="MessagesKilled"/> for a cluster: kill -9 of its silos in turn. What the silo sent is sent on by another one.</summary>
internal static class MessagesSiloKilled
{
    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var database = "postgres:" + (await servers.PostgreSqlAsync()).Ledger("messages_silo_killed");
        return await MessagesKilled.RunAsync(run, database, "silos", async (settings, hear) =>
        {
            var cluster = await RunningCluster.StartAsync(run, database, [.. Enumerable.Range(0, 3).Select(_ => ClusterProcess.Sending(database, settings, hear))]);
            return new(time => SiloAt(time).KillAsync(), async time =>
            {
                await SiloAt(time).ServeAsync();
                await cluster.UntilAsync(cluster.Silos.Count, SiloAt(time));
            });

            ClusterProcess SiloAt(int time) => cluster.Silos[time % cluster.Silos.Count];
        });
    }
}
