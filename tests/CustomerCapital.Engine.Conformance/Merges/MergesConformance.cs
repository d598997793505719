using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Merges;

/// <summary>Two customers who are one person become one, wherever each of them is in memory, and are two again.</summary>
public abstract class MergesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task Whoever_asks_by_the_other_id_gets_the_customer_who_has_stayed_at_once()
    {
        await GivenAsync("ada", Purchase("p1", 30));
        await GivenAsync("guest", Purchase("p2", 12));
        // Both are in memory.
        Assert.Equal((1L, 1L), (await OrdersAsync("ada"), await OrdersAsync("guest")));

        Assert.Equal(OutcomeStatus.Accepted, (await MergeAsync()).Status);

        Assert.Equal((2L, 2L), (await OrdersAsync("ada"), await OrdersAsync("guest")));
        await GivenAsync("guest", Purchase("p3", 8));
        await GivenAsync("guest", new RecordReturn { ReturnId = "r2", PurchaseId = "p2", Amount = Money.Round(2) });
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("guest", Purchase("p2", 12))).Status);
        var answers = Engine.ExecuteBlock([new CustomerCommands("guest", [Purchase("p4", 1)]), new CustomerCommands("otto", [Purchase("p5", 1)])]);
        Assert.Equal([4L, 1L], (await Task.WhenAll(answers)).Select(outcomes => outcomes[0].Receipt!.Orders));
        Assert.Equal("49.00", $"{(await Engine.Customer("guest").GetAsync())!.Revenue}");
        Assert.Equal("50.00", $"{(await Engine.AskAsync(new ReportMetrics())).Revenue}");
    }

    [Fact]
    public async Task Merge_that_is_taken_back_is_seen_at_once_by_either_id()
    {
        await GivenAsync("ada", Purchase("p1", 30));
        await GivenAsync("guest", Purchase("p2", 12));
        Assert.Equal(OutcomeStatus.Accepted, (await MergeAsync()).Status);
        await GivenAsync("guest", Purchase("p3", 8));

        Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new UndoMerges("guest", "merge-1", "maria", null, SinceStays: true))).Status);

        Assert.Equal((2L, 1L), (await OrdersAsync("ada"), await OrdersAsync("guest")));
        await GivenAsync("guest", Purchase("p4", 1));
        Assert.Equal((2L, 2L), (await OrdersAsync("ada"), await OrdersAsync("guest")));
        var merge = Assert.Single(await Engine.AskAsync(new ReadMerges("guest")));
        Assert.Equal(("merge-1", "guest", "ada", "maria"), (merge.MergeId, merge.CustomerId, merge.IntoCustomerId, merge.By));
        Assert.NotNull(merge.EndedAt);
    }

    [Fact]
    public async Task Merge_that_is_asked_for_by_many_at_once_takes_place_once()
    {
        await GivenAsync("ada", Purchase("p1", 30));
        await GivenAsync("guest", Purchase("p2", 12));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MergeAsync())));

        Assert.All(outcomes, outcome => Assert.True(outcome.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate, $"{outcome.Status}: {outcome.Message}"));
        Assert.Equal(2, await OrdersAsync("guest"));
        Assert.Single(await Engine.AskAsync(new ReadMerges("ada")));
    }

    private static RecordPurchase Purchase(string id, int amount) => new() { PurchaseId = id, Amount = Money.Round(amount), OccurredAt = Sample.Start };

    private Task<CommandOutcome> MergeAsync() => Engine.AskAsync(new MergeCustomers("guest", "ada", "merge-1", "maria", "One person"));

    private async Task<long> OrdersAsync(string customerId) => (await Engine.Customer(customerId).GetAsync())!.Orders;
}
