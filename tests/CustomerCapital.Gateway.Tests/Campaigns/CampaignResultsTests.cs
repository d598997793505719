using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Campaigns.Effects;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Customers;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Gateway.Tests.Campaigns;

/// <summary>What a campaign was worth, over HTTP: figures that anybody can work out from the members.</summary>
public sealed class CampaignResultsTests : IAsyncLifetime
{
    private const int Customers = 120;

    private static readonly DateTimeOffset Launch = GatewayServer.Now.AddHours(1);

    private readonly FakeTimeProvider _time = new(GatewayServer.Now);
    private GatewayServer _server = null!;
    private GatewayClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(time: _time);
        _client = new(_server.Address, 4);
        await ChangePolicyAsync(policy => policy["rewards"] = JsonNode.Parse("""[{"name":"five","cost":"1.25","voucher":{"value":"5.00"},"voucherDays":20},{"name":"ticket","cost":"2.00","raffle":{"raffle":"summer","entries":1}}]"""));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Results_are_worked_out_from_the_members_by_other_code_to_the_last_digit()
    {
        await BuyAsync("before", i => 10 + i * 7 % 60, i => true);
        await RunAsync("thanks", new("five") { Schedule = new(Launch), HoldoutPercent = 30, MeasureDays = 10 });
        _time.SetUtcNow(Launch.AddDays(3));
        await BuyAsync("within", i => 20 + i * 13 % 50 + (Holdout.Has("thanks", $"c{i}", 30) ? 0 : 4), i => i % 3 > 0, Launch.AddDays(2));
        await BuyAsync("late", i => 3.3333m + i, i => i % 10 == 1, Launch.AddDays(1));
        await RedeemAsync(12);
        await _server.PostAsync("/v1/customers/c1/returns", """{"returnId":"r","purchaseId":"within-1","amount":"2.50"}""");
        var running = (await _client.GetCampaignResultsAsync("thanks"))!;
        Assert.False(running.IsFinal);
        Assert.InRange(running.Progress, 0.15, 0.3);

        _time.SetUtcNow(Launch.AddDays(12));
        await BuyAsync("after", _ => 1_000, i => i % 2 == 0);
        var results = (await _client.GetCampaignResultsAsync("thanks"))!;
        Assert.Equal((true, 1L, (long)Customers), (results.IsFinal, results.Version, results.PlannedMembers));
        AssertWorkedOut(results, await MembersAsync("thanks"));
        Assert.InRange(results.Reached.Redeemed, 1, 12);
        Assert.Equal((0L, 0L), (results.HeldOut.Redeemed, results.HeldOut.Granted));
        Assert.Equal(results.Reached.Members, results.Reached.Granted);
        Assert.NotNull(results.Effect.Absolute.Value);
        Assert.NotNull(results.Effect.Adjusted.Slope);
        Assert.NotNull(results.Effect.PerUnitSpent.Value);
        Assert.Equal(1, results.Progress);

        await _server.PostAsync("/v1/customers/c2/returns", """{"returnId":"r","purchaseId":"within-2"}""");
        var corrected = (await _client.GetCampaignResultsAsync("thanks"))!;
        Assert.Equal(2, corrected.Version);
        Assert.NotEqual(results.Reached.Revenue.Units + results.HeldOut.Revenue.Units, corrected.Reached.Revenue.Units + corrected.HeldOut.Revenue.Units);
        AssertWorkedOut(corrected, await MembersAsync("thanks"));
    }

    [Fact]
    public async Task Campaign_without_a_holdout_has_figures_and_says_what_cannot_be_shown()
    {
        await BuyAsync("before", _ => 10, i => true);
        await RunAsync("all", new("ticket") { Schedule = new(Launch) });
        await BuyAsync("within", _ => 20, i => i < 50);

        var results = (await _client.GetCampaignResultsAsync("all"))!;

        Assert.Equal((Customers, Customers, "240.00", "1000.00", "1200.00"), ((int)results.Reached.Members, (int)results.Reached.Granted, $"{results.Reached.Cost}", $"{results.Reached.Revenue}", $"{results.Reached.RevenueBefore}"));
        Assert.Equal((0L, EffectLimit.TooFewMembers, EffectLimit.TooFewMembers), (results.HeldOut.Members, results.Effect.Absolute.Limit, results.Effect.AlwaysValid.Limit));
        Assert.Null(results.Effect.Split);
        Assert.Null(results.HeldOut.RevenuePerMember);
        var effect = (await _server.GetAsync("/v1/campaigns/all/results")).Json.GetProperty("effect");
        Assert.Equal("too_few_members", effect.GetProperty("absolute").GetProperty("limit").GetString());
    }

    [Fact]
    public async Task Customers_held_out_of_the_program_get_nothing_and_are_in_no_arm()
    {
        await ChangePolicyAsync(policy => policy["holdoutPercent"] = 20);
        await BuyAsync("before", _ => 10, i => true);
        var dry = await _client.DryRunCampaignAsync("thanks", new(new("ticket") { Schedule = new(Launch), HoldoutPercent = 50 }));
        await RunAsync("thanks", new("ticket") { Schedule = new(Launch), HoldoutPercent = 50 });

        var outside = Enumerable.Range(0, Customers).Select(i => $"c{i}").Where(id => Holdout.HasOfProgram(id, 20)).ToHashSet();
        var run = Assert.Single((await _client.ListCampaignRunsAsync("thanks"))!);
        var results = (await _client.GetCampaignResultsAsync("thanks"))!;

        Assert.InRange(outside.Count, 10, 40);
        Assert.Equal((24 + 48, 48), ((int)dry.HeldOut, (int)dry.Grants));
        Assert.Equal(outside.Count, run.Outcomes.Single(outcome => outcome.Outcome == OfferOutcome.HeldOutOfProgram).Customers);
        Assert.Equal(Customers - outside.Count, results.Reached.Members + results.HeldOut.Members);
        Assert.DoesNotContain(await MembersAsync("thanks"), member => outside.Contains(member.CustomerId));
        var membership = Assert.Single((await _client.ListCustomerCampaignsAsync(outside.First()))!);
        Assert.Equal((OfferOutcome.HeldOutOfProgram, null), (membership.Outcome, membership.Measurement));
        Assert.Equal(400, (await _server.PutAsync("/v1/policy", (await PolicyAsync(policy => policy["holdoutPercent"] = 20.5)).ToJsonString())).Status);
    }

    [Fact]
    public async Task Dry_run_says_the_smallest_effect_that_the_holdout_could_show()
    {
        var month = GatewayServer.Now.AddMonths(-1);
        await BuyAsync("before", i => i % 4 * 10, i => i % 4 > 0, month);

        var planned = (await _client.DryRunCampaignAsync("thanks", new(new("ticket") { Schedule = new(Launch), HoldoutPercent = 50 }))).SmallestEffect;
        var without = (await _client.DryRunCampaignAsync("thanks", new(new("ticket") { Schedule = new(Launch) }))).SmallestEffect;

        var days = DateTime.DaysInMonth(month.Year, month.Month);
        var expected = SmallestEffect.Of(Moments.Of(Enumerable.Range(0, Customers).Where(i => i % 4 > 0).OrderBy(i => $"c{i}", StringComparer.Ordinal).Select(i => i % 4 * 10.0 * 30 / days)), 45, 45);
        Assert.Equal((expected.Absolute, expected.Relative, null, 90), (planned.Absolute, planned.Relative, planned.Limit, planned.Customers));
        Assert.Equal(planned.FromMonth, planned.ThroughMonth);
        Assert.Equal((null, EffectLimit.TooFewMembers), (without.Absolute, without.Limit));
    }

    [Theory]
    [InlineData("/v1/campaigns/none/results", 404)]
    [InlineData("/v1/campaigns/none/results/members", 404)]
    [InlineData("/v1/campaigns/No%20Name/results", 400)]
    public async Task What_is_not_there_is_said(string path, int status) => Assert.Equal(status, (await _server.GetAsync(path)).Status);

    /// <summary>Works the results out anew, from the members alone and with decimals.</summary>
    private static void AssertWorkedOut(CampaignResults results, List<MeasuredMember> members)
    {
        Assert.Equal(members.Count, members.Select(member => member.CustomerId).Distinct().Count());
        Assert.Equal(1 + members.Sum(member => member.Corrections!.Value) + results.Forgotten, results.Version);
        GroupFigures Figures(CampaignArm arm, ArmResults shown)
        {
            var of = members.Where(member => member.Arm == arm).ToList();
            Assert.Equal(
                (of.Count, of.Count(member => member.Grants > 0), of.Count(member => member.Redeemed is true)), ((int)shown.Members, (int)shown.Granted, (int)shown.Redeemed));
            Assert.Equal(
                (of.Sum(member => Units(member.Cost)), of.Sum(member => Units(member.Revenue)), of.Sum(member => Units(member.Before))),
                (Units(shown.Cost), Units(shown.Revenue), Units(shown.RevenueBefore)));
            return new(
                new(of.Count, Sum(of, member => Units(member.Revenue)) / 1e4, Sum(of, member => Units(member.Revenue) * Units(member.Revenue)) / 1e8),
                With(of, member => Units(member.Before)));
        }

        var reached = members.Where(member => member.Arm == CampaignArm.Reached).ToList();
        var passed = members.Sum(member => Math.Clamp(1 - ((member.Until!.Value.UtcDateTime.Date.AddDays(1) - results.AsOf.UtcDateTime).TotalDays / (member.Until.Value - member.From!.Value).Days), 0, 1));
        Assert.Equal(passed / results.PlannedMembers, results.Progress, 12);
        var effect = CampaignEffect.Of(
            Figures(CampaignArm.Reached, results.Reached), Figures(CampaignArm.HeldOut, results.HeldOut), With(reached, member => Units(member.Cost)),
            (double)(members.Sum(member => member.HeldOutPercent!.Value) / 100 / members.Count), results.Progress);
        Assert.Equal(JsonSerializer.Serialize(effect), JsonSerializer.Serialize(results.Effect));

        static Companion With(List<MeasuredMember> of, Func<MeasuredMember, decimal> other) =>
            new(Sum(of, other) / 1e4, Sum(of, member => other(member) * other(member)) / 1e8, Sum(of, member => other(member) * Units(member.Revenue)) / 1e8);

        static double Sum(List<MeasuredMember> of, Func<MeasuredMember, decimal> figure) => (double)(BigInteger)of.Sum(figure);

        // In ten-thousandths, from the text that a spreadsheet would read.
        static decimal Units(Money? money) => decimal.Parse($"{money!.Value}", CultureInfo.InvariantCulture) * 10_000;
    }

    private async Task<List<MeasuredMember>> MembersAsync(string campaignId)
    {
        var members = new List<MeasuredMember>();
        await _client.ListMeasuredMembersAsync(campaignId, members.Add);
        return members;
    }

    private async Task RunAsync(string campaignId, CampaignTerms terms)
    {
        await _client.PutCampaignAsync(campaignId, new(terms));
        await _client.ScheduleCampaignAsync(campaignId, new());
        _time.SetUtcNow(Launch);
        await _server.Engine.RunCampaignsAsync();
        await _server.Engine.SettleAsync();
    }

    private async Task BuyAsync(string id, Func<int, decimal> amount, Func<int, bool> buys, DateTimeOffset? at = null)
    {
        foreach (var i in Enumerable.Range(0, Customers).Where(buys))
        {
            var purchase = new RecordPurchase { PurchaseId = $"{id}-{i}", Amount = Money.Round(amount(i)), OccurredAt = at };
            Assert.Equal(OutcomeStatus.Accepted, Assert.Single(await _server.Engine.Customer($"c{i}").ExecuteAsync([purchase])).Status);
        }
    }

    private async Task RedeemAsync(int most)
    {
        foreach (var id in Enumerable.Range(0, most).Select(i => $"c{i}"))
        {
            var vouchers = (await _server.GetAsync($"/v1/customers/{id}/vouchers")).Json.GetProperty("vouchers");
            foreach (var code in vouchers.EnumerateArray().Select(voucher => voucher.GetProperty("code").GetString()))
                Assert.Equal(201, (await _server.PostAsync($"/v1/customers/{id}/purchases", $$"""{"purchaseId":"with-{{id}}","amount":"25.00","vouchers":["{{code}}"]}""")).Status);
        }
    }

    private async Task ChangePolicyAsync(Action<JsonNode> change) => Assert.Equal(200, (await _server.PutAsync("/v1/policy", (await PolicyAsync(change)).ToJsonString())).Status);

    private async Task<JsonNode> PolicyAsync(Action<JsonNode> change)
    {
        var policy = JsonNode.Parse((await _server.GetAsync("/v1/policy")).Text)!;
        change(policy);
        return policy;
    }
}
