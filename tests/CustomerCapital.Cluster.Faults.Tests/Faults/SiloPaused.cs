using System.Diagnostics;
using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>
/// A silo stands still (SIGSTOP) until the others have voted it out, and longer; going on, it holds customers that others hold by then, until it learns of it
/// and ends itself. It is started again, as whoever looks after processes does.
/// </summary>
internal static class SiloPaused
{
    /// <summary>How long a silo that was voted out may take to end itself.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(1);

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var cluster = await RunningCluster.StartAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("silo_paused"));
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        using var turning = await EnrolmentProof.MakeAsync(cluster);
        var (silo, other) = (cluster.Silos[1], cluster.Silos[2]);
        var pause = Task.Delay(run.Options.Hold * 3);
        var turns = turning.TurnWhileAsync(pause);
        await Signals.SendAsync("STOP", [silo.Id]);
        var felt = await run.AnsweredAsync(watched, "paused");
        await cluster.UntilAsync(cluster.Silos.Count - 1, other);
        await turns;
        await Signals.SendAsync("CONT", [silo.Id]);
        await run.AnsweredAsync(watched, "going on");
        if (felt == 0) run.Journal.Break("no customer felt that a silo stood still");
        await run.StartAgainOnceEndedAsync(cluster, silo, other);
        await run.AnsweredAsync(watched, "started again");
        run.Note($"{await turning.CompareAsync(run)} customers who enrolled and left meanwhile stand as they were last answered");
        return await run.ProveAsync(cluster.Database, () => CohortProof.CompareAsync(run));
    }

    /// <summary>Waits until a silo that was voted out has ended itself, and starts it again.</summary>
    public static async Task StartAgainOnceEndedAsync(this FaultRun run, RunningCluster cluster, ClusterProcess silo, ClusterProcess other)
    {
        var since = Stopwatch.GetTimestamp();
        var code = await silo.ExitCodeAsync().WaitAsync(EndsWithin);
        run.Note(FormattableString.Invariant($"the silo ended itself {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s later, with {code}"));
        await silo.ServeAsync();
        await cluster.UntilAsync(cluster.Silos.Count, other);
    }
}
