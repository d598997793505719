using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: a backdated import is stamped with the import time, so that everybody is new and active today.</summary>
public sealed class ImportStampedWithImportTimeTests
{
    private static readonly DateTimeOffset[] Bought = [Utc(2024, 3, 5), Utc(2024, 5, 9), Utc(2024, 8, 1)];

    private static CustomerScenario Imported(params int[] order)
    {
        var scenario = new CustomerScenario();
        foreach (var i in order) scenario.Given(Purchase($"p{i}", at: Bought[i]));
        return scenario.By(Start);
    }

    [Fact]
    public void Imported_purchases_count_in_the_months_in_which_they_happened()
    {
        var state = Imported(0, 1, 2).State;

        Assert.Equal(["2024-03", "2024-05", "2024-08"], state.Activity.Months.Select(month => month.Month.ToString()));
        Assert.Equal((Bought[0], Bought[2], Bought[0]), (state.FirstOrderAt, state.LastOrderAt, state.KnownSince));
    }

    [Fact]
    public void Imported_customer_lapsed_when_it_really_did_and_is_not_active_today()
    {
        var scenario = Imported(0, 1, 2);

        Assert.Equal(new Standing(Rung.Buyer, true), scenario.State.Standing);
        Assert.Equal((StandingReason.Lapsed, Bought[2].AddDays(180)), (scenario.Last<StandingChanged>().Reason, scenario.Entries[^1].OccurredAt));
    }

    [Fact]
    public void Entry_keeps_both_when_it_happened_and_when_it_was_recorded()
    {
        var entry = Imported(0).Entries[0];

        Assert.Equal((Bought[0], Start), (entry.OccurredAt, entry.RecordedAt));
    }

    [Fact]
    public void Imported_in_any_order_gives_the_same_past_periods()
    {
        var inOrder = Periods(Imported(0, 1, 2));

        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 0], inOrder.Select(period => period.End));
        Assert.Equal(inOrder, Periods(Imported(2, 1, 0)));
        Assert.Equal(inOrder, Periods(Imported(1, 2, 0)));
    }

    private static IReadOnlyList<Period> Periods(CustomerScenario scenario) => PeriodReport.Of(
        Counters.Of(scenario.State, scenario.Program.Calendar), 3, null, Month.Of(2024, 11), Month.Of(2026, 1));
}
