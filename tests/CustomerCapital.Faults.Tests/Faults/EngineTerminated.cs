using System.Diagnostics;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>SIGTERM under load: what was answered is kept, the exit code is 0, and it takes no longer than it says.</summary>
internal static class EngineTerminated
{
    /// <summary>What the program gives itself to answer what it has taken, and to close.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(40);

    public static async Task<FaultOutcome> RunAsync(FaultRun run)
    {
        var database = "sqlite:" + run.File("ledger.db");
        var engine = await run.StartEngineAsync(database);
        await run.LoadAsync();
        var longest = TimeSpan.Zero;
        for (var time = 0; time < run.Options.Times; time++)
        {
            var since = Stopwatch.GetTimestamp();
            var code = await engine.TerminateAsync();
            var took = Stopwatch.GetElapsedTime(since);
            if (took > longest) longest = took;
            if (code != 0) run.Journal.Break($"SIGTERM ended it with {code}: {string.Join('\n', engine.Said)}");
            if (took > Drain) run.Journal.Break($"SIGTERM took {took.TotalSeconds:0.0} s");
            await engine.StartAsync();
            await run.ResumeAsync(since);
            await Task.Delay(run.Beat);
        }

        run.Note(FormattableString.Invariant($"{run.Options.Times} times, exit code 0, gone after at most {longest.TotalSeconds:0.00} s of the {Drain.TotalSeconds:0} s it gives itself"));
        return await run.ProveAsync(database);
    }
}
