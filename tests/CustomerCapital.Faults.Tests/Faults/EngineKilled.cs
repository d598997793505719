using System.Diagnostics;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>kill -9 of the engine under load, several times; it is started again at once.</summary>
internal static class EngineKilled
{
    public static Task<FaultOutcome> OverSqliteAsync(FaultRun run) => RunAsync(run, "sqlite:" + run.File("ledger.db"));

    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers) => await RunAsync(run, "postgres:" + (await servers.PostgreSqlAsync()).Ledger("engine_killed"));

    private static async Task<FaultOutcome> RunAsync(FaultRun run, string database)
    {
        var engine = await run.StartEngineAsync(database);
        await run.LoadAsync();
        for (var time = 0; time < run.Options.Times; time++)
        {
            var since = Stopwatch.GetTimestamp();
            await engine.KillAsync();
            if (!await engine.StartAsync()) throw new InvalidOperationException($"The engine did not start again: {string.Join('\n', engine.Said)}");
            await run.ResumeAsync(since);
            await Task.Delay(run.Beat);
        }

        run.Note($"killed {run.Options.Times} times");
        return await run.ProveAsync(database);
    }
}
