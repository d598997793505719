using System.Diagnostics;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>
/// The clock jumps back by an hour under load, and once more while the engine is down. In this process, whose engine takes its time from here: gateway, silo
/// and ledger are the real ones.
/// </summary>
internal static class ClockBack
{
    private static readonly TimeSpan Jump = TimeSpan.FromHours(-1);

    public static async Task<FaultOutcome> RunAsync(FaultRun run)
    {
        var (clock, url) = (new ShiftedClock(), EngineProcess.FreeUrl());
        run.Drive(url);
        var engine = await StartAsync(run.File("ledger.db"), url, clock);
        try
        {
            await run.LoadAsync();
            clock.Shift += Jump;
            await run.ResumeAsync(Stopwatch.GetTimestamp());
            await Task.Delay(run.Beat);
            await engine.DisposeAsync();
            clock.Shift += Jump;
            engine = await StartAsync(run.File("ledger.db"), url, clock);
            await run.ResumeAsync(Stopwatch.GetTimestamp());
            await Task.Delay(run.Beat);
            run.Note("in the suite's own process, over HTTP; an hour back under load, and another while it was down");
            return await run.ProveAsync("sqlite:" + run.File("ledger.db"));
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    private static Task<Node> StartAsync(string file, string url, TimeProvider clock)
    {
        var settings = new ServerSettings { Database = ["sqlite:" + file], Url = url, Open = true };
        return Node.StartAsync(settings, Database.Of(settings), clock, CancellationToken.None);
    }

    /// <summary>This machine's clock, set wrong. What measures how long something takes goes on evenly.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan Shift
        {
            get => new(Interlocked.Read(ref _ticks));
            set => Interlocked.Exchange(ref _ticks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
