using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Campaigns;

/// <summary>Whatever ends an engine while a campaign runs, and wherever another goes on, each member has one turn, and no budget is exceeded.</summary>
public sealed class CampaignRestartTests : IAsyncLifetime
{
    private const int Members = 1_200;
    private const int Budget = 700;

    private static readonly DateTimeOffset Launch = Start.AddHours(1);

    private readonly InMemoryLedger _ledger = new();
    private readonly FakeTimeProvider _time = new(Start);
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        var policy = _host.Policy.Program.Policy with { Wallets = [new("points")], Rewards = [new("bonus", Credit: new("points", new(WalletAmount.Scale)))] };
        Assert.Empty((await _host.Policy.PutAsync(policy, null)).Faults);
        await Task.WhenAll(Enumerable.Range(0, Members).Select(i => _host.ExecuteAsync($"c{i:0000}", [Purchase("p")])));
        foreach (var (id, budget, taken) in ((string, CampaignBudget?, AudienceTaken)[])[("all", null, AudienceTaken.AtTurn), ("some", new(Grants: Budget), AudienceTaken.AtTurn), ("taken", new(Grants: Budget), AudienceTaken.AtLaunch)])
        {
            var campaign = _host.Customer(CampaignRunner.ActorOf(id));
            var terms = new CampaignTerms("bonus") { Schedule = new(Launch), Budget = budget, PerSecond = 100, AudienceTaken = taken };
            foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
                Assert.Equal(OutcomeStatus.Accepted, (await campaign.ExecuteAsync([command]))[0].Status);
        }

        _time.SetUtcNow(Launch);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Another_engine_goes_on_where_the_ledger_stands()
    {
        await RunAsync(_host, seconds: 3);
        Assert.InRange((await GrantedAsync(_host)).All, 300, 600);
        // How far it had come was kept in the first one's memory alone.
        var second = await InProcessHost.StartAsync(_ledger, new(), _time);
        await RunAsync(second, seconds: 5);
        Assert.Equal(CampaignStatus.Running, (await CampaignAsync(second, "all")).Status);
        await using var third = await InProcessHost.StartAsync(_ledger, new(), _time);

        await RunAsync(third, seconds: 30);

        await AssertDoneAsync(third);
    }

    [Fact]
    public async Task Two_engines_at_once_grant_nothing_twice_and_no_more_than_the_budget()
    {
        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);
        for (var second = 0; second < 40; second++)
        {
            await Task.WhenAll(AttemptAsync(_host), AttemptAsync(other));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await RunAsync(_host, seconds: 30);

        await AssertDoneAsync(_host);
    }

    [Fact]
    public async Task Engine_that_comes_second_with_the_first_reservation_of_a_run_does_not_end_the_run()
    {
        var behind = new FaultyLedger(_ledger);
        await using var other = await InProcessHost.StartAsync(behind, new(), _time);
        var first = true;
        behind.BeforeAppend = append =>
        {
            if (!first || !append.Entries.Any(entry => entry.Event is GrantsReserved)) return;
            first = false;
            behind.Gate = _host.RunCampaignsAsync();
        };
        await AttemptAsync(other);
        Assert.False(first);

        await RunAsync(_host, seconds: 30);

        await AssertDoneAsync(_host);
    }

    [Fact]
    public async Task Engine_that_ends_while_an_audience_is_taken_leaves_it_to_the_next()
    {
        foreach (var fault in (AppendFault[])[AppendFault.LostBeforeCommit, AppendFault.LostAfterCommit])
        {
            for (var page = 1; page <= 4; page++)
            {
                var failing = new FaultyLedger(_ledger);
                await using var ending = await InProcessHost.StartAsync(failing, new(), _time);
                failing.Fate = append => append.Entries.Any(entry => entry.Event is MembersTaken taken && taken.Page == page) ? fault : AppendFault.None;
                await AttemptAsync(ending);
            }
        }

        await RunAsync(_host, seconds: 40);

        await AssertDoneAsync(_host);
        Assert.Equal(4, (await _host.Customer(CampaignRunner.ActorOf("taken")).EntriesAsync(0, 1_000)).Count(entry => entry.Event is MembersTaken));
    }

    [Fact]
    public async Task Old_copy_that_is_restored_goes_on_from_there_and_gives_each_member_one()
    {
        await RunAsync(_host, seconds: 4);
        var copy = new List<Exporting.ExportLine>();
        await foreach (var line in _host.Export().ReadAsync()) copy.Add(line);
        await RunAsync(_host, seconds: 4);
        await using var restored = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        var restore = restored.Restore();
        foreach (var line in copy) await restore.TakeAsync(line);
        await restore.CompleteAsync();

        await RunAsync(restored, seconds: 40);

        await AssertDoneAsync(restored);
    }

    [Fact]
    public async Task Campaign_that_is_paused_in_the_middle_goes_on_behind_the_last_who_had_a_turn()
    {
        await RunAsync(_host, seconds: 3);
        var campaign = _host.Customer(CampaignRunner.ActorOf("all"));
        Assert.Equal(OutcomeStatus.Accepted, (await campaign.ExecuteAsync([new PauseCampaign()]))[0].Status);
        var before = (await GrantedAsync(_host)).All;
        await RunAsync(_host, seconds: 5);
        Assert.Equal(before, (await GrantedAsync(_host)).All);
        Assert.Equal(OutcomeStatus.Accepted, (await campaign.ExecuteAsync([new ResumeCampaign()]))[0].Status);

        await RunAsync(_host, seconds: 30);

        await AssertDoneAsync(_host);
    }

    private Task RunAsync(InProcessHost host, int seconds) => Rounds.RunCampaignsAsync(host, _time, seconds);

    private static Task AttemptAsync(InProcessHost host) => Rounds.AttemptAsync(() => host.RunCampaignsAsync());

    private static async Task AssertDoneAsync(InProcessHost host)
    {
        var granted = await GrantedAsync(host);
        Assert.Equal((Members, Budget, Budget), (granted.All, granted.Some, granted.Taken));
        foreach (var id in (string[])["all", "some", "taken"]) Assert.Equal(CampaignStatus.Finished, (await CampaignAsync(host, id)).Status);
        foreach (var id in (string[])["some", "taken"])
        {
            Assert.Equal((long)Budget, (await CampaignAsync(host, id)).Granted);
            var run = Assert.Single(await host.AskAsync(new ReportRuns(id)));
            Assert.Equal([new(OfferOutcome.Granted, Budget), new(OfferOutcome.BudgetUsedUp, Members - Budget)], run.Outcomes);
            Assert.Equal(Members, run.Audience);
        }

        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    /// <summary>Grants of the campaigns, by the customers' own entries; none has two of one campaign.</summary>
    private static async Task<(int All, int Some, int Taken)> GrantedAsync(InProcessHost host)
    {
        var all = new List<(string CampaignId, string CustomerId)>();
        for (var i = 0; i < Members; i++)
            all.AddRange((await host.Customer($"c{i:0000}").EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<RewardGranted>().Select(granted => (granted.Offer!.CampaignId, $"c{i:0000}")));
        Assert.Equal(all.Count, all.Distinct().Count());
        int Of(string campaignId) => all.Count(grant => grant.CampaignId == campaignId);
        return (Of("all"), Of("some"), Of("taken"));
    }

    /// <summary>As the ledger has it: what an engine holds in memory may be behind another's.</summary>
    private static async Task<CampaignView> CampaignAsync(InProcessHost host, string id) => (await host.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == id);
}
