using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Merges;

/// <summary>A merge, or its undoing, that a crash interrupts took place whole or not at all, and is done once however often it is sent.</summary>
public sealed class MergeCrashTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Merge_or_undo_that_ends_at_its_write_is_whole_or_not_there(bool isUndo, bool isCommitted)
    {
        var time = new FakeTimeProvider(MergedWorlds.Start);
        await using var inner = new InMemoryLedger();
        var ledger = new FaultyLedger(inner);
        await using (var host = await InProcessHost.StartAsync(ledger, new(), time))
        {
            foreach (var (customer, purchase) in new[] { ("ada", "p1"), ("guest", "p2") })
                Assert.NotNull((await host.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = purchase, Amount = Money.Round(10) }]))[0].Receipt);
            if (isUndo) Assert.Equal(OutcomeStatus.Accepted, (await MergeAsync(host)).Status);
            ledger.Fate = _ => isCommitted ? AppendFault.LostAfterCommit : AppendFault.LostBeforeCommit;

            await Assert.ThrowsAsync<EngineUnavailableException>(() => isUndo ? UndoAsync(host) : MergeAsync(host));
        }

        // Another process, over what the crash has left.
        await using var next = await InProcessHost.StartAsync(new FaultyLedger(inner), new(), time);
        Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
        Assert.Equal(isUndo != isCommitted ? 2 : 1, (await next.Customer("guest").GetAsync())!.Orders);

        var again = await (isUndo ? UndoAsync(next) : MergeAsync(next));

        Assert.Equal(isCommitted ? isUndo ? OutcomeStatus.Unchanged : OutcomeStatus.Duplicate : OutcomeStatus.Accepted, again.Status);
        await next.SettleAsync();
        Assert.Equal(isUndo ? 1 : 2, (await next.Customer("guest").GetAsync())!.Orders);
        Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private static Task<CommandOutcome> MergeAsync(InProcessHost host) => host.AskAsync(new MergeCustomers("guest", "ada", "merge-1", null, null));

    private static Task<CommandOutcome> UndoAsync(InProcessHost host) => host.AskAsync(new UndoMerges("guest", "merge-1", null, null));
}
