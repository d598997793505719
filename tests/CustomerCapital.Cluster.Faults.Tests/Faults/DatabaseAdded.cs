using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>A second database is added under load: every process is started with it named, then customers move there, by movers that are killed (kill -9) in the middle. A silo is killed meanwhile, too.</summary>
internal static class DatabaseAdded
{
    /// <summary>A mover is killed so long, at most, after it has moved somebody.</summary>
    private const int KilledWithinMilliseconds = 2_000;

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var server = await servers.PostgreSqlAsync();
        var databases = new[] { "postgres:" + server.Ledger("database_added_to"), "postgres:" + server.Ledger("database_added") };
        var cluster = await RunningCluster.StartAsync(run, databases[0]);
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        await ClusterProcess.MigrateAsync(databases);
        foreach (var process in cluster.Silos.Concat(cluster.GatewayProcesses)) process.AlsoName(databases[1]);
        await RollingRestart.RestartAllAsync(run, cluster);

        var (longest, again) = await watched.AnswerWhileAsync(GrowAsync(run, cluster, databases));
        run.Served(longest);
        run.Note($"movers killed {run.Options.Times} times; {again} purchases of watched customers were sent again");
        return await run.ProveAsync(databases, () => CohortProof.CompareAsync(run));
    }

    private static async Task GrowAsync(FaultRun run, RunningCluster cluster, string[] databases)
    {
        var random = new Random(run.Options.Seed);
        for (var time = 0; time < run.Options.Times; time++)
        {
            var moving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var mover = ClusterProcess.Growing(line =>
            {
                if (line.EndsWith("% moved", StringComparison.Ordinal)) moving.TrySetResult();
            }, databases);
            var ends = mover.StartAsync();
            if (await Task.WhenAny(moving.Task, ends) == ends) throw new InvalidOperationException($"grow moved nobody: {string.Join('\n', mover.Said)}");
            if (time == 0) await cluster.Silos[0].KillAsync();
            await Task.Delay(random.Next(KilledWithinMilliseconds));
            await mover.KillAsync();
            run.Say($"a mover was killed: {mover.Said.LastOrDefault(line => line.EndsWith("% moved", StringComparison.Ordinal))}");
            if (time == 0) await cluster.Silos[0].ServeAsync();
        }

        await using var last = ClusterProcess.Growing(_ => { }, databases);
        await last.StartAsync();
        if (await last.ExitCodeAsync() != 0) throw new InvalidOperationException($"grow failed: {string.Join('\n', last.Said)}");
        await cluster.UntilAsync(cluster.Silos.Count, cluster.Silos[0]);
    }
}
