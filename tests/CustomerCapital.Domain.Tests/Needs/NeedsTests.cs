using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Needs;

public sealed class NeedsTests
{
    private static readonly ProgramCalendar Calendar = new("Europe/Berlin");
    private static readonly DateTimeOffset Now = Utc(2026, 6, 30);

    [Fact]
    public void Taste_weighs_a_payment_half_as_much_after_each_half_life()
    {
        // 40.00 of two half-lives ago weighs 10.00, as much as 10.00 now; 20.00 of one half-life ago too.
        var needs = Of(
            Basket(Now.AddDays(-360), ("a", "tea", "40.00")), Basket(Now.AddDays(-180), ("b", "china", "20.00")), Basket(Now, ("c", "coffee", "10.00"), ("d", null, "99.00")));

        Assert.Equal([("china", 1), ("coffee", 1), ("tea", 1)], needs.Categories.Select(taste => (taste.Category, taste.Orders)).Order());
        foreach (var taste in needs.Categories) Assert.Equal(1 / 3.0, taste.Share!.Value, 12);
        Assert.Equal(["c", "d", "b", "a"], needs.Favourites.Select(article => article.Sku));
        Assert.Equal([1, 1, 0.5, 0.25], needs.Favourites.Select(article => article.Weight));
        Assert.Equal(CustomerNeeds.HalfLife, needs.HalfLifeDays);
    }

    [Fact]
    public void Taste_of_what_was_free_has_no_share() => Assert.Null(Assert.Single(Of(Basket(Now, ("a", "tea", "0.00"))).Categories).Share);

    [Theory]
    [InlineData(9, DueState.Expected)]
    [InlineData(10, DueState.Due)]
    [InlineData(19, DueState.Due)]
    [InlineData(20, DueState.Overdue)]
    public void Article_is_due_after_its_usual_interval_and_overdue_after_two(int daysAgo, DueState state)
    {
        var last = Now.AddDays(-daysAgo);
        var article = Assert.Single(Of(Basket(last.AddDays(-21), ("a", null, "1.00")), Basket(last.AddDays(-9), ("a", null, "1.00")), Basket(last, ("a", null, "1.00"), ("b", null, "1.00"))).Due);

        Assert.Equal(("a", 3, 10, state), (article.Sku, article.Days, article.IntervalDays, article.State));
        Assert.Equal(article.LastBoughtOn.AddDays(10), article.ExpectedOn);
    }

    [Fact]
    public void Purchases_of_one_local_day_are_one_day()
    {
        // 22:30 UTC of 29 June is 30 June in Berlin.
        Assert.Empty(Of(Basket(Utc(2026, 6, 29, 22, 30), ("a", null, "1.00")), Basket(Utc(2026, 6, 30, 9), ("a", null, "1.00")), Basket(Utc(2026, 6, 1), ("a", null, "1.00"))).Due);
    }

    [Fact]
    public void Baskets_hold_what_amendments_and_returns_have_left()
    {
        var scenario = new CustomerScenario().Given(
            new RecordPurchase { PurchaseId = "p1", Lines = [Line("a", 2, "5.00"), Line("b", 1, "3.00")] }, new RecordPurchase { PurchaseId = "p2", Lines = [Line("c", 1, "4.00")] },
            new RecordPurchase { PurchaseId = "p3", Lines = [Line("d", 1, "1.00")] }, Purchase("p4"));
        scenario.Given(
            new RecordReturn { ReturnId = "r1", PurchaseId = "p1", Lines = [new(Sku: "b")] }, new RecordReturn { ReturnId = "r2", PurchaseId = "p1", Lines = [new(Sku: "a", Quantity: 1)] },
            Return("r3", "p2"), new AmendPurchase { AmendmentId = "a1", PurchaseId = "p3", Lines = [Line("e", 1, "2.00")] });
        var baskets = new Baskets();
        foreach (var entry in scenario.Entries) baskets.Take(entry);

        Assert.Equal([("a", "5.00"), ("e", "2.00")], baskets.All.SelectMany(basket => basket.Lines).Select(line => (line.Sku!, line.Paid.ToString())));
        // What concerns a purchase of before the entries that were read is passed over.
        var latest = new Baskets();
        foreach (var entry in scenario.Entries.Where(entry => entry.NaturalId?.StartsWith("purchase:", StringComparison.Ordinal) is not true)) latest.Take(entry);
        Assert.Empty(latest.All);
    }

    [Fact]
    public void Pairs_have_support_confidence_and_lift_of_the_definition()
    {
        Basket[] baskets =
        [
            .. Enumerable.Repeat(Basket(Now, ("a", null, "1.00"), ("b", null, "1.00"), ("a", null, "1.00")), 6), .. Enumerable.Repeat(Basket(Now, ("a", null, "1.00")), 2),
            .. Enumerable.Repeat(Basket(Now, ("c", null, "1.00")), 4), .. Enumerable.Repeat(Basket(Now, ("a", null, "1.00"), ("c", null, "1.00")), 4), Basket(Now, (null, "tea", "1.00")),
        ];
        var counted = Count(baskets);

        Assert.Equal((16L, 3, true), (counted.Purchases, counted.Articles, counted.ArticlesExact));
        // a and c are together in 4 purchases, which is too few.
        Assert.Equal([new BoughtPair("a", "b", 6, 6 / 16.0, 0.5, 0.5 * 16 / 6), new BoughtPair("b", "a", 6, 6 / 16.0, 1, 16 / 12.0)], counted.Pairs);
    }

    [Fact]
    public void Pairs_among_random_baskets_equal_a_recount()
    {
        var random = new Random(11);
        var baskets = Enumerable.Range(0, 2_000).Select(_ => Basket(Now, [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => ((string?)$"s{(int)(random.NextDouble() * random.NextDouble() * 40)}", (string?)null, "1.00"))])).ToList();
        var counted = Count([.. baskets]);
        Assert.NotEmpty(counted.Pairs);
        foreach (var pair in counted.Pairs)
        {
            bool Has(Basket basket, string sku) => basket.Lines.Any(line => line.Sku == sku);
            var (one, other, both) = (baskets.Count(basket => Has(basket, pair.Sku)), baskets.Count(basket => Has(basket, pair.With)), baskets.Count(basket => Has(basket, pair.Sku) && Has(basket, pair.With)));
            Assert.Equal((both, both / 2_000.0, (double)both / one), (pair.Together, pair.Support, pair.Confidence));
            Assert.Equal(both * 2_000.0 / one / other, pair.Lift, 12);
            Assert.True(pair is { Lift: > 1, Together: >= BoughtTogether.LeastTogether });
        }
    }

    [Fact]
    public void ArticleCount_beyond_its_limit_keeps_the_most_bought_and_says_so()
    {
        var count = new ArticleCount(limit: 10);
        for (var i = 0; i < 500; i++) count.Take(Basket(Now, ("often", null, "1.00"), ($"once-{i}", null, "1.00")));

        Assert.Equal(["often"], count.Most(1));
        Assert.False(count.IsExact);
        Assert.InRange(count.Most(1_000).Count, 10, 21);
    }

    [Fact]
    public void Suggestions_are_what_the_customer_has_not_bought_by_their_confidence()
    {
        var pairs = new BoughtTogether(Now, 100, 3, true, [new("a", "b", 9, 0.1, 0.5, 2), new("a", "c", 8, 0.1, 0.4, 2), new("d", "c", 7, 0.1, 0.6, 3), new("x", "y", 9, 0.1, 0.9, 2), new("b", "a", 9, 0.1, 0.9, 2)]);
        var needs = CustomerNeeds.Of([Basket(Now, ("a", null, "1.00"), ("d", null, "1.00"))], true, pairs, Calendar, Now);

        Assert.Equal([new SuggestedArticle("c", "d", 0.6, 3), new SuggestedArticle("b", "a", 0.5, 2)], needs.Suggestions);
        Assert.Equal(Now, needs.PairsCountedAt);
    }

    private static BoughtTogether Count(IReadOnlyList<Basket> baskets)
    {
        var articles = new ArticleCount();
        foreach (var basket in baskets) articles.Take(basket);
        var pairs = new PairCount(articles.Most(BoughtTogether.ArticleLimit));
        foreach (var basket in baskets) pairs.Take(basket);
        return pairs.Result(Now, articles.IsExact);
    }

    private static CustomerNeeds Of(params Basket[] baskets) => CustomerNeeds.Of([.. baskets.OrderBy(basket => basket.At)], true, null, Calendar, Now);

    private static Basket Basket(DateTimeOffset at, params (string? Sku, string? Category, string Paid)[] lines) =>
        new(at, [.. lines.Select(line => new BasketLine(line.Sku, line.Category, Amount(line.Paid)))]);
}
