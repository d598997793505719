using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Merges;

/// <summary>A merge that has to be tried again is tried by itself: what waited with it has its own answer.</summary>
public sealed class MergeTurnTests
{
    [Fact]
    public async Task Purchases_that_wait_with_a_merge_are_accepted_where_the_merge_loses_and_is_tried_again()
    {
        await using var inner = new InMemoryLedger();
        var ledger = new FaultyLedger(inner);
        await using var host = await InProcessHost.StartAsync(ledger, new(), new FakeTimeProvider(MergedWorlds.Start));
        await BuyAsync("ada", "p1");
        await BuyAsync("guest", "p2");
        var (gate, lost) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        (ledger.Gate, ledger.Fate) = (gate.Task, append => append.MovedTo is not null && Interlocked.Increment(ref lost) == 1 ? AppendFault.VersionConflict : AppendFault.None);

        // The first is being appended while the others wait.
        var first = BuyAsync("ada", "first");
        var before = BuyAsync("ada", "before");
        var merging = host.Customer("ada").ExecuteAsync([new MergeCustomer { MergeId = "merge-1", CustomerId = "guest" }], null);
        var after = BuyAsync("ada", "after");
        gate.SetResult();

        foreach (var doing in new[] { first, before, merging, after }) Assert.Equal(OutcomeStatus.Accepted, Assert.Single(await doing).Status);
        await host.SettleAsync();
        Assert.Equal(2, lost);
        Assert.Equal(5, (await host.Customer("guest").GetAsync())!.Orders);
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);

        Task<IReadOnlyList<CommandOutcome>> BuyAsync(string customer, string purchase) => host.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = purchase, Amount = Money.Round(10) }]);
    }
}
