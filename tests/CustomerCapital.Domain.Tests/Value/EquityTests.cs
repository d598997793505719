using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Tests.Properties;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;

namespace CustomerCapital.Domain.Tests.Value;

public sealed class EquityTests
{
    private static readonly Month Running = Month.Of(2026, 6);

    [Fact]
    public void Equity_of_random_histories_is_that_of_a_recount_by_month_and_channel() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, all) = CounterProperties.Count(register);
        var (policy, customers) = (Histories.PolicyOf(register[0]), all.Where(customer => customer.IsKnown).ToList());
        var equity = EquityReport.Of(counters, policy, null, Running.Plus(60), Running, 1_000);
        foreach (var month in equity.Months)
        {
            var by = month.Month.Index;
            var known = customers.Where(customer => customer.Known <= by).ToList();
            var revenue = customers.Sum(customer => customer.Revenue.Where(row => row.Key <= by).Sum(row => row.Value));
            var reward = customers.Sum(customer => customer.RewardCosts.Where(cost => cost.Month <= by).Sum(cost => cost.Units));
            Assert.Equal((known.Count, Units(revenue), Units(known.Sum(customer => customer.AcquisitionCost)), Units(reward)), ((int)month.Customers, month.Revenue, month.AcquisitionCost, month.RewardCost));
            Assert.Equal(month.Margin - month.AcquisitionCost - month.RewardCost, month.HistoricValue);
        }

        if (equity.Months.Count > 0) Assert.Equal(equity.HistoricValue, equity.Months[^1].HistoricValue);
        Assert.Equal(customers.Select(customer => customer.Channel ?? "").Distinct().Order(StringComparer.Ordinal), equity.Channels.Select(channel => channel.Channel ?? ""));
        foreach (var channel in equity.Channels)
        {
            var came = customers.Where(customer => customer.Channel == channel.Channel).ToList();
            var buyers = came.Where(customer => customer.Orders.Count > 0).ToList();
            var active = buyers.Count(customer => customer.IsCustomerAtEndOf(Running.Index, policy.ActivityWindowMonths) || customer.Orders.Any(at => customer.MonthOf(at) > Running.Index));
            Assert.Equal((came.Count, buyers.Count, active), ((int)channel.Customers, (int)channel.BuyingCustomers, (int)channel.ActiveCustomers));
            Assert.Equal(Units(came.Sum(customer => customer.AcquisitionCost)), channel.AcquisitionCost);
            Assert.Equal(PaybackOf(came, policy), (channel.Payback.Months, channel.Payback.Recovered));
        }
    });

    [Fact]
    public void Channels_beyond_the_limit_are_added_up() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, _) = CounterProperties.Count(register);
        var policy = Histories.PolicyOf(register[0]);
        var (whole, none) = (EquityReport.Of(counters, policy, null, Running, Running, 1_000), EquityReport.Of(counters, policy, null, Running, Running, 0));
        Assert.Null(whole.Others);
        Assert.Equal(whole.Channels.Count, none.OtherChannels);
        Assert.Empty(none.Channels);
        Assert.Equal(
            (whole.Channels.Sum(channel => channel.Customers), whole.Channels.Sum(channel => channel.ActiveCustomers), whole.HistoricValue),
            (none.Others?.Customers ?? 0, none.Others?.ActiveCustomers ?? 0, none.Others?.HistoricValue ?? default));
    });

    [Fact]
    public void Projection_of_random_histories_has_the_survivors_of_a_recount() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, customers) = CounterProperties.Count(register);
        foreach (var window in (int[])[1, 3])
        {
            var (buyers, known) = (customers.Where(customer => customer.Cohort is not null).ToList(), Running.Index - 1 - window);
            var projection = ProjectionReport.Of(counters, window, Running, 20);
            foreach (var renewal in projection.Renewals)
            {
                // Whoever was there before the renewal, and of whom the window after it is over.
                var came = buyers.Where(customer => customer.Cohort + renewal.Renewal - 1 <= known && LastOf(customer) >= customer.Cohort + renewal.Renewal - 1).ToList();
                var stayed = came.Count(customer => LastOf(customer) >= customer.Cohort + renewal.Renewal);
                Assert.Equal((came.Count, stayed), ((int)renewal.AtRisk, (int)renewal.Stayed));
            }
        }

        static int LastOf(Recount customer) => customer.MonthOf(customer.Orders[^1]);
    });

    [Fact]
    public void Projection_of_a_table_has_what_was_observed_beside_the_model()
    {
        var projection = ProjectionReport.Of(new ProjectionInput([[1000, 631, 468, 382, 326, 289, 262, 241]], 12));

        Assert.Equal((true, 12, null), (projection.Identified, projection.Renewals.Count, projection.OrderingShare));
        Assert.Equal((0.631, 0.241), (projection.Renewals[0].Survival!.Value, Math.Round(projection.Renewals[6].Survival!.Value, 12)));
        Assert.Equal((0.0, null, 0.170), (projection.Renewals[11].AtRisk, projection.Renewals[11].Survival, Math.Round(projection.Renewals[11].ModelSurvival!.Value, 3)));
        Assert.Equal(19, ProjectionReport.Of(new ProjectionInput([[1000, 631, 468, 382, 326, 289, 262, 241]])).Renewals.Count);
    }

    [Fact]
    public void Faults_of_a_table_name_the_cohort()
    {
        Assert.Empty(new ProjectionInput([[10, 5], [4]]).Faults());
        Assert.Equal(["cohorts[1]"], new ProjectionInput([[10, 5], [4, 5]]).Faults().Select(fault => fault.Field));
        Assert.Equal(["cohorts[0]", "periods"], new ProjectionInput([[double.NaN]], 0).Faults().Select(fault => fault.Field));
        Assert.Equal(["cohorts"], new ProjectionInput([]).Faults().Select(fault => fault.Field));
        Assert.Equal(["cohorts"], new ProjectionInput(null!).Faults().Select(fault => fault.Field));
    }

    private static (int? Months, DerivedAmount Recovered) PaybackOf(List<Recount> came, ProgramPolicy policy)
    {
        var cost = came.Sum(customer => customer.AcquisitionCost) / (decimal)came.Count;
        var (recovered, months) = (0m, default(int?));
        for (var age = 0; came.Any(customer => customer.Known + age < Running.Index); age++)
        {
            var observed = came.Where(customer => customer.Known + age < Running.Index).ToList();
            recovered += observed.Average(customer => customer.Revenue.GetValueOrDefault(customer.Known + age) * policy.MarginRate);
            if (recovered >= cost && cost > 0) months ??= age + 1;
        }

        return (months, DerivedAmount.Round(recovered / 10_000));
    }

    private static DerivedAmount Units(long units) => DerivedAmount.OfUnits(units);
}
