using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Surveys;

namespace CustomerCapital.Engine.Conformance.Reports;

/// <summary>Every report counts what has been answered, at once.</summary>
public abstract class ReportsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task MetricsAsync_after_each_answer_counts_it()
    {
        for (var i = 1; i <= 20; i++)
        {
            await GivenAsync($"c{i % 7}", Purchase($"p{i}", i));

            var metrics = await Engine.AskAsync(new ReportMetrics());
            Assert.Equal((Math.Min(i, 7), i, Money.Round(i * (i + 1) / 2)), (metrics.BuyingCustomers, metrics.Orders, metrics.Revenue));
        }
    }

    [Fact]
    public async Task MetricsAsync_of_150_orders_by_100_customers_of_whom_50_came_again()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => GivenAsync($"c{i}", i % 2 == 0 ? [Purchase("p1", 20)] : [Purchase("p1", 20), Purchase("p2", 20)])));

        var metrics = await Engine.AskAsync(new ReportMetrics());

        Assert.Equal((0.5, 1.5, Money.Round(20), Money.Round(30)), (metrics.RepeatPurchaseRate!.Value, metrics.PurchaseFrequency!.Value, metrics.AverageOrderValue!.Value, metrics.CustomerValue!.Value));
    }

    [Fact]
    public async Task CohortsAsync_after_a_late_purchase_and_its_return_moves_the_customer_there_and_back()
    {
        var january = Month.Of(2026, 1);
        await GivenAsync("ada", Purchase("p1", at: Start));
        Assert.Equal([(january, 0, 1L)], await CellsAsync());

        await GivenAsync("ada", Purchase("p0", at: Start.AddMonths(-2)));
        Assert.Equal([(january.Plus(-2), 0, 1L), (january.Plus(-2), 1, 0L), (january.Plus(-2), 2, 1L)], await CellsAsync());

        await GivenAsync("ada", WholeReturn("r0", "p0"));
        Assert.Equal([(january, 0, 1L)], await CellsAsync());
    }

    [Fact]
    public async Task ReportFollowUps_counts_what_is_done_in_time_late_open_and_overdue()
    {
        ScheduleFollowUp call = new() { FollowUpId = "a", Kind = FollowUpKind.Call, DueAt = Start.AddDays(-40), OccurredAt = Start.AddDays(-50) };
        await GivenAsync(
            "ada", call, call with { FollowUpId = "b" }, call with { FollowUpId = "c", DueAt = Start.AddDays(3) }, call with { FollowUpId = "d", Kind = FollowUpKind.Letter, DueAt = Start },
            new CompleteFollowUp { FollowUpId = "a", OccurredAt = Start.AddDays(-41) }, new CompleteFollowUp { FollowUpId = "b", OccurredAt = Start.AddDays(-30) });
        await GivenAsync("bob", Purchase("p1", 7), call with { FollowUpId = "e", DueAt = Start.AddDays(-1) });

        var report = await Engine.AskAsync(new ReportFollowUps());
        var (december, january) = (Month.Of(2025, 12), Month.Of(2026, 1));

        Assert.Equal(
            [
                new(december, FollowUpKind.Call, Rung.InTargetMarket, 1, 1, 0, 0), new(january, FollowUpKind.Call, Rung.InTargetMarket, 0, 0, 1, 0),
                new(january, FollowUpKind.Call, Rung.Buyer, 0, 0, 1, 1), new(january, FollowUpKind.Letter, Rung.InTargetMarket, 0, 0, 1, 0),
            ],
            report.Lines);
        Assert.Equal((0L, 0), (report.Withheld, report.Brought.Count));
        Assert.Equal(december, Assert.Single((await Engine.AskAsync(new ReportFollowUps(null, december))).Lines).Month);
        Assert.Equal(3, (await Engine.AskAsync(new ReportFollowUps(january))).Lines.Count);
        await GivenAsync("ada", [.. Enumerable.Range(0, 48).Select(number => call with { FollowUpId = $"more-{number}" }), new GiveFeedback { FeedbackId = "survey:s", Nps = 1 }]);
        Assert.Equal(1, (await Engine.AskAsync(new ReportFollowUps())).Withheld);
    }

    [Fact]
    public async Task ReportSurveys_counts_invitations_answers_and_who_has_not_answered_by_month()
    {
        InviteToSurvey invitation = new() { SurveyId = "a", Kind = SurveyKind.Nps, ExpiresAt = Start.AddDays(-30), OccurredAt = Start.AddDays(-50) };
        await GivenAsync("ada", invitation, invitation with { SurveyId = "b", ExpiresAt = Start.AddDays(30) }, invitation with { SurveyId = "c", Kind = SurveyKind.Review, ExpiresAt = Start.AddDays(30) });
        foreach (var (id, nps) in ((string, int)[])[("bob", 10), ("cyd", 9), ("dan", 8), ("eve", 3)]) await GivenAsync(id, new GiveFeedback { FeedbackId = "survey:x", Nps = nps, OccurredAt = Start.AddDays(-20) });
        await GivenAsync("ada", new GiveFeedback { FeedbackId = "survey:b", Nps = 2 }, new GiveFeedback { FeedbackId = "survey:c", Review = 4 }, new GiveFeedback { FeedbackId = "no-survey", Nps = 0, Review = 1 });
        await GivenAsync("bob", new GiveFeedback { FeedbackId = "survey:y", Review = 5 });
        await GivenAsync("ada", new CorrectFeedback { CorrectionId = "k", FeedbackId = "survey:b", Nps = 7 });

        var months = await Engine.AskAsync(new ReportSurveys());

        Assert.Equal(
            [
                new(Month.Of(2025, 11), false, new(2, 0, 0, 0, null, 0, 0), new(1, 0, null, 0, 0), 0),
                new(Month.Of(2025, 12), false, new(0, 2, 1, 1, 25m, 1, 0), new(0, 0, null, 0, 0), 0),
                new(Month.Of(2026, 1), true, new(0, 0, 1, 0, 0m, 0, 0), new(0, 2, 4.5m, 0, 0), 0),
            ],
            months);
        Assert.Equal(0.2m, months[1].Nps.NonResponse);
        Assert.Equal(months.Skip(1), await Engine.AskAsync(new ReportSurveys(Month.Of(2025, 12))));
    }

    [Fact]
    public async Task LadderAsync_and_ValueAsync_count_by_rung_and_channel()
    {
        await GivenAsync("ada", new RegisterCustomer { AcquisitionChannel = "web", AcquisitionCost = Money.Round(4) }, Purchase("p1", 10), Purchase("p2", 20));
        await GivenAsync("bob", Purchase("p1", 7));

        var census = (await Engine.AskAsync(new ReportLadder())).Rungs.Where(rung => rung.Customers > 0).Select(rung => (rung.Rung, rung.Customers, rung.Revenue));
        var value = await Engine.AskAsync(new ReportValue());

        Assert.Equal([(Rung.Buyer, 1L, Money.Round(7)), (Rung.Customer, 1L, Money.Round(30))], census);
        Assert.Equal(Money.Round(33), value.HistoricValue);
        Assert.Equal(
            [(null, 1L, Money.Round(7)), ("web", 1L, Money.Round(26))], value.Channels.Select(channel => (channel.Channel, channel.Customers, channel.HistoricValue)));
    }

    [Fact]
    public async Task LadderAsync_and_ValueAsync_take_off_the_cost_of_rewards_by_rung_and_channel()
    {
        var policy = Engine.Policy.Program.Policy;
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Rewards = [new("mug", Cost: Money.Round(3), Gift: new() { Stocked = false })] }, null)).Faults);
        await GivenAsync("ada", new RegisterCustomer { AcquisitionChannel = "web" }, Purchase("p1", 10), new GrantReward { GrantId = "g1", Reward = "mug", Free = true });
        await GivenAsync("bob", Purchase("p1", 7), new GrantReward { GrantId = "g1", Reward = "mug", Free = true });
        await GivenAsync("bob", new GrantReward { GrantId = "g2", Reward = "mug", Free = true }, new ReverseGrant { GrantId = "g1" });
        // Whoever moves up takes the cost along.
        await GivenAsync("ada", Purchase("p2", 20));

        var census = (await Engine.AskAsync(new ReportLadder())).Rungs.Where(rung => rung.Customers > 0).Select(rung => (rung.Rung, rung.HistoricValue));
        var value = await Engine.AskAsync(new ReportValue());

        Assert.Equal([(Rung.Buyer, Money.Round(4)), (Rung.Customer, Money.Round(27))], census);
        Assert.Equal(Money.Round(31), value.HistoricValue);
        Assert.Equal([(null, Money.Round(3), Money.Round(4)), ("web", Money.Round(3), Money.Round(27))], value.Channels.Select(channel => (channel.Channel, channel.RewardCost, channel.HistoricValue)));
    }

    [Fact]
    public async Task LadderAsync_of_chosen_rungs_moves_their_customers_alone()
    {
        await GivenAsync("ada", Purchase("p1", 10), Purchase("p2", 20));
        await GivenAsync("bob", Purchase("p1", 7));
        await GivenAsync("cleo", new SetEnrolment { Enrolled = true }, Purchase("p1", 50));

        var census = await Engine.AskAsync(new ReportLadder(0, [new(Rung.Buyer, 0.5m)]));

        Assert.Equal([(Rung.Buyer, (DerivedAmount?)Money.Round(11.5m)), (Rung.Customer, Money.Round(0))], census.Rungs.Where(rung => rung.StepUpGain is not null).Select(rung => (rung.Rung, rung.StepUpGain)));
        Assert.Equal(((DerivedAmount)Money.Round(11.5m), 0m), (census.StepUpGain, census.Share));
        Assert.Equal([new(Rung.Buyer, 0.5m)], census.Shares);
        Assert.Contains("correlation", census.Caveat, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TransitionsAsync_counts_who_moved_between_the_ends_of_months()
    {
        await GivenAsync("ada", Purchase("p1", at: Start.AddMonths(-2)), Purchase("p2", at: Start.AddMonths(-1)));
        await GivenAsync("bob", Purchase("p1", at: Start.AddMonths(-2)));

        var transitions = await Engine.AskAsync(new ReportTransitions());

        var january = Month.Of(2026, 1);
        Assert.Equal([(january.Plus(-2), false), (january.Plus(-1), false), (january, true)], transitions.Months.Select(month => (month.Month, month.Partial)));
        Assert.Equal([new RungMove(null, Rung.Buyer, 2)], transitions.Months[0].Moves);
        Assert.Equal([new RungMove(Rung.Buyer, Rung.Customer, 1)], transitions.Months[1].Moves);
        var buyers = transitions.Matrix[(int)Rung.Buyer - 1];
        Assert.Equal((2L, 2.0, 0.5, 1L), (buyers.CustomerMonths, buyers.MeanMonths, buyers.To[(int)Rung.Customer - 1].Probability, buyers.To[(int)Rung.Buyer - 1].Customers));
        Assert.Equal(SteadyStateVerdict.Unknown, transitions.SteadyState.Verdict);
    }

    [Fact]
    public async Task EquityAsync_agrees_with_ValueAsync_and_says_how_soon_a_channel_pays_back()
    {
        var (two, one) = (Start.AddMonths(-2), Start.AddMonths(-1));
        await GivenAsync("ada", new RegisterCustomer { AcquisitionChannel = "web", AcquisitionCost = Money.Round(15), OccurredAt = two }, Purchase("p1", 10, at: two), Purchase("p2", 20, at: one));
        await GivenAsync("bob", Purchase("p1", 7, at: one));

        var (equity, value) = (await Engine.AskAsync(new ReportEquity()), await Engine.AskAsync(new ReportValue()));

        Assert.Equal(value.HistoricValue, equity.HistoricValue);
        Assert.Equal(value.HistoricValue, equity.Months[^1].HistoricValue);
        Assert.Equal(["-5.00", "22.00", "22.00"], equity.Months.Select(month => month.HistoricValue.ToString()));
        Assert.Equal([(null, null, PaybackVerdict.NoCost, 2.0), ("web", 2, PaybackVerdict.PaidBack, 2.0)], equity.Channels.Select(channel => (channel.Channel, channel.Payback.Months, channel.Payback.Verdict, channel.Channel is null ? 2.0 : channel.ValueToCost!.Value)));
        Assert.Equal([(1L, 1.0), (1L, 1.0)], equity.Channels.Select(channel => (channel.ActiveCustomers, channel.Retention!.Value)));

        // What arrives late and moves the customer to another channel corrects all of it.
        await GivenAsync("bob", new RegisterCustomer { AcquisitionChannel = "fair", AcquisitionCost = Money.Round(2), OccurredAt = two }, WholeReturn("r1", "p1"));
        equity = await Engine.AskAsync(new ReportEquity());
        Assert.Equal(["-7.00", "13.00", "13.00"], equity.Months.Select(month => month.HistoricValue.ToString()));
        Assert.Equal([("fair", 0L, "-2.00"), ("web", 1L, "15.00")], equity.Channels.Select(channel => (channel.Channel!, channel.BuyingCustomers, channel.HistoricValue.ToString())));
    }

    [Fact]
    public async Task ProjectionAsync_says_that_nobody_has_come_to_a_renewal_or_what_was_observed()
    {
        Assert.Equal(SbgVerdict.NoRenewals, (await Engine.AskAsync(new ReportProjection())).Verdict);
        for (var customer = 0; customer < 10; customer++)
            for (var month = 0; month <= customer; month++) await GivenAsync($"c{customer}", Purchase($"p{month}", 10, at: Start.AddMonths(month - 12)));

        var projection = await Engine.AskAsync(new ReportProjection(3));

        Assert.Equal([(10.0, 9.0), (9.0, 8.0), (8.0, 7.0)], projection.Renewals.Select(renewal => (renewal.AtRisk, renewal.Stayed)));
        Assert.Equal((SbgVerdict.NoDifferences, 1.0), (projection.Verdict, projection.OrderingShare));
    }

    private async Task<IEnumerable<(Month, int, long)>> CellsAsync() =>
        (await Engine.AskAsync(new ReportCohorts())).Select(cell => (cell.Cohort, cell.Age, cell.Customers));
}
