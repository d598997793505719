using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Equity;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Value;

public sealed class BalanceTests
{
    private static readonly BalanceInput Example = new(Amount("200.00"), 0.1, new(Amount("20.00"), 0.2, 0.4), new(Amount("30.00"), 0.6, 0.8));

    [Fact]
    public void AsIs_of_the_published_example_is_56_exactly()
    {
        var report = BalanceReport.Of(Example);

        Assert.Equal("56.00", report.AsIs.EquityPerProspect.ToString());
        Assert.Equal("380.00", report.AsIs.CustomerValue.ToString());
        Assert.Equal(-Math.Log(0.5) / 20, report.AcquisitionK, 15);
        Assert.Equal(-Math.Log(0.25) / 30, report.RetentionK, 15);
        Assert.Equal("26.00", report.AsIs.FirstPeriodSpend.ToString());
    }

    [Fact]
    public void EquityPerProspect_is_that_of_the_published_formula()
    {
        var balance = Balance(Example);
        for (var spend = 1; spend < 100; spend++)
        {
            var point = balance.At(spend, 100 - spend);
            var (a, r) = (0.4 * (1 - Math.Exp(-balance.Acquisition.K * spend)), 0.8 * (1 - Math.Exp(-balance.Retention.K * (100 - spend))));
            var discounted = r / 1.1;
            Assert.Equal(a * 200 - spend + a * (200 - (100 - spend) / r) * discounted / (1 - discounted), point.EquityPerProspect, 9);
        }
    }

    [Fact]
    public void Best_has_equal_marginal_costs_which_are_the_value_of_a_customer()
    {
        var (best, report) = (Balance(Example).Best(), BalanceReport.Of(Example));

        Assert.Equal(best.CustomerValue, best.MarginalAcquisitionCost, 9);
        Assert.Equal(best.CustomerValue, best.MarginalRetentionCost, 9);
        Assert.True(report.Optimality.Holds);
        Assert.Contains("Pfeifer", report.Optimality.Verdict);
        Assert.Equal(report.Optimum.CustomerValue, report.Optimum.MarginalRetentionCost!.Value);
    }

    [Fact]
    public void Best_of_a_thousand_random_businesses_is_above_all_around_it()
    {
        var random = new Random(5);
        for (var business = 0; business < 1_000; business++)
        {
            var input = new BalanceInput(
                Money.Round((decimal)Math.Pow(10, random.NextDouble() * 5 - 1)), random.NextDouble() * 0.5, Observed(random), Observed(random));
            var (balance, best) = (Balance(input), Balance(input).Best());
            Assert.True(BalanceReport.Of(input).Optimality.Holds, $"{input}");
            foreach (var (x, y) in new[] { (0.9, 1), (1.1, 1), (1, 0.9), (1, 1.1), (0.99, 1.01), (1.01, 0.99), (0, 1), (1, 0), (0.5, 0.5), (2.0, 2.0) })
                Assert.True(balance.At(best.AcquisitionSpend * x, best.RetentionSpend * y).EquityPerProspect <= best.EquityPerProspect + 1e-9 * (1 + Math.Abs(best.EquityPerProspect)), $"{input} {x} {y}");
            Assert.True(balance.At(best.AcquisitionSpend + 0.001, best.RetentionSpend).EquityPerProspect <= best.EquityPerProspect + 1e-9 * (1 + Math.Abs(best.EquityPerProspect)), $"{input}");
            Assert.True(best.EquityPerProspect >= -1e-9, $"{input}");
        }
    }

    [Fact]
    public void BestWithin_a_budget_is_above_every_other_split_of_it_and_spends_it()
    {
        var balance = Balance(Example);
        Assert.True(balance.Best().FirstPeriodSpend > 40);
        foreach (var budget in new[] { 0.5, 5.0, 15.0, 26.0, 40.0 })
        {
            var found = balance.BestWithin(budget);
            Assert.Equal(budget, found.FirstPeriodSpend, 9);
            for (var acquiring = budget / 997; acquiring <= budget; acquiring += budget / 997)
                Assert.True(balance.At(acquiring, (budget - acquiring) / balance.Acquisition.RateAt(acquiring)).EquityPerProspect <= found.EquityPerProspect + 1e-9, $"{budget} {acquiring}");
        }
    }

    [Fact]
    public void Split_of_a_budget_beyond_the_optimum_leaves_the_rest()
    {
        var report = BalanceReport.Of(Example with { Budget = Amount("500.00") });

        Assert.Equal(report.Optimum, report.Split!.Spend);
        Assert.Equal((DerivedAmount)Amount("500.00"), report.Split.Unspent + report.Optimum.FirstPeriodSpend);
        Assert.Equal(7, report.Assumptions.Count);
    }

    [Fact]
    public void Best_spends_nothing_where_the_first_unit_brings_less_than_it_costs()
    {
        var poor = BalanceReport.Of(Example with { Margin = Amount("1.00"), Budget = Amount("10.00") });

        Assert.Equal(("0.00", "0.00", "0.00"), (poor.Optimum.AcquisitionSpend.ToString(), poor.Optimum.RetentionSpend.ToString(), poor.Optimum.EquityPerProspect.ToString()));
        Assert.StartsWith("Nothing is spent: ", poor.Optimality.Verdict, StringComparison.Ordinal);
        Assert.Equal(("10.00", null), (poor.Split!.Unspent.ToString(), poor.Split.AcquisitionShare));
        Assert.StartsWith("Nothing is spent on retaining", BalanceReport.Of(Example with { Retention = new(Amount("3000.00"), 0.01, 0.8) }).Optimality.Verdict, StringComparison.Ordinal);
        Assert.StartsWith("Nothing is spent on acquiring", BalanceReport.Of(Example with { Acquisition = new(Amount("2000.00"), 0.01, 0.8) }).Optimality.Verdict, StringComparison.Ordinal);
        Assert.Equal("0.00", BalanceReport.Of(Example with { Margin = Money.Zero }).Optimum.EquityPerProspect.ToString());
    }

    [Fact]
    public void Extremes_have_finite_answers()
    {
        foreach (var margin in new[] { new Money(1), Money.Limit })
        foreach (var spend in new[] { new Money(1), Money.Limit })
        foreach (var discount in new[] { -0.1999, 0, 1_000.0 })
        foreach (var rate in new[] { 1e-12, 0.5, Math.BitDecrement(0.8) })
        {
            var report = BalanceReport.Of(new(margin, discount, new(spend, rate, 0.8), new(spend, rate, 0.8), new Money(1)));
            Assert.True(double.IsFinite(report.AcquisitionK));
            Assert.True(report.Optimum.EquityPerProspect.ToDecimal() >= report.Split!.Spend.EquityPerProspect.ToDecimal());
        }
    }

    [Theory]
    [InlineData("discountRate", double.NaN, 0.2, 0.4, "20.00", "200.00")]
    [InlineData("discountRate", -1.0, 0.2, 0.4, "20.00", "200.00")]
    [InlineData("discountRate", double.PositiveInfinity, 0.2, 0.4, "20.00", "200.00")]
    [InlineData("discountRate", -0.2, 0.2, 0.4, "20.00", "200.00")]
    [InlineData("acquisition.rate", 0.1, 0.4, 0.4, "20.00", "200.00")]
    [InlineData("acquisition.rate", 0.1, 0.5, 0.4, "20.00", "200.00")]
    [InlineData("acquisition.rate", 0.1, 0.0, 0.4, "20.00", "200.00")]
    [InlineData("acquisition.rate", 0.1, double.NaN, 0.4, "20.00", "200.00")]
    [InlineData("acquisition.ceiling", 0.1, 0.2, 1.01, "20.00", "200.00")]
    [InlineData("acquisition.ceiling", 0.1, 0.2, double.NaN, "20.00", "200.00")]
    [InlineData("acquisition.spend", 0.1, 0.2, 0.4, "-1.00", "200.00")]
    [InlineData("acquisition.spend", 0.1, 0.2, 0.4, "0.00", "200.00")]
    [InlineData("margin", 0.1, 0.2, 0.4, "20.00", "-0.01")]
    public void Faults_name_what_is_wrong(string field, double discount, double rate, double ceiling, string spend, string margin) =>
        Assert.Equal([field], new BalanceInput(Amount(margin), discount, new(Amount(spend), rate, ceiling), Example.Retention).Faults().Select(fault => fault.Field));

    [Fact]
    public void Faults_of_a_budget_and_of_what_is_left_out()
    {
        Assert.Empty(Example.Faults());
        Assert.Equal(["budget"], (Example with { Budget = Money.Zero }).Faults().Select(fault => fault.Field));
        Assert.Equal(["acquisition", "retention"], (Example with { Acquisition = null!, Retention = null! }).Faults().Select(fault => fault.Field));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResponseCurve.Through(20, 0.4, 0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResponseCurve.Through(double.NaN, 0.2, 0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcquisitionBalance(200, -0.5, new(0.4, 1), new(0.8, 1)));
    }

    private static ObservedSpend Observed(Random random)
    {
        var ceiling = 0.05 + 0.95 * random.NextDouble();
        return new(Money.Round((decimal)Math.Pow(10, random.NextDouble() * 4 - 2)), ceiling * (0.01 + 0.98 * random.NextDouble()), ceiling);
    }

    private static AcquisitionBalance Balance(BalanceInput input) => new(
        (double)input.Margin.ToDecimal(), input.DiscountRate,
        ResponseCurve.Through((double)input.Acquisition.Spend.ToDecimal(), input.Acquisition.Rate, input.Acquisition.Ceiling),
        ResponseCurve.Through((double)input.Retention.Spend.ToDecimal(), input.Retention.Rate, input.Retention.Ceiling));
}
