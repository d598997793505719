using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Privacy;

/// <summary>An erasure that a crash interrupts, wherever that is, is completed by whoever sweeps next; what comes meanwhile is before it, or of somebody new.</summary>
public sealed class ErasureCrashTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erasure_that_ends_at_any_write_is_completed_by_the_next_process(bool isCommitted)
    {
        var hasFailed = true;
        for (var at = 1; hasFailed; at++)
        {
            using var inner = new Kept();
            hasFailed = await CrashAsync(inner.Ledger, at, isCommitted);
            var time = new FakeTimeProvider(Start.AddHours(1));
            await using var next = await InProcessHost.StartAsync(new FaultyLedger(inner.Ledger), new() { Sandbox = true }, time);
            // Half-way too histories agree, though some know the person by the one id and some by the other.
            Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
            // What never began is asked for again.
            if ((await next.AskAsync(new ListErasures())).Count == 0) await next.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-1", "maria", null));
            await next.SettleAsync();

            Assert.Equal([ErasureStatus.Done], (await next.AskAsync(new ListErasures())).Select(erasure => erasure.Status));
            var left = await ExportAsync(next);
            foreach (var value in PlantedPerson.Values) Assert.DoesNotContain(value, left, StringComparison.OrdinalIgnoreCase);
            Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
            Assert.Null(await next.Customer(PlantedPerson.Id).GetAsync());
        }
    }

    [Fact]
    public async Task Purchases_at_the_same_time_are_erased_with_the_rest_refused_or_of_somebody_new()
    {
        using var inner = new Kept();
        var time = new FakeTimeProvider(Start);
        await using var host = await InProcessHost.StartAsync(new FaultyLedger(inner.Ledger), new() { Sandbox = true }, time);
        await PlantedPerson.PlantAsync(host, time);
        var before = (await host.Customer(PlantedPerson.Id).GetAsync())!.Orders;

        var buying = Enumerable.Range(0, 40).Select(number => host.ExecuteAsync(PlantedPerson.Id, [new RecordPurchase { PurchaseId = $"racing-{number}", Amount = Money.Round(1) }])).ToList();
        var erasing = host.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-1", "maria", null));
        buying.AddRange(Enumerable.Range(40, 40).Select(number => host.ExecuteAsync(PlantedPerson.Id, [new RecordPurchase { PurchaseId = $"racing-{number}", Amount = Money.Round(1) }])));
        var outcomes = (await Task.WhenAll(buying)).Select(each => each[0]).ToList();
        Assert.All(outcomes, outcome => Assert.True(outcome.Receipt is not null || outcome.Code == Refusal.CustomerErasedCode, outcome.Message));
        var erasure = (await erasing).Erasure!;
        await host.SettleAsync();

        Assert.Equal(ErasureStatus.Done, erasure.Status);
        var erased = (await host.Customer(erasure.ErasedId).GetAsync())!.Orders;
        Assert.Equal(before + outcomes.Count(outcome => outcome.Receipt is not null), erased + ((await host.Customer(PlantedPerson.Id).GetAsync())?.Orders ?? 0));
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    /// <summary>Plants and erases, where one write of the erasure fails and with it the process.</summary>
    /// <returns>Whether there was such a write.</returns>
    private static async Task<bool> CrashAsync(ILedger inner, int at, bool isCommitted)
    {
        var (ledger, time, writes) = (new FaultyLedger(inner), new FakeTimeProvider(Start), 0);
        await using var host = await InProcessHost.StartAsync(ledger, new() { Sandbox = true }, time);
        await PlantedPerson.PlantAsync(host, time);
        ledger.Fate = _ => ++writes >= at ? (isCommitted && writes == at ? AppendFault.LostAfterCommit : AppendFault.LostBeforeCommit) : AppendFault.None;
        if (!isCommitted) ledger.BeforeWriteControl = _ => { if (++writes >= at) throw new LedgerUnavailableException("The process has ended."); };
        try
        {
            await host.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-1", "maria", null));
            return writes >= at;
        }
        catch (Exception crash) when (crash is EngineUnavailableException or LedgerUnavailableException)
        {
            return true;
        }
    }

    private static async Task<string> ExportAsync(InProcessHost host)
    {
        var all = new StringBuilder();
        await foreach (var line in host.Export().ReadAsync())
            if (line.Entry is { } entry) all.AppendLine(LedgerJson.EncodeWhole(entry));
        return all.ToString();
    }

    /// <summary>A ledger that outlives the processes that use it.</summary>
    private sealed class Kept : IDisposable
    {
        public InMemoryLedger Ledger { get; } = new();

        public void Dispose() => Ledger.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
