using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Needs;

/// <summary>What is bought together is counted when somebody asks and the last count is a day old.</summary>
public sealed class BoughtTogetherCounterTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Today);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private InProcessHost _host = null!;

    public async Task InitializeAsync() => _host = await InProcessHost.StartAsync(_ledger, new(), _time);

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Count_of_today_is_kept_and_that_of_yesterday_made_anew()
    {
        await BuyAsync("ada", "p1");
        Assert.Equal((1L, Today), Of(await _host.AskAsync(new ReportBoughtTogether())));

        await BuyAsync("ada", "p2");
        _time.Advance(BoughtTogetherCounter.KeptFor - TimeSpan.FromSeconds(1));
        Assert.Equal((1L, Today), Of(await _host.AskAsync(new ReportBoughtTogether())));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((2L, Today.AddDays(1)), Of(await _host.AskAsync(new ReportBoughtTogether())));
        Assert.Equal(2, (await _host.AskAsync(new CountBoughtTogether())).Purchases);
    }

    [Fact]
    public async Task Count_that_fails_is_told_and_begun_again_by_the_next_request()
    {
        await BuyAsync("ada", "p1");
        _ledger.BeforeWriteControl = name =>
        {
            if (name == BoughtTogetherCounter.Name) throw new LedgerUnavailableException("The disk is full.");
        };

        var failed = await _host.AskAsync(new ReportBoughtTogether());
        Assert.Equal((null, false), (failed.Counted, failed.Counting));
        Assert.Contains("The disk is full.", failed.Failure, StringComparison.Ordinal);

        _ledger.BeforeWriteControl = _ => { };
        var counted = await _host.AskAsync(new ReportBoughtTogether());
        Assert.Equal((1L, null), (counted.Counted!.Purchases, counted.Failure));
        Assert.Equal(BoughtTogether.Method, counted.Method);
    }

    private static (long Purchases, DateTimeOffset CountedAt) Of(BoughtTogetherAnswer answer) => (answer.Counted!.Purchases, answer.Counted.CountedAt);

    private async Task BuyAsync(string customer, string id) => Assert.NotNull((await _host.ExecuteAsync(
        customer, [new RecordPurchase { PurchaseId = id, Lines = [new("beans", "coffee", 1, Money.Round(5)), new("filter", "coffee", 1, Money.Round(2))] }]))[0].Receipt);
}
