using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Effects;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Campaigns;

/// <summary>What campaigns have measured is what the entries tell, and whoever cannot be read is named.</summary>
public sealed class CampaignMeasurementTests : IAsyncLifetime
{
    private const int Customers = 40;

    private static readonly DateTimeOffset Launch = Start.AddHours(1);

    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private readonly FakeTimeProvider _time = new(Start);
    private readonly Random _random = new(20_260_115);
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        var policy = _host.Policy.Program.Policy with { Rewards = [new("five", Cost: Money.Round(1.25m), Voucher: new() { Value = Money.Round(5) }, VoucherDays: 90)] };
        Assert.Empty((await _host.Policy.PutAsync(policy, null)).Faults);
        for (var i = 0; i < Customers; i++) await _host.ExecuteAsync($"c{i:00}", [Purchase("p", 10 + i)]);
        await ScheduleAsync("thanks", new("five") { Schedule = new(Launch), HoldoutPercent = 30, MeasureDays = 10 });
        await ScheduleAsync("loyal", new("five") { Trigger = new(TriggerKind.NthPurchase, Nth: 2, Every: true), HoldoutPercent = 50, MeasureDays = 4 });
        _time.SetUtcNow(Launch);
        await _host.RunCampaignsAsync();
        await _host.SettleAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _ledger.CloseAsync();
    }

    [Fact]
    public async Task VerifyAsync_counts_what_was_measured_anew_and_finds_no_difference()
    {
        await PlayAsync(300);

        var report = await _host.Verifier().VerifyAsync(_ => { });

        Assert.Empty(report.Differences);
        var results = (await _host.AskAsync(new ReportCampaignResults("loyal")))!;
        Assert.True(results is { Reached.Redeemed: > 0, HeldOut.Members: > 0, Version: > 1 }, $"{results}");
    }

    [Fact]
    public async Task Restored_into_an_empty_ledger_the_results_are_the_same()
    {
        await PlayAsync(200);
        await using var other = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        Assert.Empty((await other.Policy.PutAsync(_host.Policy.Program.Policy, null)).Faults);
        foreach (var id in (string[])["thanks", "loyal"]) await RestoreAsync(CampaignRunner.ActorOf(id));
        for (var i = 0; i < Customers; i++) await RestoreAsync($"c{i:00}");

        foreach (var id in (string[])["thanks", "loyal"])
            Assert.Equal(await _host.AskAsync(new ReportCampaignResults(id)), await other.AskAsync(new ReportCampaignResults(id)));

        async Task RestoreAsync(Domain.Actors.ActorId id) => await other.Customer(id).RestoreAsync(await _host.Customer(id).EntriesAsync(0, 10_000));
    }

    [Fact]
    public async Task Customer_who_cannot_be_read_stays_counted_and_is_named_among_the_members()
    {
        var before = (await _host.AskAsync(new ReportCampaignResults("thanks")))!;
        _ledger.Unreadable.Add("c07");
        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);

        var page = await next.AskAsync(new ReadMeasuredMembers("thanks", null));

        Assert.Equal(Customers, page.Members.Count);
        var unread = Assert.Single(page.Members, member => member.Problem is not null);
        Assert.Equal(("c07", null, null), (unread.CustomerId, unread.Arm, unread.Revenue));
        Assert.Equal(before, await next.AskAsync(new ReportCampaignResults("thanks")));
        Assert.Equal(Customers, before.Reached.Members + before.HeldOut.Members);
    }

    [Fact]
    public async Task Amounts_whose_squares_no_counter_holds_are_added_up_exactly()
    {
        var most = Money.Limit.ToDecimal();
        for (var i = 0; i < Customers; i++) await _host.ExecuteAsync($"c{i:00}", [Purchase("in", most)]);

        var results = (await _host.AskAsync(new ReportCampaignResults("thanks")))!;
        Assert.Equal(most * results.Reached.Members, results.Reached.Revenue.ToDecimal());
        Assert.Equal((double)most, results.Reached.RevenuePerMember!.Value.ToDecimal() is var mean ? (double)mean : 0);
        Assert.Equal(EffectLimit.NoVariance, results.Effect.Absolute.Limit);
        for (var i = 0; i < Customers; i++) await _host.ExecuteAsync($"c{i:00}", [new RecordReturn { ReturnId = "r", PurchaseId = "in" }]);
        Assert.Equal((Money.Zero, Money.Zero), ((await _host.AskAsync(new ReportCampaignResults("thanks")))!.Reached.Revenue, (await _host.AskAsync(new ReportCampaignResults("thanks")))!.HeldOut.Revenue));
        Assert.Empty((await _host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    /// <summary>Purchases, some with vouchers, some late, with returns and corrections, while days pass.</summary>
    private async Task PlayAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            if (step % 10 == 9) _time.Advance(TimeSpan.FromHours(_random.Next(30)));
            var id = $"c{_random.Next(Customers):00}";
            var state = (await _host.Customer(id).GetAsync())!;
            var codes = CustomerCampaigns.Part.Of(state).Memberships.SelectMany(known => known.Measurement?.Codes ?? []).ToList();
            var late = _random.Next(3) == 0 ? _time.GetUtcNow().AddHours(-_random.Next(200)) : default(DateTimeOffset?);
            await _host.ExecuteAsync(id, [_random.Next(5) switch
            {
                0 when codes.Count > 0 => Purchase($"p{step}", 20 + step, late) with { Vouchers = [codes[_random.Next(codes.Count)]] },
                1 => new RecordReturn { ReturnId = $"r{step}", PurchaseId = $"p{_random.Next(step + 1)}", Amount = _random.Next(2) == 0 ? Money.Round(1) : null },
                2 => new AmendPurchase { AmendmentId = $"a{step}", PurchaseId = $"p{_random.Next(step + 1)}", Amount = Money.Round(_random.Next(90)) },
                3 => new ReverseGrant { GrantId = OfferReward.GrantIdOf("thanks", BeginRun.IdOf(Launch)) },
                _ => Purchase($"p{step}", 1 + _random.Next(60), late),
            }]);
            await _host.SettleAsync();
        }
    }

    private async Task ScheduleAsync(string campaignId, CampaignTerms terms)
    {
        foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
            Assert.Equal(OutcomeStatus.Accepted, (await _host.Customer(CampaignRunner.ActorOf(campaignId)).ExecuteAsync([command]))[0].Status);
        await _host.AskAsync(new WakeCampaign(campaignId));
    }
}
