using System.Globalization;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;
using static CustomerCapital.Domain.Tests.Wallets.WalletScenario;

namespace CustomerCapital.Domain.Tests.Wallets;

public sealed class EarningTests
{
    [Fact]
    public void Purchase_earns_by_the_rate_and_says_so_with_the_lot_and_the_balance()
    {
        var scenario = With(Points).Given(Purchase("p1", "120.90"));

        Assert.Equal(120, scenario.Balance());
        var earned = Assert.Single(scenario.LastMovements());
        Assert.Equal(new("points", MovementKind.Earned, Of(120), Of(120)) { Lots = [new(new(2027, 1, 14), Of(120))] }, earned);
    }

    [Fact]
    public void Lines_share_what_the_order_earns_and_each_sum_of_the_first_lines_is_right_to_a_unit()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 1, "0.60"), Line("b", 1, "0.60"), Line("c", 1, "0.90")));

        Assert.Equal(2, scenario.Balance());
        Assert.Equal([Of(0), Of(1), Of(1)], scenario.LastMovements()[0].Lines!);
    }

    [Theory]
    [InlineData(WalletRounding.Down, 2)]
    [InlineData(WalletRounding.HalfUp, 3)]
    [InlineData(WalletRounding.Up, 3)]
    public void What_an_order_earns_is_rounded_once(WalletRounding rounding, int earned) =>
        Assert.Equal(earned, With(Points with { Rounding = rounding }).Given(Lines("p1", Line("a", 1, "1.25"), Line("b", 1, "1.25"))).Balance());

    [Fact]
    public void First_rule_that_fits_a_line_counts_and_all_multipliers_do()
    {
        var wallet = Points with
        {
            Earn = [new(5) { Categories = ["books"] }, new(2) { Skus = ["tea"] }, new(1)],
            Multipliers = [new(2) { From = new(2026, 1, 15), To = new(2026, 1, 15) }, new(1.5m) { Channels = ["web"] }, new(10) { Rungs = [Rung.Member] }],
            ExcludedSkus = ["gift-card"], ExcludedCategories = ["shipping"],
        };
        var scenario = With(wallet).Given(Lines(
            "p1", new("b", "books", 1, Amount("10")), new("tea", null, 1, Amount("10")), new("cup", null, 1, Amount("10")), new("gift-card", "books", 1, Amount("10")), new("s", "shipping", 1, Amount("5"))));

        Assert.Equal((50 + 20 + 10) * 2, scenario.Balance());
        scenario.AfterDays(1).Given(Purchase("p2", "10") with { Channel = "web" });
        Assert.Equal(160 + 15, scenario.Balance());
        scenario.Given(new SetEnrolment { Enrolled = true }, Purchase("p3", "10"));
        Assert.Equal(160 + 15 + 100, scenario.Balance());
    }

    [Fact]
    public void Multipliers_days_are_those_of_the_programs_time_zone()
    {
        var wallet = Points with { Multipliers = [new(2) { From = new(2026, 1, 15), To = new(2026, 1, 15) }] };

        Assert.Equal(20, With(wallet).By(Utc(2026, 2, 1)).Given(Purchase("p1", "10", Utc(2026, 1, 14, 23))).Balance());
        Assert.Equal(20, With(wallet).By(Utc(2026, 2, 1)).Given(Purchase("p1", "10", Utc(2026, 1, 15, 22, 59))).Balance());
        Assert.Equal(10, With(wallet).By(Utc(2026, 2, 1)).Given(Purchase("p1", "10", Utc(2026, 1, 15, 23))).Balance());
    }

    [Theory]
    [InlineData("2026-01-12T22:59:59Z", 10)]
    [InlineData("2026-01-12T23:00:00Z", 20)]
    [InlineData("2026-01-13T22:59:59Z", 20)]
    [InlineData("2026-01-13T23:00:00Z", 10)]
    public void Multiplier_of_a_day_of_the_week_is_for_that_day_in_the_programs_time_zone(string at, int earned)
    {
        var wallet = Points with { Multipliers = [new(2) { Weekdays = [Weekday.Tuesday] }] };

        Assert.Equal(earned, With(wallet).By(Utc(2026, 2, 1)).Given(Purchase("p1", "10", DateTimeOffset.Parse(at, CultureInfo.InvariantCulture))).Balance());
    }

    [Fact]
    public void Stamps_are_earned_by_the_piece_and_visits_by_the_order()
    {
        var scenario = With(
            new("coffees") { Earn = [new(1, EarnPer.Piece) { Categories = ["coffee"] }] },
            new("visits") { Earn = [new(1, EarnPer.Order)] }).Given(Lines("p1", new("espresso", "coffee", 3, Amount("2")), new("cake", "food", 2, Amount("4"))));

        Assert.Equal(3, scenario.Balance("coffees"));
        Assert.Equal(1, scenario.Balance("visits"));
    }

    [Fact]
    public void Cash_back_of_two_decimals_is_exact()
    {
        var scenario = With(new WalletRule("cash-back", Decimals: 2, Worth: Amount("1")) { Earn = [new(0.03m)] }).Given(Purchase("p1", "33.33"), Purchase("p2", "33.34"));

        Assert.Equal(0.99m + 1.00m, scenario.Balance("cash-back"));
    }

    [Theory]
    [InlineData("168.38", "168.28")]
    [InlineData("178.75", "178.65")]
    [InlineData("25.46", "25.36")]
    public void What_points_leave_to_be_paid_earns_to_the_unit(string amount, string earned)
    {
        var scenario = With(new WalletRule("points", Decimals: 2, Worth: Amount("0.01")) { Earn = [new(1)] }).Given(Purchase("p1", "10"), Purchase("p2", amount).PaidWith(10));

        Assert.Equal(decimal.Parse(earned, System.Globalization.CultureInfo.InvariantCulture), scenario.Balance());
    }

    [Fact]
    public void What_points_pay_earns_nothing()
    {
        var scenario = With(Points).Given(Purchase("p1", "1000"), Purchase("p2", "20").PaidWith(1000));

        Assert.Equal(10, scenario.Balance());
    }
}
