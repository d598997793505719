using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Needs;

namespace CustomerCapital.Engine.Conformance.Needs;

/// <summary>What customers are likely to need, as soon as their purchases are answered.</summary>
public abstract class NeedsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task NeedsAsync_knows_taste_what_is_due_again_and_what_others_buy_together()
    {
        for (var customer = 0; customer < 12; customer++) await GivenAsync($"c{customer}", Bought("p1", -50, ("beans", "coffee"), customer < 6 ? ("filter", "coffee") : ("cup", "china")));
        await GivenAsync("tea", [.. Enumerable.Range(0, 4).Select(day => Bought($"p{day}", -day, ("leaves", "tea")))]);
        for (var month = 0; month < 4; month++) await GivenAsync("ada", Bought($"p{month}", -10 - 30 * month, ("beans", "coffee")));
        await GivenAsync("ada", Bought("late", -200, ("plate", "china")), new RecordReturn { ReturnId = "r1", PurchaseId = "late", OccurredAt = Start.AddDays(-190) });

        var counted = await Engine.AskAsync(new ReportBoughtTogether());
        // Whoever counts a large program answers before the end.
        while (counted.Counted is null) counted = await Engine.AskAsync(new ReportBoughtTogether());
        var needs = await Engine.AskAsync(new ReadNeeds("ada"));

        Assert.Null(counted.Failure);
        Assert.Equal(20, counted.Counted.Purchases);
        Assert.Equal([("cup", "beans", 6L, 1.0), ("filter", "beans", 6L, 1.0)], counted.Counted.Pairs.Where(pair => pair.With == "beans").Select(pair => (pair.Sku, pair.With, pair.Together, pair.Confidence)).Order());
        Assert.Equal([("coffee", 1.0, 4)], needs.Categories.Select(taste => (taste.Category, taste.Share!.Value, taste.Orders)));
        var due = Assert.Single(needs.Due);
        Assert.Equal(("beans", 4, 30, DueState.Expected), (due.Sku, due.Days, due.IntervalDays, due.State));
        Assert.Equal(due.LastBoughtOn.AddDays(30), due.ExpectedOn);
        Assert.Equal(["cup", "filter"], needs.Suggestions.Select(article => article.Sku).Order());
        Assert.Equal(counted.Counted.CountedAt, needs.PairsCountedAt);
    }

    [Fact]
    public async Task NeedsAsync_of_a_customer_without_lines_is_empty()
    {
        await GivenAsync("ada", Purchase("p1", 10));

        var needs = await Engine.AskAsync(new ReadNeeds("ada"));

        Assert.Equal((0, 0, 0, 0, true), (needs.Orders, needs.Categories.Count, needs.Due.Count, needs.Suggestions.Count, needs.Complete));
        Assert.Null(needs.PairsCountedAt);
    }

    private static RecordPurchase Bought(string id, int day, params (string Sku, string Category)[] lines) => new()
    {
        PurchaseId = id, OccurredAt = Start.AddDays(day), Lines = [.. lines.Select(line => new PurchaseLine(line.Sku, line.Category, 1, Money.Round(5)))],
    };
}
