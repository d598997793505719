using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>A second engine is started by mistake on the same ledger.</summary>
internal static class SecondEngine
{
    /// <summary>SQLite refuses it; the first one does not notice.</summary>
    public static async Task<FaultOutcome> OverSqliteAsync(FaultRun run)
    {
        var database = "sqlite:" + run.File("ledger.db");
        await run.StartEngineAsync(database);
        await run.LoadAsync();
        for (var time = 0; time < run.Options.Times; time++)
        {
            await using var second = new EngineProcess(database, EngineProcess.FreeUrl());
            if (await second.StartAsync()) run.Journal.Break("the second engine serves");
            else if (await second.ExitCodeAsync() is not 2 and var code) run.Journal.Break($"the second engine ended with {code}: {string.Join('\n', second.Said)}");
        }

        await run.ResumeAsync(Stopwatch.GetTimestamp());
        run.Note($"refused {run.Options.Times} times, exit code 2");
        return await run.ProveAsync(database);
    }

    /// <summary>PostgreSQL takes both, for the same customers: neither loses nor doubles anything.</summary>
    public static async Task<FaultOutcome> OverPostgreSqlAsync(FaultRun run, FaultServers servers)
    {
        var database = "postgres:" + (await servers.PostgreSqlAsync()).Ledger("second_engine");
        await run.StartEngineAsync(database);
        await run.StartEngineAsync(database);
        await run.LoadAsync();
        await Task.Delay(run.Beat * run.Options.Times);
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        run.Note($"both served all the time; {run.Journal.Waits} answers 503 or 429");
        return await run.ProveAsync(database);
    }
}
