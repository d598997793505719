using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Lists and counts come from the replica, everything else from the ledger itself.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task Register_reads_the_replica_and_everything_else_the_ledger()
    {
        var behind = new InMemoryLedger();
        await (await StartAsync(behind, null)).ExecuteAsync("ada", [Purchase]);
        await using var host = await StartAsync(new InMemoryLedger(), behind);
        await host.ExecuteAsync("ada", [Purchase]);
        await host.ExecuteAsync("bob", [Purchase]);

        Assert.Equal(["ada"], (await host.AskAsync(new FindCustomers(Segment.Everyone, null, 10))).Lines.Select(line => line.CustomerId));
        Assert.Equal(1, await host.AskAsync(new CountCustomers(Segment.Everyone)));
        Assert.Equal(1, (await host.Customer("bob").GetAsync())?.Orders);
        Assert.Equal(2, (await host.AskAsync(new ReportMetrics())).Customers);
    }

    private static RecordPurchase Purchase => new() { PurchaseId = "p", Amount = new Money(10_000) };

    private static Task<InProcessHost> StartAsync(InMemoryLedger ledger, InMemoryLedger? replica) =>
        InProcessHost.StartAsync(ledger, new(), new FakeTimeProvider(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)), replica);
}
