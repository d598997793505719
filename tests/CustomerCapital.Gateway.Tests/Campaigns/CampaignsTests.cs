using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Gateway.Tests.Campaigns;

/// <summary>Campaigns over HTTP, as campaign managers and developers call them.</summary>
public sealed class CampaignsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Launch = GatewayServer.Now.AddHours(1);

    private readonly FakeTimeProvider _time = new(GatewayServer.Now);
    private GatewayServer _server = null!;
    private GatewayClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(time: _time);
        _client = new(_server.Address, 4);
        var policy = System.Text.Json.Nodes.JsonNode.Parse((await _server.GetAsync("/v1/policy")).Text)!;
        policy["wallets"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"points"}]""");
        policy["rewards"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"bonus","cost":"2.00","credit":{"wallet":"points","amount":50}},{"name":"mug","gift":{}}]""");
        Assert.Equal(200, (await _server.PutAsync("/v1/policy", policy.ToJsonString())).Status);
        for (var i = 0; i < 6; i++) await _server.PostAsync($"/v1/customers/c{i}/purchases", $$"""{"purchaseId":"p","amount":"{{(i + 1) * 10}}.00"}""");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Whole_life_of_a_campaign()
    {
        var definition = new CampaignDefinition(Terms with { Audience = PurchaseFields.Revenue.Where(SegmentOperator.AtLeast, Money.Round(30)), Budget = new(3) }, "maria");
        var dry = await _client.DryRunCampaignAsync("thanks", definition);
        Assert.Equal((4L, 3L, true, "6.00", "150"), (dry.Audience, dry.Grants, dry.LimitIsHit, $"{dry.Cost}", $"{dry.Credit!.Amount}"));
        Assert.Equal(["c2", "c3", "c4", "c5"], dry.Sample.Select(member => member.CustomerId));
        Assert.Null(await _client.GetCampaignAsync("thanks"));
        Assert.DoesNotContain((await _server.Engine.Customer("c2").EntriesAsync(0, 100)), entry => entry.Event is OfferPassed or Domain.Rewards.RewardGranted);

        var draft = await _client.PutCampaignAsync("thanks", definition);
        Assert.Equal((CampaignStatus.Draft, 1), (draft.Status, draft.Version));
        Assert.Equal([Launch], draft.NextOccurrences);
        Assert.Equal(definition.Terms, draft.Terms);
        Assert.Equal(CampaignStatus.Scheduled, (await _client.ScheduleCampaignAsync("thanks", new("maria"))).Status);
        Assert.Equal([Launch], (await _client.GetCampaignCalendarAsync()).Select(entry => entry.At));
        _time.SetUtcNow(Launch);
        await _server.Engine.RunCampaignsAsync();

        var run = Assert.Single((await _client.ListCampaignRunsAsync("thanks"))!);
        Assert.Equal((RunStatus.Finished, 4L, 4L, "6.00"), (run.Status, run.Audience, run.Done, $"{run.Cost}"));
        Assert.Equal([new(OfferOutcome.Granted, 3), new(OfferOutcome.BudgetUsedUp, 1)], run.Outcomes);
        var members = new List<CampaignMember>();
        await _client.ListCampaignMembersAsync("thanks", run.RunId, null, members.Add);
        await _client.ListCampaignMembersAsync("thanks", run.RunId, OfferOutcome.BudgetUsedUp, members.Add);
        Assert.Equal(["c2", "c3", "c4", "c5", "c5"], members.Select(member => member.CustomerId));
        Assert.Equal(OfferOutcome.Granted, Assert.Single((await _client.ListCustomerCampaignsAsync("c3"))!).Outcome);
        Assert.Equal(CampaignStatus.Finished, (await _client.GetCampaignAsync("thanks"))!.Status);
        Assert.Equal("campaign_status", (await Assert.ThrowsAsync<GatewayException>(() => _client.CancelCampaignAsync("thanks", new()))).Code);
        Assert.Equal("campaign_over", (await Assert.ThrowsAsync<GatewayException>(() => _client.PutCampaignAsync("thanks", new(Terms with { Schedule = new(Launch.AddDays(9)) })))).Code);
    }

    [Fact]
    public async Task Paused_campaign_is_resumed_and_a_cancelled_one_is_over_and_both_name_who_did_it()
    {
        await _client.PutCampaignAsync("monthly", new(Terms with { Schedule = new(Cron: "0 9 1 * *") }));
        await _client.PutCampaignAsync("daily", new(Terms with { Schedule = new(Cron: "0 9 * * *") }));
        Assert.Equal(5, (await _client.GetCampaignAsync("daily"))!.NextOccurrences.Count);
        foreach (var id in (string[])["monthly", "daily"]) await _client.ScheduleCampaignAsync(id, new());
        Assert.Equal(["monthly"], (await _client.GetCampaignCalendarAsync()).Single(entry => entry.CampaignId == "daily" && entry.At.Day == 1 && entry.At.Month == 4).SameDay);

        Assert.Equal(CampaignStatus.Paused, (await _client.PauseCampaignAsync("daily", new("maria", "holidays"))).Status);
        Assert.Equal(CampaignStatus.Scheduled, (await _client.ResumeCampaignAsync("daily", new("maria"))).Status);
        Assert.Equal(CampaignStatus.Cancelled, (await _client.CancelCampaignAsync("monthly", new("maria", "too dear"))).Status);
        Assert.Equal(["daily", "monthly"], (await _client.ListCampaignsAsync()).Select(campaign => campaign.CampaignId));
        var moves = (await _server.Engine.Customer(CampaignRunner.ActorOf("monthly")).EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<CampaignMoved>();
        Assert.Equal((CampaignStatus.Cancelled, "maria", "too dear"), moves.Select(move => (move.To, move.By, move.Reason)).Last());
    }

    [Fact]
    public async Task Change_from_another_version_changes_nothing()
    {
        await _client.PutCampaignAsync("thanks", new(Terms));
        Assert.Equal(2, (await _client.PutCampaignAsync("thanks", new(Terms with { Title = "Thanks" }), 1)).Version);

        var conflict = await Assert.ThrowsAsync<GatewayException>(() => _client.PutCampaignAsync("thanks", new(Terms with { Title = "No" }), 1));
        Assert.Equal("version_conflict", conflict.Code);
        Assert.Equal(412, (await _server.PostAsync("/v1/campaigns/thanks/schedule", "{}", ("If-Match", "\"1\""))).Status);
        Assert.Equal(200, (await _server.PostAsync("/v1/campaigns/thanks/schedule", "{}", ("If-Match", "\"2\""))).Status);
        Assert.Equal("Thanks", (await _client.GetCampaignAsync("thanks"))!.Terms.Title);
        Assert.Equal(2, (await _client.PutCampaignAsync("thanks", new(Terms with { Title = "Thanks" }))).Version);
    }

    [Theory]
    [InlineData("PUT", "/v1/campaigns/thanks")]
    [InlineData("POST", "/v1/campaigns/thanks/schedule")]
    [InlineData("POST", "/v1/raffles/thanks/open")]
    public async Task Version_that_is_too_large_is_another_version(string method, string path)
    {
        await _client.PutCampaignAsync("thanks", new(Terms));
        await _server.PutAsync("/v1/raffles/thanks", """{"rules":{"entriesUntil":"2099-01-01T00:00:00Z","prizes":[{"name":"a"}]}}""");
        var body = method == "PUT" ? """{"terms":{"reward":"bonus","title":"No","schedule":{"cron":"0 9 * * *"}}}""" : "{}";

        Assert.Equal(412, (await _server.SendAsync(new(method), path, body, [("If-Match", "\"99999999999\"")])).Status);
    }

    [Fact]
    public async Task Terms_of_a_campaign_whose_last_occurrence_has_begun_can_still_be_changed_and_those_of_a_draft_cannot()
    {
        var slow = Terms with { PerSecond = 1 };
        await _client.PutCampaignAsync("thanks", new(slow));
        await _client.ScheduleCampaignAsync("thanks", new());
        await _client.PutCampaignAsync("draft", new(Terms));
        _time.SetUtcNow(Launch);
        await _server.Engine.RunCampaignsAsync();
        Assert.Equal(CampaignStatus.Running, (await _client.GetCampaignAsync("thanks"))!.Status);

        Assert.Equal(2, (await _client.PutCampaignAsync("thanks", new(slow with { PerSecond = 2 }))).Version);
        foreach (var (id, terms) in ((string, CampaignTerms)[])[("thanks", slow with { Schedule = new(Launch.AddHours(-1)) }), ("draft", Terms with { Title = "Late" })])
            Assert.Equal("malformed", (await Assert.ThrowsAsync<GatewayException>(() => _client.PutCampaignAsync(id, new(terms)))).Code);
    }

    [Fact]
    public async Task Cron_that_begins_at_the_first_moment_of_all_begins_now()
    {
        var dry = await _client.DryRunCampaignAsync("old", new(Terms with { Schedule = new(Cron: "0 9 * * *", From: DateTimeOffset.MinValue) }));

        Assert.Equal(GatewayServer.Now.Date, dry.NextOccurrences[0].AddDays(-1).Date);
    }

    [Fact]
    public async Task Triggered_campaign_answers_the_purchase_that_the_caller_sends()
    {
        await _client.PutCampaignAsync("second", new(new("bonus") { Trigger = new(TriggerKind.NthPurchase, Nth: 2) }));
        await _client.ScheduleCampaignAsync("second", new());

        await _server.PostAsync("/v1/customers/c1/purchases", """{"purchaseId":"p2","amount":"5.00"}""");

        var members = new List<CampaignMember>();
        await _client.ListCampaignMembersAsync("second", "triggered", null, members.Add);
        Assert.Equal(("c1", OfferOutcome.Granted), Assert.Single(members.Select(member => (member.CustomerId, member.Outcome))));
        Assert.Equal("triggered", Assert.Single((await _client.ListCampaignRunsAsync("second"))!).RunId);
        Assert.DoesNotContain("triggered", (await _server.GetAsync("/v1/policy")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"reward":"yacht","schedule":{"cron":"0 9 * * *"}}""", "terms.reward")]
    [InlineData("""{"reward":"bonus"}""", "terms.schedule")]
    [InlineData("""{"reward":"yacht","schedule":{"cron":"0 9"},"perSecond":0}""", "terms.perSecond", "terms.schedule.cron", "terms.reward")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * *"}}""", "terms.schedule.cron")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 0 30 2 *"}}""", "terms.schedule.cron")]
    [InlineData("""{"reward":"bonus","schedule":{"at":"2020-01-01T00:00:00Z"}}""", "terms.schedule")]
    [InlineData("""{"reward":"bonus","schedule":{"at":"9999-12-31T23:59:59Z"}}""", "terms.schedule")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *","from":"9999-12-31T23:59:59Z"}}""", "terms.schedule")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"quietHours":{"from":"25:00","to":"06:00"}}""", "terms.quietHours.from")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"trigger":{"on":"purchase"}}""", "terms.schedule")]
    [InlineData("""{"reward":"bonus","trigger":{"on":"spend"}}""", "terms.trigger.atLeast", "terms.trigger.withinMonths")]
    [InlineData("""{"reward":"bonus","audienceTaken":"at_launch","trigger":{"on":"purchase"}}""", "terms.audienceTaken")]
    [InlineData("""{"reward":"bonus","trigger":{"on":"purchase"},"budget":{"grantsPerRun":3}}""", "terms.budget.grantsPerRun")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"holdoutPercent":51}""", "terms.holdoutPercent")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"budget":{"grants":0,"amount":-1}}""", "terms.budget.grants", "terms.budget.amount")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"audience":{"segment":"nobody"}}""", "terms.audience")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"audience":{"field":"shoe","operator":"exists"}}""", "terms.audience.field")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"colour":"red"}""", "terms.colour")]
    [InlineData("""{"reward":"bonus","schedule":{"cron":"0 9 * * *"},"quietHours":{"from":"22:00:00","to":"22:00:00"}}""", "terms.quietHours")]
    public async Task Terms_that_cannot_be_are_refused_by_field_and_nothing_is_written(string terms, params string[] fields)
    {
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Put, "/v1/campaigns/thanks"), (HttpMethod.Post, "/v1/campaigns/thanks/dry-run")])
        {
            var answer = await _server.SendAsync(method, path, $$"""{"terms":{{terms}}}""", []);
            Assert.Equal(400, answer.Status);
            Assert.Equal(fields, answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!));
        }

        Assert.Null(await _client.GetCampaignAsync("thanks"));
    }

    [Fact]
    public async Task Members_of_a_run_that_there_is_not_are_not_an_empty_list()
    {
        foreach (var (id, terms) in ((string, string)[])[("often", """{"reward":"bonus","schedule":{"cron":"0 9 * * *"}}"""), ("once", """{"reward":"bonus","trigger":{"on":"purchase"}}""")])
            Assert.Equal(200, (await _server.SendAsync(HttpMethod.Put, $"/v1/campaigns/{id}", $$"""{"terms":{{terms}}}""", [])).Status);

        foreach (var (path, status) in ((string, int)[])[("often/runs/2026-01-17T12:00:00Z", 404), ("often/runs/triggered", 404), ("once/runs/x", 404), ("once/runs/triggered", 200)])
        {
            var answer = await _server.GetAsync($"/v1/campaigns/{path}/members");
            Assert.Equal(status, answer.Status);
            if (status == 404) Assert.Equal("campaign_run_not_found", answer.Json.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Condition_that_nothing_can_meet_is_told_in_words()
    {
        const string Terms = """{"terms":{"reward":"bonus","schedule":{"cron":"0 9 * * *"}}}""";
        var none = await _server.SendAsync(HttpMethod.Put, "/v1/campaigns/thanks", Terms, [("If-Match", "\"3\"")]);
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Put, "/v1/campaigns/thanks", Terms, [])).Status);
        var nothing = await _server.SendAsync(HttpMethod.Put, "/v1/campaigns/thanks", Terms, [("If-Match", "\"x\"")]);

        Assert.Equal((412, "Campaign 'thanks' is not written down yet, so that it has no version; leave If-Match out."), (none.Status, none.Json.GetProperty("detail").GetString()));
        Assert.Equal(
            (412, "Campaign 'thanks' has version 1 by now, and not the one that If-Match names; read it again and make your change from there."),
            (nothing.Status, nothing.Json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("GET", "/v1/campaigns/none", 404)]
    [InlineData("GET", "/v1/campaigns/none/runs", 404)]
    [InlineData("GET", "/v1/campaigns/none/runs/x/members", 404)]
    [InlineData("POST", "/v1/campaigns/none/schedule", 404)]
    [InlineData("POST", "/v1/campaigns/none/pause", 404)]
    [InlineData("GET", "/v1/campaigns/No%20Name", 400)]
    [InlineData("GET", "/v1/campaigns/a/runs/x/members?outcome=won", 400)]
    [InlineData("GET", "/v1/calendar?limit=0", 400)]
    [InlineData("GET", "/v1/customers/nobody/campaigns", 404)]
    public async Task What_is_not_there_is_said(string method, string path, int status) =>
        Assert.Equal(status, (await _server.SendAsync(new(method), path, method == "GET" ? null : "{}", [])).Status);

    [Fact]
    public async Task Campaign_in_the_members_time_zones_says_a_local_time_and_has_a_run_for_each_moment()
    {
        foreach (var (customer, zone) in ((string, string)[])[("c0", "Asia/Tokyo"), ("c1", "America/New_York")])
            Assert.Equal(200, (await _server.SendAsync(HttpMethod.Patch, $"/v1/customers/{customer}", $$"""{"timeZone":"{{zone}}"}""", [], "application/json")).Status);
        const string terms = """{"terms":{"reward":"bonus","audience":{"field":"timeZone","operator":"exists"},"schedule":{"zone":"member","atLocal":"2026-03-16T09:00"}},"by":"maria"}""";
        foreach (var (time, message) in ((string, string)[])[
            ("2026-03-16T09:00Z", "Must be a local time to the minute without an offset, such as 2027-02-14T09:00."), ("2026-03-16T09:00:00+01:00", "Must be a local time to the minute without an offset, such as 2027-02-14T09:00."),
            ("tomorrow", "Must be a local time without an offset, such as 2027-02-14T09:00.")])
            (await _server.PutAsync("/v1/campaigns/once", terms.Replace("2026-03-16T09:00", time, StringComparison.Ordinal))).AssertFault("terms.schedule.atLocal", message);

        var campaign = (await _server.PutAsync("/v1/campaigns/once", terms)).Json;
        Assert.Equal("2026-03-16T09:00:00", campaign.GetProperty("terms").GetProperty("schedule").GetProperty("atLocal").GetString());
        Assert.Equal(
            """{"local":"2026-03-16T09:00","at":"2026-03-16T09:00:00+00:00","first":"2026-03-16T00:00:00+00:00","last":"2026-03-16T13:00:00+00:00"}""",
            Assert.Single(campaign.GetProperty("memberOccurrences").EnumerateArray().ToList()).GetRawText());
        await _client.ScheduleCampaignAsync("once", new("maria"));
        for (var hour = 12; hour <= 26; hour++)
        {
            _time.SetUtcNow(GatewayServer.Now.Date.AddHours(hour));
            await _server.Engine.RunCampaignsAsync();
        }

        var runs = (await _client.ListCampaignRunsAsync("once"))!;
        Assert.Equal(["2026-03-16T09:00@2026-03-16T00:00:00Z Asia/Tokyo 1"], runs.Select(run => $"{run.RunId} {string.Join(' ', run.Zones!)} {run.Done}"));
        var members = new List<CampaignMember>();
        await _client.ListCampaignMembersAsync("once", runs[0].RunId, null, members.Add);
        Assert.Equal("c0", Assert.Single(members).CustomerId);
    }

    private static CampaignTerms Terms => new("bonus") { Schedule = new(Launch) };
}
