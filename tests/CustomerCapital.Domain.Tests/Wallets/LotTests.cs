using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;
using static CustomerCapital.Domain.Tests.Wallets.WalletScenario;

namespace CustomerCapital.Domain.Tests.Wallets;

public sealed class LotTests
{
    [Fact]
    public void What_expires_first_is_spent_first_and_the_rest_expires_once()
    {
        // 100 earned on 1 January, 50 on 1 February, for twelve months; 120 spent on 1 March.
        var scenario = With(Points).By(Utc(2026, 1, 1)).Given(Purchase("p1", "100")).By(Utc(2026, 2, 1)).Given(Purchase("p2", "50"))
            .By(Utc(2026, 3, 1)).Given(Spend("s1", 120));
        Assert.Equal([new(new(2026, 12, 31), Of(-100)), new(new(2027, 1, 31), Of(-20))], scenario.LastMovements()[0].Lots!);

        var entries = scenario.By(Utc(2027, 1, 2)).Entries.Count(entry => entry.Event is WalletExpired);
        Assert.Equal(0, entries);
        Assert.Equal(30, scenario.Balance());

        scenario.By(Utc(2027, 1, 31, 22, 59));
        Assert.Equal(30, scenario.Balance());
        for (var run = 0; run < 3; run++) scenario.By(Utc(2027, 1, 31, 23));
        Assert.Equal(0, scenario.Balance());
        Assert.Equal(Of(-30), Assert.Single(scenario.Last<WalletExpired>().Movements!).Amount);
        Assert.Single(scenario.Entries, entry => entry.Event is WalletExpired);
        Assert.Equal(Utc(2027, 1, 31, 23), scenario.Entries[^1].OccurredAt.ToUniversalTime());
    }

    [Fact]
    public void Balance_after_spending_and_expiry_is_nothing_and_not_below()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Spend("s1", 80)).AfterDays(400);

        Assert.Equal(0, scenario.Balance());
        Assert.Equal(Of(-20), scenario.Last<WalletExpired>().Movements![0].Amount);
    }

    [Fact]
    public void More_than_can_be_spent_is_refused()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"));

        Assert.Equal("insufficient_balance", scenario.RefusalOf(Spend("s1", 101)));
        Assert.Equal("wallet_not_found", scenario.RefusalOf(Spend("s2", 1, wallet: "stamps")));
        Assert.Equal("too_many_decimals", scenario.RefusalOf(Spend("s3", 0.5m)));
        Assert.Equal(100, scenario.Balance());
    }

    [Fact]
    public void Pending_points_cannot_be_spent_before_their_day()
    {
        var scenario = With(Points with { PendingDays = 14 }).Given(Purchase("p1", "100"));

        Assert.Equal(100, scenario.Balance());
        Assert.Equal("insufficient_balance", scenario.By(Utc(2026, 1, 28, 22, 59)).RefusalOf(Spend("s1", 1)));
        Assert.Null(scenario.By(Utc(2026, 1, 28, 23)).RefusalOf(Spend("s1", 100)));
    }

    [Theory]
    [InlineData(12, LifeEnd.Day, "2027-01-14")]
    [InlineData(1, LifeEnd.Day, "2026-02-14")]
    [InlineData(0, LifeEnd.Month, "2026-01-31")]
    [InlineData(1, LifeEnd.Month, "2026-02-28")]
    [InlineData(0, LifeEnd.Quarter, "2026-03-31")]
    [InlineData(3, LifeEnd.Quarter, "2026-06-30")]
    [InlineData(0, LifeEnd.Year, "2026-12-31")]
    [InlineData(12, LifeEnd.Year, "2027-12-31")]
    public void Life_ends_where_the_rule_says(int months, LifeEnd until, string last) =>
        Assert.Equal([(last, 10)], With(Points with { Life = new(months, until) }).Given(Purchase("p1", "10")).Lots());

    [Fact]
    public void Of_the_last_day_of_a_month_a_shorter_month_later_is_its_end() =>
        Assert.Equal([("2026-02-28", 10)], With(Points with { Life = new(1) }).By(Utc(2026, 1, 31)).Given(Purchase("p1", "10")).Lots());

    [Fact]
    public void Sliding_life_goes_on_with_each_purchase_and_all_of_it_is_one_lot()
    {
        var scenario = With(Points with { Life = new(6, Sliding: true) });
        for (var month = 0; month < 5; month++) scenario.Given(Purchase($"p{month}", "10")).AfterDays(150);

        Assert.Equal(50, scenario.Balance());
        Assert.Single(scenario.Lots());
        Assert.Equal(0, scenario.AfterDays(40).Balance());
    }

    [Fact]
    public void Lots_that_expire_together_are_one() =>
        Assert.Equal([("2026-12-31", 30)], With(Points with { Life = new(0, LifeEnd.Year) }).Given(Purchase("p1", "10")).AfterDays(40).Given(Purchase("p2", "20")).Lots());

    [Fact]
    public void More_lots_than_a_wallet_has_become_one_with_the_nearest_and_none_is_lost()
    {
        var scenario = With(Points with { Life = new(36) });
        for (var day = 0; day < 600; day++) scenario.Given(Purchase($"p{day}", "1")).AfterDays(1);

        Assert.Equal(600, scenario.Balance());
        Assert.Equal(Lots.Most, scenario.Lots().Length);
    }

    [Fact]
    public void Adjustment_gives_and_takes_by_hand()
    {
        var scenario = With(Points).Given(new AdjustWallet { AdjustmentId = "a1", Wallet = "points", Amount = Of(40), ValidTo = new(2026, 6, 30), Reason = "Opening balance." });
        Assert.Equal([("2026-06-30", 40)], scenario.Lots());

        scenario.Given(new AdjustWallet { AdjustmentId = "a2", Wallet = "points", Amount = Of(-15) });
        Assert.Equal(25, scenario.Balance());
        Assert.Equal("insufficient_balance", scenario.RefusalOf(new AdjustWallet { AdjustmentId = "a3", Wallet = "points", Amount = Of(-26) }));
        Assert.Equal("expired_already", scenario.RefusalOf(new AdjustWallet { AdjustmentId = "a4", Wallet = "points", Amount = Of(1), ValidTo = new(2026, 1, 14) }));
    }
}
