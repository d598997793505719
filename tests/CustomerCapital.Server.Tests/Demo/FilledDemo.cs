using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Server.Demo;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Demo;

/// <summary>An engine over a ledger in memory, as of noon of 1 July 2026, to live through demos.</summary>
public sealed class FilledDemo : IAsyncDisposable
{
    public static readonly DateOnly LastDay = new(2026, 6, 30);

    /// <summary>When the demo begins to be served.</summary>
    public static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DemoClock _clock;

    private FilledDemo(ILedger ledger, InProcessHost engine, DemoClock clock) => (Ledger, Engine, _clock) = (ledger, engine, clock);

    public ILedger Ledger { get; }

    public InProcessHost Engine { get; }

    /// <summary>Starts an engine.</summary>
    /// <param name="ledger">Its ledger; null for a new one. The engine owns it.</param>
    public static async Task<FilledDemo> StartAsync(ILedger? ledger = null)
    {
        ledger ??= new InMemoryLedger();
        var clock = new DemoClock(new FakeTimeProvider(Now));
        // The seed of raffles, so that the winners are the same each time.
        return new(ledger, await InProcessHost.StartAsync(ledger, new(), clock, newSeed: length => new byte[length]), clock);
    }

    /// <summary>Lives through a demo. A refused command would be thrown.</summary>
    /// <returns>How many commands the story has without what campaigns bring about, and how many there were.</returns>
    public async Task<(long Planned, long Done)> FillAsync(int customers, DateOnly? lastDay = null, int seed = 1, Action<long>? advanced = null, CancellationToken cancellation = default)
    {
        var fill = NewFill(customers, seed);
        var firstDay = await fill.FirstDayAsync(lastDay ?? LastDay);
        var done = 0L;
        await fill.RunAsync(firstDay, Advance, cancellation);
        await SettleAsync();
        return (fill.Count(firstDay), done);

        void Advance(long count)
        {
            var now = Interlocked.Add(ref done, count);
            advanced?.Invoke(now);
        }
    }

    internal DemoFill NewFill(int customers, int seed) => new(Engine, _clock, SettleAsync, customers, seed);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private async Task SettleAsync()
    {
        do
        {
            await Engine.SettleAsync();
            await Engine.RunCampaignsAsync();
        }
        while (await Engine.RunRafflesAsync() > 0);
        await Engine.SettleAsync();
    }
}
