using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>The database server ends and comes back; the engine stays up, and serves again by itself.</summary>
internal static class PostgreSqlEnds
{
    /// <summary>kill -9 of postmaster and backends: the next start recovers from the write-ahead log.</summary>
    public static Task<FaultOutcome> ByKillAsync(FaultRun run, FaultServers servers) => RunAsync(run, servers, "killed", async server =>
    {
        await server.KillAsync();
        await server.StartAgainAsync();
    });

    /// <summary>A fast shutdown and start.</summary>
    public static Task<FaultOutcome> ByRestartAsync(FaultRun run, FaultServers servers) => RunAsync(run, servers, "restarted", server => server.RestartAsync());

    private static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers, string what, Func<PostgreSqlServer, Task> endAsync)
    {
        var server = await servers.PostgreSqlAsync();
        var database = "postgres:" + server.Ledger("server_" + what);
        await run.StartEngineAsync(database);
        await run.LoadAsync();
        var longest = TimeSpan.Zero;
        for (var time = 0; time < run.Options.Times; time++)
        {
            var begun = Stopwatch.GetTimestamp();
            await endAsync(server);
            var gone = Stopwatch.GetElapsedTime(begun);
            if (gone > longest) longest = gone;
            await run.ResumeAsync(Stopwatch.GetTimestamp());
            await Task.Delay(run.Beat);
        }

        run.Note(FormattableString.Invariant($"{what} {run.Options.Times} times; PostgreSQL itself was gone for up to {longest.TotalSeconds:0.0} s"));
        return await run.ProveAsync(database);
    }
}
