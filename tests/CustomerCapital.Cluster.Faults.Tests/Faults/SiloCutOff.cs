using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Faults.Tests.Wire;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>A silo in a network of its own, whose line to the other silos and to the gateways is cut and restored later. Once it has ended itself, it is started again.</summary>
internal static class SiloCutOff
{
    /// <summary>It goes on to reach the database, over a socket in the file system.</summary>
    public static async Task<FaultOutcome> FromSilosAsync(FaultRun run, FaultServers servers)
    {
        using var network = SeparateNetwork.TryMake();
        if (network is null) return FaultOutcome.Without("silo-cut-off: this user may not make a network namespace");
        var database = "postgres:" + (await servers.PostgreSqlAsync()).Ledger("silo_cut_off");
        return await RunAsync(run, network, database, database);
    }

    /// <summary>Its way to the database is the same line: statements that are under way arrive when it is restored.</summary>
    public static async Task<FaultOutcome> FromEverythingAsync(FaultRun run, FaultServers servers)
    {
        using var network = SeparateNetwork.TryMake();
        if (network is null) return FaultOutcome.Without("silo-cut-off-from-everything: this user may not make a network namespace");
        var server = await servers.PostgreSqlAsync();
        await using var proxy = new CommitProxy(server.Socket, network.Here);
        const string schema = "silo_cut_off_from_everything";
        return await RunAsync(run, network, "postgres:" + server.Ledger(schema), "postgres:" + PostgreSqlServer.Ledger(schema, proxy.Port, network.Here));
    }

    private static async Task<FaultOutcome> RunAsync(FaultRun run, SeparateNetwork network, string database, string databaseOfCutOff)
    {
        var here = network.Here.ToString();
        var silo = ClusterProcess.Silo(databaseOfCutOff, network.There.ToString(), network.Launcher);
        var cluster = await RunningCluster.StartAsync(run, database, [ClusterProcess.Silo(database, here), silo, ClusterProcess.Silo(database, here)]);
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        var hold = Task.Delay(run.Options.Hold * 3);
        network.Cut();
        var felt = await run.AnsweredAsync(watched, "cut");
        await cluster.UntilAsync(cluster.Silos.Count - 1, cluster.Silos[0]);
        await hold;
        network.Restore();
        await run.AnsweredAsync(watched, "restored");
        if (felt == 0) run.Journal.Break("no customer felt that a silo was cut off");
        await run.StartAgainOnceEndedAsync(cluster, silo, cluster.Silos[0]);
        await run.AnsweredAsync(watched, "started again");
        return await run.ProveAsync(database, () => CohortProof.CompareAsync(run));
    }
}
