using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Faults.Tests.Wire;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>The connection is lost at COMMIT, now before the server has it, now after the server has done it: the engine cannot know which.</summary>
internal static class CutAtCommit
{
    private const int CutsPerTime = 15;

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var server = await servers.PostgreSqlAsync();
        await using var proxy = new CommitProxy(server.Socket);
        await run.StartEngineAsync("postgres:" + PostgreSqlServer.Ledger("cut_at_commit", proxy.Port));
        await run.LoadAsync();
        var random = new Random(run.Options.Seed);
        var (before, after) = (0, 0);
        for (var time = 0; time < run.Options.Times * CutsPerTime; time++)
        {
            var (cut, cuts) = (random.Next(2) == 0 ? Cut.BeforeCommit : Cut.AfterCommit, proxy.Cuts);
            if (cut == Cut.BeforeCommit) before++;
            else after++;
            var since = Stopwatch.GetTimestamp();
            proxy.CutNext(cut);
            while (proxy.Cuts == cuts)
            {
                if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException("No commit came by within a minute.");
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }

            await Task.Delay(random.Next(150));
        }

        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        run.Note($"{before} cuts before COMMIT reached the server, {after} after the server had committed");
        return await run.ProveAsync("postgres:" + server.Ledger("cut_at_commit"));
    }
}
