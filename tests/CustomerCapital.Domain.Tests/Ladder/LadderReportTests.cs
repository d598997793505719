using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Ladder;

public sealed class LadderReportTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", MarginRate = 0.5m };

    [Fact]
    public void StepUp_is_the_sum_over_rungs_of_customers_times_share_times_the_difference_in_value()
    {
        // Margins of twelve months: buyers 10 and 20, mean 15; customers 50; members 120.
        var counters = Census(
            new CustomerScenario(Policy).Given(Purchase("p1", "20.00")),
            new CustomerScenario(Policy).Given(Purchase("p1", "40.00")),
            new CustomerScenario(Policy).Given(Purchase("p1", "60.00"), Purchase("p2", "40.00")),
            new CustomerScenario(Policy).Given(new SetEnrolment { Enrolled = true }, Purchase("p1", "240.00")));

        var census = LadderReport.Of(counters, Policy, Month.Of(2026, 1), 0.1m);

        Assert.Equal([null, null, "15.00", "50.00", "120.00", null, null], census.Rungs.Select(rung => rung.TwelveMonthValue?.ToString()));
        Assert.Equal([null, null, "7.00", "7.00", null, null, null], census.Rungs.Select(rung => rung.StepUpGain?.ToString()));
        Assert.Equal(Amount("14.00"), census.StepUpGain);
        Assert.Equal(Amount("140.00"), LadderReport.Of(counters, Policy, Month.Of(2026, 1), 1m).StepUpGain);
    }

    [Fact]
    public void Census_counts_each_customer_on_exactly_one_rung_with_the_lapsed_named()
    {
        var counters = Census(
            new CustomerScenario(Policy).Given(Purchase("p1", "20.00")).AfterDays(200),
            new CustomerScenario(Policy).Given(Purchase("p1", "30.00")));

        var census = LadderReport.Of(counters, Policy, Month.Of(2026, 8), 1m);

        Assert.Equal([0, 0, 2, 0, 0, 0, 0], census.Rungs.Select(rung => (int)rung.Customers));
        Assert.Equal(
            new RungCensus(Rung.Buyer, 2, 1, 2, Amount("50.00"), Amount("25.00"), Amount("12.50"), null), census.Rungs[(int)Rung.Buyer - 1]);
    }

    [Theory]
    [InlineData(2026, 12, "10.00")]
    [InlineData(2027, 1, "0.00")]
    [InlineData(2025, 12, "0.00")]
    public void TwelveMonthValue_counts_the_running_month_and_the_eleven_before_it(int year, int month, string value) => Assert.Equal(
        Amount(value),
        LadderReport.Of(Census(new CustomerScenario(Policy).Given(Purchase("p1", "20.00"))), Policy, Month.Of(year, month), 1m).Rungs[2].TwelveMonthValue);

    [Fact]
    public void Gain_beyond_64_bits_of_ten_thousandths_is_exact_while_every_counter_fits()
    {
        var counters = Counters.Of(new Dictionary<CounterKey, Count>
        {
            [new(LadderCapability.Census, (int)Rung.Buyer)] = new(10_000_000, 10_000_000, 0),
            [new(LadderCapability.Census, (int)Rung.Customer)] = new(1, 2, long.MaxValue),
            [new(LadderCapability.RungMonth, (int)Rung.Customer, Month.Of(2026, 1).Index)] = new(Revenue: long.MaxValue),
        });

        var census = LadderReport.Of(counters, Policy with { MarginRate = 1 }, Month.Of(2026, 1), 1m);

        Assert.Equal("9223372036854775807000.00", (census.Rungs[(int)Rung.Buyer - 1].StepUpGain!.Value.ToDecimal()).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("9223372036854775807000.00", census.StepUpGain.ToString());
    }

    [Fact]
    public void Sums_of_lapsed_and_active_and_of_twelve_months_may_leave_64_bits_of_ten_thousandths()
    {
        var counters = Counters.Of(new Dictionary<CounterKey, Count>
        {
            [new(LadderCapability.Census, (int)Rung.Buyer, 0)] = new(1, 1, long.MaxValue, 0),
            [new(LadderCapability.Census, (int)Rung.Buyer, 1)] = new(1, 1, long.MaxValue, 0),
            [new(LadderCapability.Census, (int)Rung.Customer, 0)] = new(1, 1, long.MinValue, long.MaxValue),
            [new(LadderCapability.RungMonth, (int)Rung.Buyer, Month.Of(2026, 1).Index)] = new(Revenue: long.MaxValue),
            [new(LadderCapability.RungMonth, (int)Rung.Buyer, Month.Of(2025, 12).Index)] = new(Revenue: long.MaxValue),
        });

        var rungs = LadderReport.Of(counters, Policy with { MarginRate = 1 }, Month.Of(2026, 1), 1m).Rungs;

        Assert.Equal("1844674407370955.1614", rungs[(int)Rung.Buyer - 1].Revenue.ToString());
        Assert.Equal("922337203685477.5807", rungs[(int)Rung.Buyer - 1].TwelveMonthValue.ToString());
        Assert.Equal("-1844674407370955.1615", rungs[(int)Rung.Customer - 1].HistoricValue.ToString());
    }

    private static Counters Census(params CustomerScenario[] customers)
    {
        var counters = new Counters();
        foreach (var customer in customers) counters.Add(Counters.Of(customer.State, customer.Program.Calendar));
        return counters;
    }
}
