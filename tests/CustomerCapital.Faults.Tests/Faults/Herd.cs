using System.Diagnostics;
using CustomerCapital.Faults.Tests.Loads;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>Far more callers than connections are taken come at once, each over a connection of its own: those beyond the limit are closed, and the engine's memory stays bounded.</summary>
internal static class Herd
{
    /// <summary>What may come on top of the memory held before, at most.</summary>
    private const double MegabytesMore = 400;

    public static async Task<FaultOutcome> RunAsync(FaultRun run)
    {
        var database = "sqlite:" + run.File("ledger.db");
        var engine = await run.StartEngineAsync(database);
        await run.LoadAsync();
        var (callers, before, since) = (run.Options.Herd, engine.PeakMegabytes, Stopwatch.GetTimestamp());
        int answered;
        using (var herd = new EngineClient(run.Journal, EngineClient.LongPatience, [engine.Url], connections: callers))
        {
            var calls = Enumerable.Range(0, callers).Select(number => run.Journal.Add(new($"herd-{number % 997}", "purchase", $"purchase:herd-{number}", $"\"purchaseId\":\"herd-{number}\",\"amount\":\"1.00\"", Orders: 1, Cents: 100) { Points = 100 }));
            answered = (await Task.WhenAll(calls.Select(herd.PostAsync))).Count(settled => settled);
        }

        var took = Stopwatch.GetElapsedTime(since);
        if (answered == 0) run.Journal.Break("nobody of the herd was answered");
        if (answered == callers) run.Journal.Break("everybody of the herd was answered: there was no herd");
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        var peak = engine.PeakMegabytes;
        if (peak > before + MegabytesMore) run.Journal.Break($"memory went from {before:0} to {peak:0} MB");
        run.Note(FormattableString.Invariant($"of {callers:N0} callers at once {answered:N0} were answered within {took.TotalSeconds:0.0} s, the others closed; peak memory {before:0} MB before, {peak:0} MB after"));
        return await run.ProveAsync(database);
    }
}
