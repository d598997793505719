using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Server.Demo;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Databases;

/// <summary>The demo's two years, referrals between customers of different partitions among them, in one ledger and in several.</summary>
public sealed class PartitionedDemoTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_same_commands_into_one_ledger_and_into_several_give_the_same_reports(int count)
    {
        var partitions = Enumerable.Range(1, count).Select(place => new Partition($"memory {place}", new InMemoryLedger())).ToList();

        var one = await LiveAsync(new InMemoryLedger());
        var several = await LiveAsync(new PartitionedLedger(partitions, "set"), partitions);

        Assert.Equal(one, several);
    }

    /// <summary>Fills a ledger, verifies it, and writes every report and the register.</summary>
    private static async Task<IEnumerable<string>> LiveAsync(ILedger ledger, IReadOnlyList<Partition>? partitions = null)
    {
        var clock = new FakeTimeProvider(new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        await using var engine = await InProcessHost.StartAsync(ledger, new(), clock);
        var fill = new DemoFill(engine, 600, 1);
        await fill.RunAsync(await fill.FirstDayAsync(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1)), _ => { }, CancellationToken.None);
        await engine.SettleAsync();
        foreach (var partition in partitions ?? []) Assert.NotEmpty((await partition.Ledger.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines);

        var verified = await engine.Verifier().VerifyAsync(_ => { });
        Assert.Empty(verified.Differences);
        Assert.Equal(600, verified.Actors.Customers);
        return
        [
            JsonSerializer.Serialize(await engine.AskAsync(new ReportCohorts())), JsonSerializer.Serialize(await engine.AskAsync(new ReportPeriods())),
            JsonSerializer.Serialize(await engine.AskAsync(new ReportMetrics())), JsonSerializer.Serialize(await engine.AskAsync(new ReportLadder())),
            JsonSerializer.Serialize(await engine.AskAsync(new ReportValue())),
            .. (await engine.AskAsync(new FindCustomers(Segment.Everyone, null, 1_000))).Lines.Select(line => line.ToString()),
            .. (await ledger.ReadCountersAsync([.. Capabilities.Counters.Values])).Rows.Select(row => row.ToString()).Order(StringComparer.Ordinal),
        ];
    }
}
