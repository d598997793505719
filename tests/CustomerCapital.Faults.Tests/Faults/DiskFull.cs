using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>No room is left for the ledger, then there is again.</summary>
internal static class DiskFull
{
    private const int Megabytes = 192;

    /// <summary>A small file system is filled up, and freed: the engine stays up.</summary>
    public static async Task<FaultOutcome> OfSqliteAsync(FaultRun run)
    {
        using var disk = SmallDisk.TryMount(Megabytes);
        if (disk is null) return FaultOutcome.Without("disk-full-sqlite: this user may not mount a small file system; file-limit-sqlite stands in for it");
        var database = $"sqlite:{disk.Folder}/ledger.db";
        await run.StartEngineAsync(database);
        await run.LoadAsync();
        disk.Fill();
        await run.UntilRefusedAsync();
        await Task.Delay(run.Options.Hold / 2);
        disk.Free();
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        run.Note($"{run.Journal.Waits} answers 503 or 429");
        return await run.ProveAsync(database);
    }

    /// <summary>The same where nothing can be mounted: files may not grow beyond a limit, then they may.</summary>
    public static async Task<FaultOutcome> ByLimitAsync(FaultRun run)
    {
        var database = "sqlite:" + run.File("ledger.db");
        // A write beyond the limit is to fail, not to end the process.
        var engine = await run.StartEngineAsync(database, "trap '' XFSZ;");
        await run.LoadAsync();
        await LimitFilesAsync(engine.Id, "1:unlimited");
        await run.UntilRefusedAsync();
        await Task.Delay(run.Options.Hold / 2);
        await LimitFilesAsync(engine.Id, "unlimited:unlimited");
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        run.Note($"{run.Journal.Waits} answers 503 or 429");
        return await run.ProveAsync(database);
    }

    /// <summary>No room for the write-ahead log: PostgreSQL ends itself; room is made, and it is started again. The engine stays up.</summary>
    public static async Task<FaultOutcome> OfPostgreSqlAsync(FaultRun run)
    {
        using var disk = SmallDisk.TryMount(Megabytes);
        if (disk is null) return FaultOutcome.Without("disk-full-postgresql: this user may not mount a small file system for the write-ahead log");
        await using var server = await PostgreSqlServer.StartAsync(disk.Folder);
        var database = "postgres:" + server.Ledger("disk_full");
        await run.StartEngineAsync(database);
        await run.LoadAsync();
        disk.Fill();
        await run.UntilRefusedAsync();
        await Task.Delay(run.Options.Hold / 2);
        var ended = !server.IsRunning();
        disk.Free();
        await server.StartAgainAsync();
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        await Task.Delay(run.Beat);
        run.Note($"PostgreSQL {(ended ? "ended itself" : "stayed up")}; {run.Journal.Waits} answers 503 or 429");
        return await run.ProveAsync(database);
    }

    private static async Task LimitFilesAsync(int process, string limit)
    {
        using var limits = Process.Start("prlimit", [$"--fsize={limit}", $"--pid={process}"]);
        await limits.WaitForExitAsync();
        if (limits.ExitCode != 0) throw new InvalidOperationException("prlimit did not set the limit.");
    }
}
