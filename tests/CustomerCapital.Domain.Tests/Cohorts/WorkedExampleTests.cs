using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Cohorts;

/// <summary>The worked examples by which the metrics are defined, each from customers who really bought so.</summary>
public sealed class WorkedExampleTests
{
    private static readonly Month January = Month.Of(2026, 1);

    [Fact]
    public void RepeatPurchaseRate_of_fifty_repeaters_among_a_hundred_buyers_is_half() =>
        Assert.Equal(0.5, Metrics(new Register().Buying(50, 1).Buying(50, 1, 1)).RepeatPurchaseRate);

    [Fact]
    public void PurchaseFrequency_of_150_orders_by_100_customers_is_one_and_a_half()
    {
        var metrics = Metrics(new Register().Buying(50, 1).Buying(50, 1, 2));

        Assert.Equal((100, 150, 1.5), (metrics.BuyingCustomers, metrics.Orders, metrics.PurchaseFrequency));
        Assert.Equal((Amount("10.00"), Amount("15.00")), (metrics.AverageOrderValue, metrics.CustomerValue));
    }

    [Fact]
    public void RetentionRate_of_100_at_the_start_60_new_and_150_at_the_end_is_ninety_percent()
    {
        var period = Period(new Register().Buying(90, 1, 2).Buying(10, 1).Buying(60, 2), window: 1);

        Assert.Equal((100, 60, 150), (period.Start, period.New, period.End));
        Assert.Equal((0.9, 0.9, 0.1), (period.RetentionRate, period.StrictRetention, period.ChurnRate));
        Assert.Equal((90, 10, 0), (period.Retained, period.Churned, period.Reactivated));
    }

    [Fact]
    public void Retained_of_100_at_the_end_with_60_first_time_buyers_are_40()
    {
        var period = Period(new Register().Buying(40, 1, 2).Buying(60, 2), window: 3);

        Assert.Equal((100, 60, 40), (period.End, period.New, period.Retained));
    }

    [Fact]
    public void RetentionRate_above_one_is_due_to_the_reactivated_whom_strict_retention_leaves_out()
    {
        var period = Period(new Register().Buying(3, -1, 2).Buying(1, 1).Buying(1, 1, 2), window: 1);

        Assert.Equal((2, 0, 4, 1, 3), (period.Start, period.New, period.End, period.Retained, period.Reactivated));
        Assert.Equal((2.0, 0.5), (period.RetentionRate, period.StrictRetention));
    }

    [Fact]
    public void Customer_at_a_months_end_has_bought_in_the_window_that_ends_with_it()
    {
        var counters = new Register().Buying(1, 1).Counters;

        var periods = PeriodReport.Of(counters, 3, null, Month.Of(2026, 5), Month.Of(2026, 5));

        Assert.Equal([1, 1, 1, 0, 0], periods.Select(period => period.End));
        Assert.Equal([0, 0, 0, 1, 0], periods.Select(period => period.Churned));
        Assert.Equal([true, true, true, false, false], periods.Select(period => period.BurnIn));
        Assert.Equal([false, false, false, false, true], periods.Select(period => period.Partial));
        Assert.Equal([null, 1.0, 1.0, 0.0, null], periods.Select(period => period.RetentionRate));
    }

    [Fact]
    public void Cohort_cells_hold_who_bought_at_each_age_zeros_included_and_nothing_after_the_last_month()
    {
        var counters = new Register().Buying(3, 1).Buying(1, 1, 3).Buying(2, 2).Counters;

        var cells = CohortReport.Of(counters, null, Month.Of(2026, 3), Month.Of(2026, 3)).ToList();

        Assert.Equal(
            [("2026-01", 0, 4, 1.0), ("2026-01", 1, 0, 0.0), ("2026-01", 2, 1, 0.25), ("2026-02", 0, 2, 1.0), ("2026-02", 1, 0, 0.0)],
            cells.Select(cell => (cell.Cohort.ToString(), cell.Age, (int)cell.Customers, cell.Retention)));
        Assert.Equal([false, false, true, false, true], cells.Select(cell => cell.Partial));
        Assert.Equal(Amount("40.00"), cells[0].Revenue);
        Assert.Equal(["2026-02"], CohortReport.Of(counters, Month.Of(2026, 2), Month.Of(2026, 2), Month.Of(2026, 3)).Select(cell => cell.Cohort.ToString()));
    }

    [Fact]
    public void Metrics_of_a_register_in_which_nobody_bought_are_unknown_not_zero()
    {
        var counters = Counters.Of(new CustomerScenario().Given(Return("r1", null, "5.00")).State, new ProgramCalendar("UTC"));

        Assert.Equal(new Metrics(1, 0, 0, Amount("-5.00"), null, null, null, null), MetricsReport.Of(counters, January));
        Assert.Equal(new Metrics(0, 0, 0, Money.Zero, null, null, null, null), MetricsReport.Of(counters, January.Plus(-1)));
        Assert.Empty(PeriodReport.Of(counters, 3, null, January, January));
    }

    [Fact]
    public void Metrics_of_months_that_together_leave_64_bits_of_ten_thousandths_are_exact()
    {
        var (first, second) = (January.Index, January.Index + 1);
        var counters = Counters.Of(new Dictionary<CounterKey, Count>
        {
            [new(PurchasesCapability.Cell, first, first)] = new(1, 1, long.MaxValue),
            [new(PurchasesCapability.Cell, second, second)] = new(1, 1, long.MaxValue),
            [new(RegisterCapability.Known, first)] = new(2),
        });

        var metrics = MetricsReport.Of(counters, January.Plus(1));

        Assert.Equal(("1844674407370955.1614", "922337203685477.5807"), (metrics.Revenue.ToString(), metrics.CustomerValue.ToString()!));
    }

    private static Metrics Metrics(Register register) => MetricsReport.Of(register.Counters, Month.Of(2026, 12));

    private static Period Period(Register register, int window) =>
        PeriodReport.Of(register.Counters, window, Month.Of(2026, 2), Month.Of(2026, 2), Month.Of(2026, 3)).Single();

    /// <summary>Counters of many customers, each of whom bought for 10.00 in the middle of the months of 2026 given (0 and below: 2025).</summary>
    private sealed class Register
    {
        public Counters Counters { get; } = new();

        public Register Buying(int customers, params int[] months)
        {
            var scenario = new CustomerScenario().By(Utc(2026, 12, 31));
            for (var i = 0; i < months.Length; i++) scenario.Given(Purchase($"p{i}", at: Utc(2025, 12, 15).AddMonths(months[i])));
            for (var i = 0; i < customers; i++) Counters.Add(Counters.Of(scenario.State, scenario.Program.Calendar));
            return this;
        }
    }
}
