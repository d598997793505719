using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Campaigns;

/// <summary>Engines that end with their place lost, or that run one campaign at once, reach each member of each time zone once with each occurrence.</summary>
public sealed class CampaignZoneRestartTests : IAsyncLifetime
{
    private const int Members = 200;
    private const int Budget = 350;

    private static readonly string[] Zones = ["Pacific/Kiritimati", "Asia/Tokyo", "Europe/Berlin", "Africa/Lagos", "UTC", "America/New_York", "Etc/GMT+12"];

    private readonly InMemoryLedger _ledger = new();
    private readonly FakeTimeProvider _time = new(Start);
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        var policy = _host.Policy.Program.Policy with { Wallets = [new("points")], Rewards = [new("bonus", Credit: new("points", new(WalletAmount.Scale)))] };
        Assert.Empty((await _host.Policy.PutAsync(policy, null)).Faults);
        await Task.WhenAll(Enumerable.Range(0, Members).Select(i => _host.ExecuteAsync($"c{i:0000}", [new RegisterCustomer { Name = "Ada", TimeZone = i % 8 == 7 ? null : Zones[i % 8] }])));
        foreach (var (id, budget) in ((string, CampaignBudget?)[])[("all", null), ("some", new(Grants: Budget))])
        {
            var campaign = _host.Customer(CampaignRunner.ActorOf(id));
            var terms = new CampaignTerms("bonus")
            {
                // Two occurrences: the last ends with 18 January of the last clocks.
                Schedule = new(Cron: "0 9 17,18 1 *", Until: Start.AddDays(10), CatchUpMinutes: 600) { Zone = ScheduleZone.Member }, Budget = budget, PerSecond = 40,
            };
            foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
                Assert.Equal(OutcomeStatus.Accepted, (await campaign.ExecuteAsync([command]))[0].Status);
        }
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Engine_after_engine_that_begins_with_its_place_lost_grants_nothing_twice_and_leaves_nobody_out()
    {
        var next = _host;
        for (var hour = 0; hour < 100; hour++)
        {
            _time.SetUtcNow(Start.AddHours(hour));
            // How far the one before has come was kept in its memory alone.
            await RunAsync(next, seconds: 2);
            next = await InProcessHost.StartAsync(_ledger, new(), _time);
            await RunAsync(next, seconds: 1);
            // Somebody moves ahead of the clocks, and somebody behind them.
            if (hour % 10 == 5) await MoveAsync(hour);
        }

        _time.SetUtcNow(Start.AddDays(11));
        await RunAsync(_host, seconds: 60);
        await AssertDoneAsync();
    }

    [Fact]
    public async Task Two_engines_at_once_grant_nothing_twice_and_no_more_than_the_budget()
    {
        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);
        for (var hour = 0; hour < 100; hour++)
        {
            _time.SetUtcNow(Start.AddHours(hour));
            for (var second = 0; second < 4; second++)
            {
                await Task.WhenAll(AttemptAsync(_host), AttemptAsync(other));
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        _time.SetUtcNow(Start.AddDays(11));
        await RunAsync(_host, seconds: 60);
        await AssertDoneAsync();
    }

    private async Task MoveAsync(int hour)
    {
        await _host.ExecuteAsync($"c{hour:0000}", [new ChangeRegistration { TimeZone = "America/New_York" }]);
        await _host.ExecuteAsync($"c{hour + 100:0000}", [new ChangeRegistration { TimeZone = "Etc/GMT+12" }]);
    }

    private Task RunAsync(InProcessHost host, int seconds) => Rounds.RunCampaignsAsync(host, _time, seconds);

    private static Task AttemptAsync(InProcessHost host) => Rounds.AttemptAsync(() => host.RunCampaignsAsync());

    private async Task AssertDoneAsync()
    {
        long some = 0;
        for (var i = 0; i < Members; i++)
        {
            var granted = (await _host.Customer($"c{i:0000}").EntriesAsync(0, 1_000)).Select(entry => entry.Event).OfType<RewardGranted>().ToList();
            Assert.Equal(["campaign:all/2026-01-17T09:00", "campaign:all/2026-01-18T09:00"], granted.Where(grant => grant.Offer!.CampaignId == "all").Select(grant => grant.GrantId).Order(StringComparer.Ordinal));
            some += granted.Count(grant => grant.Offer!.CampaignId == "some");
        }

        var campaign = Campaign.Part.Of((await _host.Customer(CampaignRunner.ActorOf("some")).GetAsync())!);
        Assert.Equal((Budget, Budget, 0, CampaignStatus.Finished), (some, campaign.Settled, campaign.Open.Count, campaign.Status));
        var runs = await _host.AskAsync(new ReportRuns("all"));
        Assert.All(runs, run => Assert.Equal(RunStatus.Finished, run.Status));
        Assert.Equal(2 * Members, runs.Sum(run => run.Done));
        Assert.Empty((await _host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
