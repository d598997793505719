using System.Numerics;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Campaigns;

/// <summary>What a campaign measures of a member.</summary>
public sealed class MeasurementTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Rewards = [new("five", Cost: Amount("1.25"), Voucher: new() { Value = Amount("5") })] };

    [Fact]
    public void Window_has_its_first_moment_and_not_its_last_one()
    {
        var scenario = Member(5);

        scenario.AfterDays(9).Given(
            Purchase("first", "1.00", Start.AddDays(1)), Purchase("last", "2.00", Start.AddDays(6).AddMicroseconds(-1)), Purchase("after", "4.00", Start.AddDays(6)),
            Purchase("before", "8.00", Start.AddDays(1).AddMicroseconds(-1)));

        Assert.Equal((Start.AddDays(1), Start.AddDays(6), 5), (Measured(scenario).From, Measured(scenario).Until, Measured(scenario).Days));
        Assert.Equal(("3.00", "18.00", 3L), ($"{Measured(scenario).Revenue}", $"{Measured(scenario).Before}", Measured(scenario).Corrections));
    }

    [Fact]
    public void Window_begins_behind_what_a_clock_that_is_ahead_has_recorded()
    {
        var scenario = new CustomerScenario(Policy).Given(Purchase("ahead", "7.00", Start.AddMinutes(4)), Offer("run"));

        Assert.Equal((Start, Start.AddMinutes(4).AddMicroseconds(1)), (Measured(scenario).OfferedAt, Measured(scenario).From));
        Assert.Equal("7.00", $"{Measured(scenario).Before}");
        scenario.Given(Return("r", "ahead"));
        Assert.Equal(("0.00", "0.00"), ($"{Measured(scenario).Before}", $"{Measured(scenario).Revenue}"));
    }

    [Fact]
    public void Further_runs_and_other_terms_begin_no_second_measurement_and_cost_is_that_of_the_window()
    {
        var scenario = Member(5);
        var first = Measured(scenario);

        scenario.AfterDays(2).Given(Offer("second", 9)).AfterDays(3).Given(Offer("third", 9));

        Assert.Equal((first.From, first.Until, 2, "2.50", 0L), (Measured(scenario).From, Measured(scenario).Until, Measured(scenario).Grants, $"{Measured(scenario).Cost}", Measured(scenario).Corrections));
        scenario.Given(new ReverseGrant { GrantId = OfferReward.GrantIdOf("thanks", "third") }, new ReverseGrant { GrantId = OfferReward.GrantIdOf("thanks", "second") });
        Assert.Equal((1, "1.25", 1L), (Measured(scenario).Grants, $"{Measured(scenario).Cost}", Measured(scenario).Corrections));
    }

    [Fact]
    public void Voucher_that_comes_back_whole_with_its_purchase_was_not_redeemed()
    {
        var scenario = Member(5);
        var code = scenario.Last<RewardGranted>().Code!;
        var purchase = new RecordPurchase { PurchaseId = "with", Amount = Amount("20"), Vouchers = [code] };

        scenario.AfterDays(1).Given(RedeemVouchers.Of(purchase, [new(code) { Terms = new() { Value = Amount("5") }, Number = 1, MadeAt = scenario.Now }]));
        Assert.Equal((1L, "15.00"), (Measured(scenario).Uses, $"{Measured(scenario).Revenue}"));
        scenario.Given(Return("part", "with", "1.00"));
        Assert.Equal(1L, Measured(scenario).Uses);
        scenario.Given(Return("rest", "with"));
        Assert.Equal((0L, "0.00"), (Measured(scenario).Uses, $"{Measured(scenario).Revenue}"));
    }

    [Fact]
    public void One_entry_is_one_correction_whatever_it_changes()
    {
        var scenario = Member(5);
        var code = scenario.Last<RewardGranted>().Code!;
        var purchase = new RecordPurchase { PurchaseId = "late", Amount = Amount("20"), Vouchers = [code, "TEN"], OccurredAt = Start.AddDays(2) };

        scenario.AfterDays(9).Given(RedeemVouchers.Of(purchase, [new(code) { Terms = new() { Value = Amount("5") }, Number = 1, MadeAt = Start }, new("TEN") { Terms = new() { Value = Amount("1") }, Number = 1, MadeAt = Start }]));
        Assert.Equal((1L, "14.00", 1L), (Measured(scenario).Uses, $"{Measured(scenario).Revenue}", Measured(scenario).Corrections));
        scenario.Given(Return("back", "late"));
        Assert.Equal((0L, "0.00", 2L), (Measured(scenario).Uses, $"{Measured(scenario).Revenue}", Measured(scenario).Corrections));
    }

    [Fact]
    public void Whoever_is_held_out_of_the_program_is_not_measured_and_gets_nothing_whatever_the_campaign_holds_out()
    {
        var outside = Enumerable.Range(0, 1_000).Select(i => $"c{i}").First(id => Holdout.HasOfProgram(id, 20));
        var scenario = new CustomerScenario(Policy with { HoldoutPercent = 20 }, outside).Given(Purchase("p"), Offer("run") with { HoldoutPercent = 50 });

        Assert.Equal(OfferOutcome.HeldOutOfProgram, scenario.Last<OfferPassed>().Outcome);
        Assert.Null(Assert.Single(CustomerCampaigns.Part.Of(scenario.State).Memberships).Measurement);
        Assert.DoesNotContain(Counters.Of(scenario.State, scenario.Program.Calendar).Rows, row => CampaignCounters.All.Contains(row.Key.Kind));
        Assert.False(Campaign.IsId(Holdout.Program));
    }

    [Fact]
    public void Offer_of_an_engine_of_before_measures_nothing()
    {
        var scenario = new CustomerScenario(Policy).Given(Purchase("p"), Offer("run", days: 0), Purchase("p2"));

        Assert.Null(Assert.Single(CustomerCampaigns.Part.Of(scenario.State).Memberships).Measurement);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(-1, -1)]
    [InlineData(long.MaxValue, 4_611_686_018_427_387_904)]
    [InlineData(long.MaxValue, long.MinValue + 1)]
    [InlineData(4_294_967_296, -4_294_967_295)]
    [InlineData(100_000_000_000_000, 99_999_999_999_999)]
    public void Products_of_any_two_amounts_are_exact_alone_in_sums_and_after_they_are_taken_away(long revenue, long before)
    {
        var measured = new CampaignMeasurement(CampaignArm.Reached, Start, Start, Start.AddDays(3)) { Revenue = new(revenue), Before = new(before) };
        var (counters, key) = (new Counters(), new CounterKey(CampaignCounters.Products, 1, (int)MeasuredProduct.RevenueBefore, "thanks"));
        var other = measured with { Revenue = new(-77), Before = new(1_000_003) };

        CampaignCounters.Add("thanks", measured, 1, counters);
        Assert.Equal((BigInteger)revenue * before, CampaignCounters.ProductOf(counters[key]));
        for (var i = 0; i < 1_000; i++) CampaignCounters.Add("thanks", other, 1, counters);
        Assert.Equal((BigInteger)revenue * before - 1_000 * (BigInteger)77 * 1_000_003, CampaignCounters.ProductOf(counters[key]));
        CampaignCounters.Add("thanks", measured, -1, counters);
        for (var i = 0; i < 1_000; i++) CampaignCounters.Add("thanks", other, -1, counters);
        Assert.Empty(counters.Rows);
    }

    [Fact]
    public void Sum_that_leaves_its_column_is_an_error()
    {
        var measured = new CampaignMeasurement(CampaignArm.Reached, Start, Start, Start.AddDays(3)) { Revenue = new(long.MaxValue) };
        var counters = new Counters();
        CampaignCounters.Add("thanks", measured, 1, counters);

        Assert.Throws<OverflowException>(() => CampaignCounters.Add("thanks", measured, 1, counters));
    }

    private static CustomerScenario Member(int days) => new CustomerScenario(Policy).Given(Purchase("p", "10.00")).AfterDays(1).Given(Offer("first", days));

    private static OfferReward Offer(string run, int days = 5) => new() { CampaignId = "thanks", RunId = run, RunNumber = 1, Reward = "five", MeasureDays = days };

    private static CampaignMeasurement Measured(CustomerScenario scenario) => Assert.Single(CustomerCampaigns.Part.Of(scenario.State).Memberships).Measurement!;
}
