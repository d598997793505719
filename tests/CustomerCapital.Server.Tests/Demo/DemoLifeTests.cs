using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Server.Demo;

namespace CustomerCapital.Server.Tests.Demo;

/// <summary>A small demo of the default seed, lived through once.</summary>
public sealed class SmallDemo : IAsyncLifetime
{
    internal FilledDemo Demo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Demo = await FilledDemo.StartAsync();
        await Demo.FillAsync(300);
    }

    public async Task DisposeAsync() => await Demo.DisposeAsync();
}

/// <summary>What a campaign manager finds in a small demo of the default seed.</summary>
public sealed class DemoLifeTests(SmallDemo small) : IClassFixture<SmallDemo>
{
    private InProcessHost Engine => small.Demo.Engine;

    [Fact]
    public async Task The_letter_is_over_and_was_worth_it()
    {
        var results = await ResultsAsync(DemoCampaigns.Letter);

        Assert.Equal(CampaignStatus.Finished, (await CampaignAsync(DemoCampaigns.Letter)).Status);
        Assert.True(results.IsFinal);
        Assert.True(results.Effect.Absolute.Interval!.Lower > 0, results.Effect.Absolute.Interval.ToString());
        Assert.InRange(results.HeldOut.Members, 20, 60);
        Assert.InRange(results.Reached.Redeemed, results.Reached.Granted / 2, results.Reached.Granted);
        Assert.Equal(0, results.HeldOut.Granted);
    }

    [Fact]
    public async Task The_points_are_over_and_changed_nothing()
    {
        var results = await ResultsAsync(DemoCampaigns.Thanks);

        Assert.Equal(CampaignStatus.Finished, (await CampaignAsync(DemoCampaigns.Thanks)).Status);
        Assert.True(results.IsFinal);
        Assert.True(results.Effect.Absolute.Interval!.Contains(0), results.Effect.Absolute.Interval.ToString());
        Assert.InRange(results.Reached.Granted, 20, 100);
    }

    [Fact]
    public async Task The_one_of_Mondays_is_running_and_has_nearly_spent_its_budget()
    {
        var campaign = await CampaignAsync(DemoCampaigns.WeMissYou);

        Assert.Equal((CampaignStatus.Running, 6), (campaign.Status, campaign.RunCount));
        Assert.InRange(campaign.Granted, campaign.Terms.Budget!.Grants!.Value * 0.7, campaign.Terms.Budget.Grants.Value - 1);
        Assert.All(await Engine.AskAsync(new ReportRuns(DemoCampaigns.WeMissYou)), run => Assert.Equal(RunStatus.Finished, run.Status));
        Assert.Equal(new DateTimeOffset(2026, 7, 6, 9, 0, 0, TimeSpan.Zero), campaign.NextOccurrences[0]);
    }

    [Fact]
    public async Task The_one_of_second_orders_is_triggered_and_has_given()
    {
        var campaign = await CampaignAsync(DemoCampaigns.SecondOrder);
        var members = await Engine.AskAsync(new ReadMembers(DemoCampaigns.SecondOrder, OfferReward.Triggered, null, null));

        Assert.Equal(CampaignStatus.Running, campaign.Status);
        Assert.Contains(members.Members, member => member.Outcome == OfferOutcome.Granted);
        Assert.Contains(Engine.Policy.Program.Policy.TriggeredCampaigns, triggered => triggered.CampaignId == DemoCampaigns.SecondOrder);
    }

    [Fact]
    public async Task One_is_planned_for_next_week_one_is_paused_and_one_is_a_draft()
    {
        var (evening, reviews, candlelight) = (await CampaignAsync(DemoCampaigns.Evening), await CampaignAsync(DemoCampaigns.Reviews), await CampaignAsync(DemoCampaigns.Candlelight));

        Assert.Equal((CampaignStatus.Scheduled, new DateTimeOffset(2026, 7, 8, 18, 0, 0, TimeSpan.Zero)), (evening.Status, evening.NextOccurrences[0]));
        Assert.Equal((CampaignStatus.Paused, DemoStaff.Approver), (reviews.Status, reviews.StatusChange!.By));
        Assert.NotNull(reviews.StatusChange.Reason);
        Assert.Equal(CampaignStatus.Draft, candlelight.Status);
    }

    [Fact]
    public async Task One_waits_for_the_approval_of_somebody_else()
    {
        var campaign = await CampaignAsync(DemoCampaigns.Anniversary);
        var own = (await Engine.Customer(CampaignRunner.ActorOf(DemoCampaigns.Anniversary)).ExecuteAsync([new ResumeCampaign { By = DemoStaff.Writer }]))[0];

        Assert.Equal((CampaignStatus.Paused, 2), (campaign.Status, campaign.Version));
        Assert.Equal("campaign_needs_approval", own.Code);
    }

    [Fact]
    public async Task Some_rungs_have_a_strategy_and_others_have_none()
    {
        var live = (await Engine.AskAsync(new ReadCampaigns())).Where(campaign => campaign.Status is CampaignStatus.Scheduled or CampaignStatus.Running or CampaignStatus.Paused);

        Assert.Equal([Rung.Buyer, Rung.Customer, Rung.Member, Rung.Advocate], live.SelectMany(campaign => campaign.Terms.Rungs).Distinct().Order());
        Assert.All(await Engine.AskAsync(new ReadCampaigns()), campaign => Assert.False(string.IsNullOrEmpty(campaign.Terms.Title)));
    }

    [Fact]
    public async Task A_raffle_is_drawn_and_can_be_verified()
    {
        var actor = Engine.Customer(RaffleRunner.ActorOf(DemoCampaigns.GardenRaffle));
        var raffle = Raffle.Part.Of((await actor.GetAsync())!);
        var entries = (await actor.EntriesAsync(0, 1_000)).Select(entry => entry.Event).ToList();
        var entrants = entries.OfType<EntrantsAdded>().SelectMany(page => page.Entrants).ToList();

        var checks = RaffleVerification.Check(
            RaffleHeader.Of(DemoCampaigns.GardenRaffle, raffle), entrants, [.. entries.OfType<WinnersDrawn>().SelectMany(page => page.Winners)], new(raffle.TermsHash, raffle.Commitment, raffle.EntriesHash));

        Assert.All(checks, check => Assert.Equal(RaffleResult.Right, check.Result));
        Assert.InRange(entrants.Count, 6, 100);
        Assert.Equal((6, 5L), (raffle.Winners, raffle.Granted));
    }

    [Fact]
    public async Task Another_raffle_is_open_and_has_entries()
    {
        var raffle = (await Engine.AskAsync(new ReadRaffles(DemoCampaigns.AnniversaryRaffle)))[0];

        Assert.Equal(RaffleStatus.Open, raffle.Status);
        Assert.InRange(raffle.Entries, 5, 1_000);
        Assert.Equal(new DateTimeOffset(2026, 7, 23, 12, 0, 0, TimeSpan.Zero), (await Engine.AskAsync(new ReadScheduledDraws(10)))[0].At);
    }

    [Fact]
    public async Task Points_were_earned_spent_and_expired_and_some_are_pending()
    {
        var report = await Engine.AskAsync(new ReportLiability(DateOnly.FromDateTime(FilledDemo.Now.Date), IsToday: true));
        var (points, stamps) = (report.Wallets[0], report.Wallets[1]);

        Assert.Equal((DemoProgram.Points, DemoProgram.Stamps), (points.Wallet, stamps.Wallet));
        Assert.InRange(points.Earned.ToDecimal(), 100_000, 400_000);
        Assert.InRange(points.Spent.ToDecimal(), 10_000, 100_000);
        Assert.True(points.Expired.ToDecimal() > 1_000 && points.Pending!.Value.ToDecimal() > 1_000 && stamps.Outstanding.ToDecimal() > 100);
        Assert.InRange(points.Expiring!.Count(month => month.Month is not null), 4, 6);
        Assert.Contains(report.Vouchers, batch => batch is { Batch: DemoProgram.FiveEuro, Outstanding: > 0 });
        Assert.Contains(report.Vouchers, batch => batch is { Batch: DemoProgram.TenPercent, Uses: > 0 });
        Assert.Contains(report.Vouchers, batch => batch is { Batch: DemoProgram.StampCard, Issued: > 0 });
    }

    [Fact]
    public async Task Purchases_were_paid_with_points()
    {
        var paid = 0;
        foreach (var state in await StatesAsync())
        {
            var entries = await Engine.Customer(state.CustomerId).EntriesAsync(0, 1_000);
            paid += entries.Count(entry => entry.Event is Domain.Purchases.PurchaseRecorded { Movements: { } movements } && movements.Any(movement => movement.Kind == Domain.Wallets.MovementKind.Spent));
        }

        Assert.InRange(paid, 20, 300);
    }

    [Fact]
    public async Task Each_reward_was_given_and_gifts_are_left()
    {
        var rewards = (await Engine.AskAsync(new ReportRewards())).Rewards;
        var stock = Voucher.Part.Of((await Engine.Customer(GiftStock.Of(DemoProgram.TeaTowel)).GetAsync())!);

        Assert.Equal(7, rewards.Count);
        Assert.All(rewards, reward => Assert.True(reward.Granted > 0, reward.Reward));
        Assert.InRange(stock.UsesLeft!.Value, 100, 315);
    }

    [Fact]
    public async Task Follow_ups_are_overdue_due_today_and_due_in_the_next_days()
    {
        var open = (await StatesAsync()).SelectMany(state => OpenFollowUps.Part.Of(state).Open).ToList();
        var today = DateOnly.FromDateTime(FilledDemo.Now.Date);

        Assert.Contains(open, followUp => DayOf(followUp) < today);
        Assert.Contains(open, followUp => DayOf(followUp) == today);
        Assert.InRange(open.Count(followUp => DayOf(followUp) > today && DayOf(followUp) <= today.AddDays(7)), 3, 40);
        Assert.Equal([FollowUpKind.Call, FollowUpKind.Letter, FollowUpKind.Email], open.Select(followUp => followUp.Kind).Distinct().Order());

        static DateOnly DayOf(FollowUp followUp) => DateOnly.FromDateTime(followUp.DueAt.UtcDateTime);
    }

    [Fact]
    public async Task Staff_have_calls_and_letters_and_some_are_nobodys()
    {
        var list = (await Engine.AskAsync(new ReadWorkList(null, 1_000))).FollowUps;
        var letters = (await Engine.AskAsync(new ReadLetters(DemoMessages.Letter, null, ReadLetters.MostInBatch))).Letters;
        var report = await Engine.AskAsync(new ReportFollowUps());

        Assert.Equal([null, .. StaffWork.Callers], list.Select(due => due.Assignee).Distinct().Order());
        Assert.Contains(letters, letter => letter is { Withheld: null, PostalAddress: not null });
        Assert.Contains(letters, letter => letter.Withheld == "consent_missing");
        Assert.True(report.Lines.Sum(line => line.InTime) > 10 && report.Lines.Sum(line => line.Late) > 10 && report.Lines.Sum(line => line.Overdue) > 0);
    }

    [Fact]
    public async Task Surveys_were_answered_and_reminded_of()
    {
        var months = await Engine.AskAsync(new ReportSurveys());

        Assert.InRange(months.Sum(month => month.Nps.Invited), 20, 300);
        Assert.True(months.Sum(month => month.Nps.Promoters + month.Nps.Passives + month.Nps.Detractors) > 10);
        Assert.True(months.Sum(month => month.Nps.Reminded) > 0);
    }

    [Fact]
    public async Task The_clock_is_the_machines_again_and_the_ledger_is_no_sandbox()
    {
        Assert.Equal(FilledDemo.Now, Engine.Now);
        Assert.Null(Engine.Policy.Program.Policy.Clock);
        Assert.Equal(Refit.Daily, Engine.Policy.Program.Policy.Value.Refit);
        Assert.Empty((await Engine.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private async Task<CampaignView> CampaignAsync(string campaignId) => (await Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == campaignId);

    private async Task<CampaignResults> ResultsAsync(string campaignId) => (await Engine.AskAsync(new ReportCampaignResults(campaignId)))!;

    private async Task<IReadOnlyList<Domain.Actors.ActorState>> StatesAsync()
    {
        var lines = (await Engine.AskAsync(new FindCustomers(Segment.Everyone, null, 1_000))).Lines;
        return [.. (await Task.WhenAll(lines.Select(line => Engine.Customer(line.CustomerId).GetAsync()))).Select(state => state!)];
    }
}
