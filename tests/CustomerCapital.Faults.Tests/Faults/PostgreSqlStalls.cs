using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>Postmaster and backends stand still (SIGSTOP) and go on: requests wait or get 503, and the engine's memory stays bounded.</summary>
internal static class PostgreSqlStalls
{
    /// <summary>What may come on top of the memory held before, at most.</summary>
    private const double MegabytesMore = 400;

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var server = await servers.PostgreSqlAsync();
        var database = "postgres:" + server.Ledger("stall");
        var engine = await run.StartEngineAsync(database);
        await run.LoadAsync();
        var (before, stopped) = (engine.PeakMegabytes, server.Processes());
        try
        {
            await Signals.SendAsync("STOP", stopped);
            await Task.Delay(run.Options.Hold);
        }
        finally
        {
            await Signals.SendAsync("CONT", stopped);
        }

        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        var peak = engine.PeakMegabytes;
        if (peak > before + MegabytesMore) run.Journal.Break($"memory went from {before:0} to {peak:0} MB");
        run.Note(FormattableString.Invariant($"stood still for {run.Options.Hold.TotalSeconds:0} s; longest wait {run.Journal.LongestWait.TotalSeconds:0.0} s; peak memory {before:0} MB before, {peak:0} MB after"));
        return await run.ProveAsync(database);
    }
}
