using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Tests.Properties;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Ladder;

public sealed class TransitionTests
{
    private static readonly Month January = Month.Of(2026, 1);

    [Fact]
    public void Matrix_steady_state_and_time_of_a_chain_of_two_rungs_are_those_of_the_textbook()
    {
        // Of 100 buyers 20 a month become customers, and of as many customers 10 become buyers again: shares of 1/3 and 2/3.
        var counters = new Counters();
        Move(counters, 0, null, Rung.Buyer, 100);
        Move(counters, 0, null, Rung.Customer, 100);
        Move(counters, 1, Rung.Buyer, Rung.Customer, 20);
        Move(counters, 1, Rung.Customer, Rung.Buyer, 10);

        var report = TransitionReport.Of(counters, null, January.Plus(1), January.Plus(2));

        var (buyers, customers) = (report.Matrix[2], report.Matrix[3]);
        Assert.Equal((100L, 5.0, 0.8, 0.2), (buyers.CustomerMonths, buyers.MeanMonths, buyers.To[2].Probability, buyers.To[3].Probability));
        Assert.Equal((100L, 10.0, 0.9, 0.1), (customers.CustomerMonths, customers.MeanMonths, customers.To[3].Probability, customers.To[2].Probability));
        Assert.Equal(SteadyStateVerdict.One, report.SteadyState.Verdict);
        Assert.Equal(1 / 3.0, report.SteadyState.Shares![2].Share, 15);
        Assert.Equal(2 / 3.0, report.SteadyState.Shares[3].Share, 15);
        Assert.Equal([0, 0, 90, 110, 0, 0, 0], report.Months[^1].AtEnd);
    }

    [Fact]
    public void SteadyState_of_random_chains_does_not_change_by_another_month()
    {
        var random = new Random(3);
        for (var chain = 0; chain < 200; chain++)
        {
            var moves = new long[7, 7];
            for (var from = 0; from < 7; from++)
                for (var to = 0; to < 7; to++) moves[from, to] = random.Next(4) == 0 || to == (from + 1) % 7 ? random.Next(1, 1_000_000) : 0;

            var shares = SteadyState.Of(moves).Shares!.Select(rung => rung.Share).ToArray();

            Assert.Equal(1, shares.Sum(), 12);
            for (var to = 0; to < 7; to++)
                Assert.Equal(shares[to], Enumerable.Range(0, 7).Sum(from => shares[from] * moves[from, to] / Enumerable.Range(0, 7).Sum(any => (double)moves[from, any])), 12);
        }
    }

    [Fact]
    public void SteadyState_leaves_rungs_to_which_nobody_comes_back_empty()
    {
        var moves = new long[7, 7];
        (moves[0, 0], moves[0, 2], moves[2, 2], moves[2, 3], moves[3, 2], moves[3, 3]) = (5, 5, 9, 1, 1, 3);

        var shares = SteadyState.Of(moves).Shares!;

        // Buyers leave at 1/10, customers at 1/4: shares of 5 to 2.
        Assert.Equal([0, 0, 5, 2, 0, 0, 0], shares.Select(rung => Math.Round(rung.Share * 7, 12)));
    }

    [Fact]
    public void SteadyState_that_there_is_not_is_said_so()
    {
        Assert.Equal(SteadyStateVerdict.Unknown, SteadyState.Of(new long[7, 7]).Verdict);
        var several = new long[7, 7];
        (several[0, 0], several[0, 2], several[0, 3], several[2, 2], several[3, 3]) = (1, 1, 1, 5, 5);
        Assert.Equal((SteadyStateVerdict.Several, null), (SteadyState.Of(several).Verdict, SteadyState.Of(several).Shares));
        var unknown = new long[7, 7];
        (unknown[0, 0], unknown[0, 2]) = (1, 1);
        Assert.Equal((SteadyStateVerdict.Unknown, true), (SteadyState.Of(unknown).Verdict, SteadyState.Of(unknown).Words.Contains("buyer", StringComparison.Ordinal)));
    }

    [Fact]
    public void Transitions_of_random_histories_are_those_of_the_rungs_at_the_ends_of_months() => Histories.Hold(Histories.OfMany, register =>
    {
        var (counters, customers) = CounterProperties.Count(register);
        var known = customers.Where(customer => customer.IsKnown).ToList();
        var through = Month.Of(2030, 1);
        var report = TransitionReport.Of(counters, null, through, through.Plus(1));
        Assert.Equal(known.Count == 0 ? 0 : through.Index - known.Min(customer => customer.Known) + 1, report.Months.Count);
        var matrix = new long[8, 8];
        foreach (var month in report.Months)
        {
            foreach (var customer in known)
                if (customer.RungAtEndOf(month.Month.Index) is { } at) matrix[(int)(customer.RungAtEndOf(month.Month.Index - 1) ?? 0), (int)at]++;
            for (var rung = 1; rung <= 7; rung++) Assert.Equal(known.Count(customer => customer.RungAtEndOf(month.Month.Index) == (Rung)rung), month.AtEnd[rung - 1]);
        }

        foreach (var row in report.Matrix)
            foreach (var cell in row.To) Assert.Equal(matrix[(int)row.From, (int)cell.To], cell.Customers);
    });

    [Fact]
    public void Purchase_that_arrives_late_moves_the_customer_at_the_latest_moment_of_which_an_entry_spoke()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", at: Utc(2025, 11, 1))).AfterDays(30).Given(Purchase("p2", at: Utc(2025, 10, 1)));

        Assert.Equal([new(Month.Of(2025, 11), Rung.Customer)], RungHistory.Part.Of(scenario.State).Ends.AsEnumerable());
        Assert.Equal(
            [(Month.Of(2025, 10), (int)Rung.InTargetMarket), (Month.Of(2025, 11), RungsCapability.CoordinateOf(Rung.InTargetMarket, Rung.Customer))],
            Counters.Of(scenario.State, scenario.Program.Calendar).OfKind(RungsCapability.Moves).OrderBy(row => row.Key.A).Select(row => (new Month(row.Key.A), row.Key.B)));
    }

    [Fact]
    public void Rung_that_a_return_undoes_within_its_month_was_no_move()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Purchase("p2"), Return("r1", "p2"), Return("r2", "p1"));

        Assert.Empty(RungHistory.Part.Of(scenario.State).Ends.AsEnumerable());
        Assert.Equal([new(Month.Of(2026, 3), Rung.Buyer)], RungHistory.Part.Of(scenario.AfterDays(60).Given(Purchase("p3")).State).Ends.AsEnumerable());
    }

    private static void Move(Counters counters, int month, Rung? from, Rung to, long customers) =>
        counters.Add(new(RungsCapability.Moves, January.Plus(month).Index, RungsCapability.CoordinateOf(from, to)), new(customers));
}
