using System.Text.Json.Nodes;
using CustomerCapital.Client;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Engine.Raffles;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Gateway.Tests.Raffles;

/// <summary>Raffles over HTTP, as their keepers and entrants call them.</summary>
public sealed class RafflesTests : IAsyncLifetime
{
    private const int Customers = 12;

    private static readonly DateTimeOffset Until = GatewayServer.Now.AddHours(1);
    private static readonly string Seed = Convert.ToHexStringLower([.. Enumerable.Range(1, 32).Select(number => (byte)number)]);

    private readonly FakeTimeProvider _time = new(GatewayServer.Now);
    private GatewayServer _server = null!;
    private GatewayClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(time: _time);
        _client = new(_server.Address, 4);
        var policy = JsonNode.Parse((await _server.GetAsync("/v1/policy")).Text)!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points"}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"ticket","raffle":{"raffle":"summer","entries":2}},{"name":"bonus","credit":{"wallet":"points","amount":50}}]""");
        Assert.Equal(200, (await _server.PutAsync("/v1/policy", policy.ToJsonString())).Status);
        for (var i = 0; i < Customers; i++) await GrantAsync($"c{i:00}", "t1");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Whole_life_of_a_raffle_whose_file_verifies()
    {
        var draft = await _client.PutRaffleAsync("summer", new(Rules, "maria"));
        Assert.Equal((RaffleStatus.Draft, 1, 24L, null, null), (draft.Status, draft.Version, draft.Entries, draft.Entrants, draft.Commitment));
        var open = await _client.OpenRaffleAsync("summer", new("maria"));
        Assert.Equal(RaffleStatus.Open, open.Status);
        Assert.Equal(Convert.ToHexStringLower(Rules.TermsOf("summer").Hash()), open.TermsHash);
        Assert.Equal(Convert.ToHexStringLower(RaffleSeed.Commit("summer", Convert.FromHexString(Seed))), open.Commitment);
        await GrantAsync("c03", "t2");
        Assert.Equal(new("c03", false, 4, 26, 4 / 26.0), await _client.GetRaffleEntrantAsync("summer", "c03"));
        Assert.Equal("raffle_not_drawn", (await Assert.ThrowsAsync<GatewayException>(() => _client.ReadRaffleFileAsync("summer", _ => { }))).Code);

        _time.SetUtcNow(Until);
        await _server.Engine.RunRafflesAsync();
        await GrantAsync("c04", "late");
        var frozen = (await _client.GetRaffleAsync("summer"))!;
        Assert.Equal((RaffleStatus.Frozen, 12, 26L), (frozen.Status, frozen.Entrants, frozen.Entries));
        Assert.Equal(new("c04", true, 2, 26, 2 / 26.0), await _client.GetRaffleEntrantAsync("summer", "c04"));
        Assert.Equal(new("late", true, 0, 26, 0), await EntrantOfLateCustomerAsync());
        Assert.DoesNotContain(Seed, await EverythingAsync("summer"), StringComparison.Ordinal);

        Assert.Equal(RaffleStatus.Drawing, (await _client.DrawRaffleAsync("summer", new(null, "maria"))).Status);
        await _server.Engine.RunRafflesAsync();
        var drawn = (await _client.GetRaffleAsync("summer"))!;
        Assert.Equal((RaffleStatus.Drawn, 4, 3L, 0L, frozen.EntriesHash), (drawn.Status, drawn.Winners, drawn.Granted, drawn.UngrantedCount, drawn.EntriesHash));
        var winners = new List<WinnerView>();
        await _client.ListRaffleWinnersAsync("summer", winners.Add);
        Assert.Equal([null, "raffle:summer/2/1", "raffle:summer/2/2", "raffle:summer/2/3"], winners.Select(winner => winner.GrantId));
        Assert.Equal(4, winners.Select(winner => winner.CustomerId).Distinct().Count());
        foreach (var winner in winners.Skip(1)) Assert.Contains("bonus", (await _client.ListCustomerRewardsAsync(winner.CustomerId))!.Rewards.Select(granted => granted.Reward));

        var (header, entrants, named) = await FileAsync("summer");
        Assert.Equal(Seed, header.Seed);
        Assert.Equal(winners.Select(winner => (winner.Prize, winner.Place, winner.CustomerId)), named.Select(winner => (winner.Prize, winner.Place, winner.Customer)));
        Assert.All(RaffleVerification.Check(header, entrants, named, new(open.TermsHash, open.Commitment, frozen.EntriesHash)), check => Assert.True(check.Result == RaffleResult.Right, check.Says));
        Assert.DoesNotContain(Seed, (await _server.GetAsync("/v1/entries?limit=1000")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draw_with_a_public_source_waits_for_its_value_and_takes_no_other_afterwards()
    {
        await OpenAsync("summer", Rules with { PublicSource = "lottery", DrawAt = Until });
        Assert.Equal([new(Until, "summer", null, "lottery")], await _client.ListScheduledDrawsAsync());
        _time.SetUtcNow(Until.AddDays(1));
        await _server.Engine.RunRafflesAsync();
        Assert.Equal(RaffleStatus.Frozen, (await _client.GetRaffleAsync("summer"))!.Status);
        Assert.Equal("raffle_public_value", (await Assert.ThrowsAsync<GatewayException>(() => _client.DrawRaffleAsync("summer", new()))).Code);

        await _client.DrawRaffleAsync("summer", new("6 14 22"));
        Assert.Equal(409, (await _server.PostAsync("/v1/raffles/summer/draw", """{"publicValue":"7 15 23"}""")).Status);
        await _server.Engine.RunRafflesAsync();
        Assert.Equal(200, (await _server.PostAsync("/v1/raffles/summer/draw", """{"publicValue":"6 14 22"}""")).Status);
        Assert.Empty(await _client.ListScheduledDrawsAsync());

        var (header, entrants, winners) = await FileAsync("summer");
        Assert.Equal("6 14 22", header.PublicValue);
        Assert.All(RaffleVerification.Check(header, entrants, winners, new()), check => Assert.Equal(RaffleResult.Right, check.Result));
    }

    [Fact]
    public async Task Change_from_another_version_or_after_the_opening_changes_nothing()
    {
        await _client.PutRaffleAsync("summer", new(Rules));
        Assert.Equal(2, (await _client.PutRaffleAsync("summer", new(Rules with { Title = "Summer" }), 1)).Version);
        Assert.Equal("version_conflict", (await Assert.ThrowsAsync<GatewayException>(() => _client.PutRaffleAsync("summer", new(Rules), 1))).Code);
        Assert.Equal(412, (await _server.PostAsync("/v1/raffles/summer/open", "{}", ("If-Match", "\"1\""))).Status);
        Assert.Equal(200, (await _server.PostAsync("/v1/raffles/summer/open", "{}", ("If-Match", "\"2\""))).Status);

        Assert.Equal("raffle_opened", (await Assert.ThrowsAsync<GatewayException>(() => _client.PutRaffleAsync("summer", new(Rules)))).Code);
        Assert.Equal("raffle_status", (await Assert.ThrowsAsync<GatewayException>(() => _client.DrawRaffleAsync("summer", new()))).Code);
        Assert.Equal(RaffleStatus.Cancelled, (await _client.CancelRaffleAsync("summer", new("maria", "no prizes"))).Status);
        Assert.Equal("raffle_status", (await Assert.ThrowsAsync<GatewayException>(() => _client.FreezeRaffleAsync("summer", new()))).Code);
        Assert.Equal(["summer"], (await _client.ListRafflesAsync()).Select(raffle => raffle.RaffleId));
        Assert.Equal("Summer", (await _client.GetRaffleAsync("summer"))!.Rules.Title);
        Assert.Equal(400, (await _server.PostAsync("/v1/customers/c01/rewards", """{"grantId":"raffle:summer/1/1","reward":"bonus","free":true}""")).Status);
    }

    [Theory]
    [InlineData("""{"prizes":[{"name":"a","winners":1}]}""", "rules.entriesUntil")]
    [InlineData("""{"entriesUntil":"2026-03-15T13:00:00Z"}""", "rules.prizes")]
    [InlineData("""{"entriesUntil":"2026-03-15T11:00:00Z","prizes":[{"name":"a"}]}""", "rules.entriesUntil")]
    [InlineData("""{"entriesUntil":"2026-03-15T13:00:00Z","drawAt":"2026-03-15T13:30:00+01:00","prizes":[{"name":"a","winners":0},{"name":"a","reward":"yacht"}]}""", "rules.drawAt", "rules.prizes.winners", "rules.prizes.name", "rules.prizes.reward")]
    [InlineData("""{"entriesUntil":"2026-03-15T13:00:00Z","prizes":[{"name":"a"}],"publicSource":""}""", "rules.publicSource")]
    [InlineData("""{"entriesUntil":"2026-03-15T13:00:00Z","prizes":[{"name":"a"}],"colour":"red"}""", "rules.colour")]
    public async Task Rules_that_cannot_be_are_refused_by_field_and_nothing_is_written(string rules, params string[] fields)
    {
        var answer = await _server.PutAsync("/v1/raffles/summer", $$"""{"rules":{{rules}}}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal(fields, answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!));
        Assert.Null(await _client.GetRaffleAsync("summer"));
    }

    [Theory]
    [InlineData("GET", "/v1/raffles/none", 404)]
    [InlineData("GET", "/v1/raffles/none/file", 404)]
    [InlineData("GET", "/v1/raffles/none/winners", 404)]
    [InlineData("GET", "/v1/raffles/none/entrants/c01", 404)]
    [InlineData("POST", "/v1/raffles/none/open", 404)]
    [InlineData("POST", "/v1/raffles/none/freeze", 404)]
    [InlineData("POST", "/v1/raffles/none/draw", 404)]
    [InlineData("POST", "/v1/raffles/none/cancel", 404)]
    [InlineData("GET", "/v1/raffles/%20", 400)]
    public async Task What_is_not_there_is_said(string method, string path, int status) =>
        Assert.Equal(status, (await _server.SendAsync(new(method), path, method == "GET" ? null : "{}", [])).Status);

    private static RaffleRules Rules => new(Until) { Prizes = [new("weekend"), new("points", 3, "bonus")] };

    private async Task OpenAsync(string raffleId, RaffleRules rules)
    {
        await _client.PutRaffleAsync(raffleId, new(rules));
        await _client.OpenRaffleAsync(raffleId, new());
    }

    [Fact]
    public async Task Odds_of_whoever_was_merged_are_those_of_the_customer_to_whom_the_id_leads_before_and_after_entries_are_frozen()
    {
        await _client.PutRaffleAsync("summer", new(Rules, "maria"));
        await _client.OpenRaffleAsync("summer", new("maria"));
        foreach (var id in (string[])["guest-1", "guest-2"]) await GrantAsync(id, "of-" + id);
        await MergeAsync("guest-1");
        Assert.Equal(new("c00", false, 4, 28, 4 / 28.0), await _client.GetRaffleEntrantAsync("summer", "guest-1"));
        _time.SetUtcNow(Until);
        await _server.Engine.RunRafflesAsync();
        Assert.Equal(new("c00", true, 4, 28, 4 / 28.0), await _client.GetRaffleEntrantAsync("summer", "guest-1"));

        await MergeAsync("guest-2");

        // Entries were frozen under either id.
        foreach (var id in (string[])["c00", "guest-1", "guest-2"]) Assert.Equal(new("c00", true, 6, 28, 6 / 28.0), await _client.GetRaffleEntrantAsync("summer", id));

        async Task MergeAsync(string id) => Assert.Equal(201, (await _server.PostAsync($"/v1/customers/{id}/merges", $$"""{"mergeId":"of-{{id}}","intoCustomerId":"c00"}""")).Status);
    }

    private async Task GrantAsync(string customerId, string grantId) =>
        Assert.Equal(201, (await _server.PostAsync($"/v1/customers/{customerId}/rewards", $$"""{"grantId":"{{grantId}}","reward":"ticket","free":true}""")).Status);

    private async Task<EntrantView?> EntrantOfLateCustomerAsync()
    {
        await GrantAsync("late", "t1");
        return await _client.GetRaffleEntrantAsync("summer", "late");
    }

    /// <summary>Whatever a caller can read of a raffle that is not drawn.</summary>
    private async Task<string> EverythingAsync(string raffleId)
    {
        var text = "";
        foreach (var path in (string[])["/v1/entries?limit=1000", "/v1/raffles", $"/v1/raffles/{raffleId}", $"/v1/raffles/{raffleId}/file", $"/v1/raffles/{raffleId}/winners", $"/v1/raffles/{raffleId}/entrants/c01"])
            text += (await _server.GetAsync(path)).Text;
        Assert.Contains("raffle_opened", text, StringComparison.Ordinal);
        return text + string.Join('\n', _server.Complaints);
    }

    private async Task<(RaffleHeader Header, IReadOnlyList<RaffleEntrant> Entrants, IReadOnlyList<RaffleWinner> Winners)> FileAsync(string raffleId)
    {
        var lines = new List<string>();
        await _client.ReadRaffleFileAsync(raffleId, lines.Add);
        return (RaffleFile.ReadHeader(lines[0])!, [.. lines.Select(RaffleFile.ReadEntrant).OfType<RaffleEntrant>()], [.. lines.Select(RaffleFile.ReadWinner).OfType<RaffleWinner>()]);
    }
}
