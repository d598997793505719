using CustomerCapital.Cluster.Faults.Tests.Clusters;
using CustomerCapital.Cluster.Faults.Tests.Proofs;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>kill -9 of a silo under load, each in turn: its customers go on at the others. It is started again once they do.</summary>
internal static class SiloKilled
{
    /// <summary>So long an answer takes where nothing is the matter.</summary>
    private static readonly TimeSpan Unfelt = TimeSpan.FromMilliseconds(500);

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var cluster = await RunningCluster.StartAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("silo_killed"));
        await run.LoadAsync();
        using var watched = await WatchedCustomers.MakeAsync(run, cluster);
        var felt = 0;
        for (var time = 0; time < run.Options.Times; time++)
        {
            var silo = cluster.Silos[time % cluster.Silos.Count];
            await silo.KillAsync();
            felt += await run.AnsweredAsync(watched, $"kill {time + 1}");
            await Task.Delay(run.Beat);
            await silo.ServeAsync();
            await cluster.UntilAsync(cluster.Silos.Count, silo);
        }

        if (felt == 0) run.Journal.Break("no customer felt that a silo was killed");
        run.Note($"killed {run.Options.Times} times; {felt} customers had to be asked again");
        return await run.ProveAsync(cluster.Database, () => CohortProof.CompareAsync(run));
    }

    /// <summary>Asks every customer that is watched until it answers, as service is measured.</summary>
    /// <returns>How many felt it: those who had to be asked more than once; where nobody had, since the calls themselves went on elsewhere, one if the last waited for that.</returns>
    public static async Task<int> AnsweredAsync(this FaultRun run, WatchedCustomers watched, string after)
    {
        var (last, again) = await watched.AnswerAsync();
        run.Served(last);
        run.Say(FormattableString.Invariant($"{after}: every customer answered after {last.TotalSeconds:0.00} s, {again} had to be asked again; {run.Journal.Acknowledged:N0} acknowledged"));
        return again == 0 && last > Unfelt ? 1 : again;
    }
}
