using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>Many callers at once: nothing is lost, nothing is written twice.</summary>
public abstract class ConcurrencyConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task ExecuteAsync_of_the_same_purchase_by_64_writes_it_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => ExecuteAsync("ada", Purchase("p1", 12)))));

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(63, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Duplicate));
        Assert.Single(outcomes.Select(outcome => outcome.Receipt).Distinct());
        Assert.Single(await EntriesAsync("ada"), entry => entry.Event is PurchaseRecorded);
        Assert.Equal((1L, Money.Round(12)), ((await CustomerAsync("ada")).Orders, (await CustomerAsync("ada")).Revenue));
    }

    [Fact]
    public async Task ExecuteAsync_of_64_contents_under_one_id_accepts_one_and_the_rest_conflict()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 64).Select(i => Task.Run(() => ExecuteAsync("ada", Purchase("p1", i)))));

        var winner = Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(63, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Conflict));
        Assert.Equal(Money.Round(Array.IndexOf(outcomes, winner) + 1), (await CustomerAsync("ada")).Revenue);
    }

    [Fact]
    public async Task ExecuteAsync_of_64_purchases_of_one_customer_accepts_all_of_them()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 64).Select(i => Task.Run(() => ExecuteAsync("ada", Purchase($"p{i}", i)))));

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        Assert.Equal(Enumerable.Range(1, 64).Select(orders => (long)orders), outcomes.Select(outcome => outcome.Receipt!.Orders).Order());
        var entries = await EntriesAsync("ada");
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(sequence => (long)sequence), entries.Select(entry => entry.Sequence));
        Assert.Equal((64L, Money.Round(64 * 65 / 2)), ((await CustomerAsync("ada")).Orders, (await CustomerAsync("ada")).Revenue));
    }

    [Fact]
    public async Task ExecuteBlock_of_200_customers_answers_each_in_its_place_and_a_repeat_with_the_same_receipts()
    {
        CustomerCommands[] block = [.. Enumerable.Range(0, 200).Select(i => new CustomerCommands($"c{i}", [Purchase("p1", i + 1), Purchase("p2", 1)]))];

        var first = await Task.WhenAll(Engine.ExecuteBlock(block));
        var again = await Task.WhenAll(Engine.ExecuteBlock(block));

        Assert.All(first.SelectMany(outcomes => outcomes), outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        Assert.All(again.SelectMany(outcomes => outcomes), outcome => Assert.Equal(OutcomeStatus.Duplicate, outcome.Status));
        Assert.Equal(
            Enumerable.Range(0, 200).SelectMany(i => new[] { ($"c{i}", 1L, Money.Round(i + 1)), ($"c{i}", 2L, Money.Round(i + 2)) }),
            first.SelectMany(outcomes => outcomes).Select(outcome => (outcome.Receipt!.CustomerId, outcome.Receipt.Orders, outcome.Receipt.Revenue)));
        Assert.Equal(first.SelectMany(outcomes => outcomes).Select(outcome => outcome.Receipt), again.SelectMany(outcomes => outcomes).Select(outcome => outcome.Receipt));
        var metrics = await Engine.AskAsync(new ReportMetrics());
        Assert.Equal((200L, 400L), (metrics.BuyingCustomers, metrics.Orders));
    }

    [Fact]
    public async Task ExecuteBlock_with_malformed_ids_and_commands_answers_the_others_too()
    {
        var answers = await Task.WhenAll(Engine.ExecuteBlock([new("", [Purchase("p1")]), new("ada", [Purchase(""), Purchase("p2", 7)]), new("bob", [Purchase("p1", 3)])]));

        Assert.Equal([OutcomeStatus.Malformed], answers[0].Select(outcome => outcome.Status));
        Assert.Equal([OutcomeStatus.Malformed, OutcomeStatus.Accepted], answers[1].Select(outcome => outcome.Status));
        Assert.Equal([OutcomeStatus.Accepted], answers[2].Select(outcome => outcome.Status));
        Assert.Equal((Money.Round(7), Money.Round(3)), ((await CustomerAsync("ada")).Revenue, (await CustomerAsync("bob")).Revenue));
    }

    [Fact]
    public async Task ExecuteAsync_of_many_customers_with_repeats_counts_each_purchase_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() => ExecuteAsync($"c{i % 50}", Purchase($"p{i % 200}")))));

        var metrics = await Engine.AskAsync(new ReportMetrics());
        Assert.Equal((50L, 50L, 200L, Money.Round(2_000)), (metrics.Customers, metrics.BuyingCustomers, metrics.Orders, metrics.Revenue));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_return_by_64_at_once_pays_back_what_was_paid_and_no_more()
    {
        await GivenAsync("ada", Purchase("p1", 10));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => ExecuteAsync("ada", WholeReturn($"r{i}", "p1")))));

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.All(outcomes.Where(outcome => outcome.Status != OutcomeStatus.Accepted), outcome => Assert.Equal("nothing_to_return", outcome.Code));
        Assert.Equal((0L, Money.Zero), ((await CustomerAsync("ada")).Orders, (await CustomerAsync("ada")).Revenue));
    }
}
