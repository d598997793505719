using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Faults.Tests.Wire;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>The network takes bytes and delivers none, and closes nothing; what it held arrives in the end, commits included that the engine has given up.</summary>
internal static class BlackHole
{
    /// <summary>In the connection string: seconds until a connection, and a statement, is given up.</summary>
    private const string Limits = ";Timeout=3;Command Timeout=3";

    public static async Task<FaultOutcome> RunAsync(FaultRun run, FaultServers servers)
    {
        var server = await servers.PostgreSqlAsync();
        await using var proxy = new CommitProxy(server.Socket);
        await run.StartEngineAsync("postgres:" + PostgreSqlServer.Ledger("black_hole", proxy.Port) + Limits);
        await run.LoadAsync();
        var (waits, begun) = (run.Journal.Waits, Stopwatch.GetTimestamp());
        proxy.Hold();
        await run.UntilRefusedAsync();
        var refused = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(run.Options.Hold);
        waits = run.Journal.Waits - waits;
        proxy.Release();
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        run.Note(FormattableString.Invariant(
            $"Timeout=3, Command Timeout=3; the first 503 after {refused.TotalSeconds:0.0} s, then held for {run.Options.Hold.TotalSeconds:0} s more: {waits} answers 503 or 429, longest wait {run.Journal.LongestWait.TotalSeconds:0.0} s"));
        return await run.ProveAsync("postgres:" + server.Ledger("black_hole"));
    }
}
