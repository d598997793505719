using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Moves;

/// <summary>Purchases that turn out to be another customer's: nothing is lost or counted twice on the way.</summary>
public abstract class MovesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task Purchase_that_moves_counts_for_the_other_customer_in_its_own_month_and_a_repeat_is_known_at_both()
    {
        await GivenAsync("ada", Purchase("p", 30, Start.AddDays(-40)), Purchase("q"));
        await GivenAsync("ada", new RecordReturn { ReturnId = "r", PurchaseId = "p", Amount = Money.Round(5) });

        await GivenAsync("ada", Move("p", "bob"));
        await SettleAsync();

        Assert.Equal((1L, "10.00"), await OrdersOfAsync("ada"));
        Assert.Equal((1L, "25.00"), await OrdersOfAsync("bob"));
        Assert.Equal((1L, "10.00"), await OrdersOfAsync("ada"));
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", Purchase("p", 30, Start.AddDays(-40)))).Status);
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("bob", Purchase("p", 30, Start.AddDays(-40)))).Status);
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", Move("p", "bob"))).Status);
        Assert.Equal((2L, "35.00"), ((await Engine.AskAsync(new ReportMetrics())).Orders, $"{(await Engine.AskAsync(new ReportMetrics())).Revenue}"));

        await GivenAsync("bob", WholeReturn("r2", "p"));
        Assert.Equal((0L, "0.00"), await OrdersOfAsync("bob"));
        Assert.Equal("purchase_moved", (await ExecuteAsync("ada", WholeReturn("r3", "p"))).Code);
    }

    [Fact]
    public async Task What_was_bought_is_the_other_customers_once_its_purchase_moves_and_what_came_back_is_nobodys()
    {
        await GivenAsync("ada", new RecordPurchase { PurchaseId = "p", Lines = [new("tea", "drinks", 2, Money.Round(3)), new("cup", "kitchen", 1, Money.Round(5))] });
        await GivenAsync("ada", new RecordReturn { ReturnId = "r", PurchaseId = "p", Lines = [new(2)] });
        Assert.Equal(["ada"], await WhoBoughtAsync(PurchaseFields.BoughtSku, "tea"));

        await GivenAsync("ada", Move("p", "bob"));
        await SettleAsync();

        Assert.Equal(["bob"], await WhoBoughtAsync(PurchaseFields.BoughtSku, "tea"));
        Assert.Equal(["bob"], await WhoBoughtAsync(PurchaseFields.BoughtCategory, "drinks"));
        Assert.Empty(await WhoBoughtAsync(PurchaseFields.BoughtCategory, "kitchen"));
        await GivenAsync("bob", new RecordReturn { ReturnId = "r2", PurchaseId = "p", Lines = [new(1)] });
        Assert.Empty(await WhoBoughtAsync(PurchaseFields.BoughtSku, "tea"));
    }

    private async Task<IEnumerable<string>> WhoBoughtAsync(Field<string> field, string name) =>
        (await Engine.AskAsync(new FindCustomers(field.Where(SegmentOperator.Equals, name), null, 10))).Lines.Select(line => line.CustomerId);

    [Fact]
    public async Task Purchase_moves_back_and_on()
    {
        await GivenAsync("ada", Purchase("p"));
        await GivenAsync("ada", Move("p", "bob"));
        await SettleAsync();
        await GivenAsync("bob", Move("p", "ada"));
        await SettleAsync();
        Assert.Equal((1L, "10.00"), await OrdersOfAsync("ada"));
        await GivenAsync("ada", Move("p", "bob", "m2"));
        await SettleAsync();
        await GivenAsync("bob", Move("p", "eve", "m2"));
        await SettleAsync();

        Assert.Equal([(0L, "0.00"), (0L, "0.00"), (1L, "10.00")], [await OrdersOfAsync("ada"), await OrdersOfAsync("bob"), await OrdersOfAsync("eve")]);
    }

    [Fact]
    public async Task Move_to_a_customer_who_has_a_purchase_of_that_id_is_refused_and_changes_nothing()
    {
        await GivenAsync("ada", Purchase("p"));
        await GivenAsync("bob", Purchase("p", 1));

        Assert.Equal("purchase_id_taken", (await ExecuteAsync("ada", Move("p", "bob"))).Code);

        Assert.Equal((1L, "10.00"), await OrdersOfAsync("ada"));
        Assert.Equal((1L, "1.00"), await OrdersOfAsync("bob"));
    }

    [Fact]
    public async Task Purchase_moved_to_64_customers_at_once_goes_to_one_of_them()
    {
        await GivenAsync("ada", Purchase("p"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ExecuteAsync("ada", Move("p", $"c{i}", $"m{i}"))));
        await SettleAsync();

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(63, outcomes.Count(outcome => outcome.Code == "purchase_moved"));
        Assert.Equal((1L, "10.00"), ((await Engine.AskAsync(new ReportMetrics())).Orders, $"{(await Engine.AskAsync(new ReportMetrics())).Revenue}"));
    }

    private static MovePurchase Move(string purchaseId, string to, string moveId = "m") => new() { MoveId = moveId, PurchaseId = purchaseId, ToCustomerId = to };

    private async Task<(long Orders, string Revenue)> OrdersOfAsync(string customerId) => await CustomerAsync(customerId) is var customer ? (customer.Orders, $"{customer.Revenue}") : default;
}
