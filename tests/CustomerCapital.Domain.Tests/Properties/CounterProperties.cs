using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>Whatever happens in whatever order, the figures are those of a recount from the raw entries.</summary>
public sealed class CounterProperties
{
    [Fact]
    public void Counters_moved_step_by_step_equal_those_of_the_final_state_and_of_a_recount() => Histories.Hold(Histories.OfOne, steps =>
    {
        var history = RandomHistory.Play(steps);
        var calendar = history.Scenario.Program.Calendar;
        var moved = history.Counted();
        var recount = new Recount(history.Scenario.Entries, calendar);
        var atOnce = new Counters();
        atOnce.Move(ActorState.New("ada"), history.Scenario.State, history.Scenario.Entries, calendar);

        Assert.Equal(Sorted(atOnce.Rows), Sorted(moved.Rows));
        Assert.Equal(Sorted(recount.Counters(history.Scenario.State.Standing)), Sorted(moved.Rows));
    });

    [Fact]
    public void Standing_of_any_history_is_what_its_raw_entries_earn() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        scenario.By(scenario.Now.AddHours(1));
        if (scenario.Entries.Count == 0) return;

        var recount = new Recount(scenario.Entries, scenario.Program.Calendar);
        Assert.Equal(recount.StandingAt(scenario.Now, scenario.Program.Policy), scenario.State.Standing);
    });

    [Fact]
    public void Periods_equal_the_sets_of_customers_that_define_them() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, customers) = Count(register);
        var cohorts = customers.Select(customer => customer.Cohort).OfType<int>().ToList();
        var through = Month.Of(2030, 1);
        foreach (var window in (int[])[1, 2, 3, 7])
        {
            var periods = PeriodReport.Of(counters, window, null, through, Month.Of(2026, 2));
            Assert.Equal(cohorts.Count == 0 ? 0 : through.Index - cohorts.Min() + 1, periods.Count);
            foreach (var period in periods)
            {
                var month = period.Month.Index;
                var atStart = customers.Where(customer => customer.IsCustomerAtEndOf(month - 1, window)).ToHashSet();
                var atEnd = customers.Where(customer => customer.IsCustomerAtEndOf(month, window)).ToHashSet();
                var acquired = customers.Where(customer => customer.Cohort == month).ToHashSet();
                var retained = atStart.Intersect(atEnd).Count();
                var reactivated = atEnd.Except(atStart).Except(acquired).Count();

                Assert.Equal(
                    (atStart.Count, acquired.Count, atEnd.Count, retained, reactivated, atStart.Count - retained),
                    (period.Start, period.New, period.End, period.Retained, period.Reactivated, period.Churned));
                Assert.Equal(atStart.Count == 0 ? null : (atEnd.Count - acquired.Count) / (double)atStart.Count, period.RetentionRate);
                Assert.Equal(atStart.Count == 0 ? null : retained / (double)atStart.Count, period.StrictRetention);
                Assert.Equal(month >= Month.Of(2026, 2).Index, period.Partial);
                Assert.Equal(month < cohorts.Min() + window, period.BurnIn);
            }
        }
    });

    [Fact]
    public void Cohort_cells_equal_the_customers_who_ordered_in_them() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, customers) = Count(register);
        var (through, running) = (Month.Of(2028, 6), Month.Of(2026, 2));
        var expected = new List<CohortCell>();
        foreach (var cohort in customers.Where(customer => customer.Cohort <= through.Index).GroupBy(customer => customer.Cohort!.Value).OrderBy(group => group.Key))
        {
            for (var month = cohort.Key; month <= through.Index; month++)
            {
                var ordered = cohort.Count(customer => customer.OrdersIn(month) > 0);
                expected.Add(new(
                    new(cohort.Key), month - cohort.Key, ordered, cohort.Sum(customer => customer.OrdersIn(month)),
                    new(cohort.Sum(customer => customer.Revenue.GetValueOrDefault(month))), (double)ordered / cohort.Count(), month >= running.Index));
            }
        }

        Assert.Equal(expected, CohortReport.Of(counters, null, through, running));
    });

    [Fact]
    public void Metrics_through_any_month_equal_a_recount_of_what_occurred_by_then() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, customers) = Count(register);
        for (var through = Month.Of(2025, 6); through < Month.Of(2027, 1); through = through.Plus(1))
        {
            var until = through.Index;
            var orders = customers.Select(customer => customer.Revenue.Keys.Where(month => month <= until).Sum(customer.OrdersIn)).ToList();
            var revenue = customers.Sum(customer => customer.Revenue.Where(month => month.Key <= until).Sum(month => month.Value));
            var metrics = MetricsReport.Of(counters, through);

            var buying = orders.Count(count => count > 0);
            Assert.Equal(customers.Count(customer => customer.IsKnown && customer.Known <= until), metrics.Customers);
            Assert.Equal((buying, buying == 0 ? 0 : orders.Sum(), new Money(revenue)), ((int)metrics.BuyingCustomers, (int)metrics.Orders, metrics.Revenue));
            Assert.Equal(buying == 0 ? null : orders.Count(count => count > 1) / (double)buying, metrics.RepeatPurchaseRate);
            Assert.Equal(buying == 0 ? null : orders.Sum() / (double)buying, metrics.PurchaseFrequency);
            Assert.Equal(buying == 0 ? null : Money.Round(revenue / 10_000m / orders.Sum()), metrics.AverageOrderValue);
        }
    });

    internal static (Counters Counters, List<Recount> Customers) Count(Step[][] register)
    {
        var policy = Histories.PolicyOf(register[0]);
        var (counters, customers) = (new Counters(), new List<Recount>());
        foreach (var steps in register)
        {
            var history = RandomHistory.Play(steps, policy);
            counters.Add(history.Counted());
            customers.Add(new(history.Scenario.Entries, history.Scenario.Program.Calendar));
        }

        return (counters, customers);
    }

    private static List<string> Sorted(IEnumerable<KeyValuePair<CounterKey, Count>> rows) => [.. rows.Select(row => $"{row.Key} = {row.Value}").Order(StringComparer.Ordinal)];
}
