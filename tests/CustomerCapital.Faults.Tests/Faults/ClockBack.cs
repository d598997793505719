using System.Diagnostics;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Gateway;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>
/// The clock jumps back by an hour under load, and once more while the engine is down. In this process, whose engine takes its time from here: gateway, host
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
            await StopAsync(engine);
            clock.Shift += Jump;
            engine = await StartAsync(run.File("ledger.db"), url, clock);
            await run.ResumeAsync(Stopwatch.GetTimestamp());
            await Task.Delay(run.Beat);
            run.Note("in the suite's own process, over HTTP; an hour back under load, and another while it was down");
            return await run.ProveAsync("sqlite:" + run.File("ledger.db"));
        }
        finally
        {
            await StopAsync(engine);
        }
    }

    private static async Task<(WebApplication App, InProcessHost Host)> StartAsync(string file, string url, TimeProvider clock)
    {
        var host = await InProcessHost.StartAsync(SqliteLedger.Open(file, time: clock), new(), clock, NullLogger.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ICustomerCapital>(host);
        builder.Services.AddGateway();
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return (app, host);
    }

    private static async Task StopAsync((WebApplication App, InProcessHost Host) engine)
    {
        await engine.App.StopAsync();
        await engine.App.DisposeAsync();
        await engine.Host.DisposeAsync();
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
