using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Merges;

/// <summary>A merge that has to be tried again is tried by itself: what waited with it has its own answer. Merges beside each other read whole histories or none.</summary>
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

    [Theory]
    [InlineData("guest")]
    [InlineData("ada")]
    public async Task History_that_is_put_away_while_a_merge_reads_is_not_taken_for_an_empty_one(string meanwhile)
    {
        var ledger = new FaultyLedger(new InMemoryLedger());
        await using var host = await InProcessHost.StartAsync(ledger, new(), new FakeTimeProvider(MergedWorlds.Start));
        foreach (var customer in (string[])["ada", "guest", "otto"]) await host.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = customer, Amount = Money.Round(10) }]);
        var (begun, gate, reads) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        ledger.BeforeReadEntries = read =>
        {
            if (read.Key is not ("ada" or "guest") || Interlocked.Increment(ref reads) > 1) return Task.CompletedTask;
            begun.SetResult();
            return gate.Task;
        };

        var merging = host.AskAsync(new MergeCustomers("guest", "ada", "m-1", null, null));
        await begun.Task;
        // It ends only once the held turn has, where it is of the same customer.
        var other = host.AskAsync(new MergeCustomers(meanwhile, "otto", "m-2", null, null));
        while (await host.AskAsync(new FindAlias(meanwhile)) is null) await Task.Delay(5);
        gate.SetResult();

        var outcome = await merging;
        Assert.Equal(OutcomeStatus.Accepted, (await other).Status);
        Assert.True(outcome.Status == OutcomeStatus.Accepted || outcome.Code == CommandOutcome.CustomerMergedCode, outcome.Message);
        await host.SettleAsync();
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
