using System.Collections.Concurrent;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>A campaign that facts trigger sets each grant of its budget aside before a customer gets it: never one too many, however many come at once.</summary>
public abstract class CapConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private const int Workers = 64;

    /// <summary>How many grants there are.</summary>
    protected virtual int Cap => 100;

    [Fact]
    public async Task Cap_is_used_up_to_the_unit_by_64_workers_at_once_and_the_others_are_told()
    {
        var customers = Cap + Cap / 4;
        await StartAsync(new("bonus") { Trigger = new(TriggerKind.NthPurchase, Nth: 1), Budget = new(Cap) });

        var waiting = new ConcurrentQueue<int>(Enumerable.Range(0, customers));
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            while (waiting.TryDequeue(out var customer))
            {
                await GivenAsync($"c{customer}", Purchase("p"));
                // Messages are delivered meanwhile, by several at once.
                if (customer % 50 == worker % 50) await SettleAsync();
            }
        }));
        await SettleAsync();

        var outcomes = new List<OfferOutcome>();
        for (var customer = 0; customer < customers; customer++) outcomes.Add(Assert.Single((await CampaignsOfAsync($"c{customer}")).Memberships).Outcome);
        Assert.Equal((Cap, Cap / 4), (outcomes.Count(outcome => outcome == OfferOutcome.Granted), outcomes.Count(outcome => outcome == OfferOutcome.BudgetUsedUp)));
        var campaign = await CampaignAsync();
        Assert.Equal((Cap, 2L * Cap), (campaign.Settled, campaign.Spent.Units / Money.Round(1).Units));
        Assert.Equal([new(OfferOutcome.Granted, Cap), new(OfferOutcome.BudgetUsedUp, Cap / 4)], Assert.Single(await Engine.AskAsync(new ReportRuns("cap"))).Outcomes);
    }

    [Fact]
    public async Task Grant_that_was_set_aside_for_a_customer_who_may_not_have_it_goes_back_to_the_budget()
    {
        await StartAsync(new("bonus") { Trigger = new(TriggerKind.Purchase), Budget = new(3, Money.Round(6)), PerCustomer = new(1) });
        // Both ask before the campaign has answered.
        await GivenAsync("ada", Purchase("p1"), Purchase("p2"));
        await SettleAsync();

        // Whoever runs in the background may have answered before anybody looks; the history tells that the customer has waited.
        var entries = await EntriesAsync("ada");
        Assert.Contains(entries, entry => entry.Event is OfferAsked);
        Assert.Single(entries, entry => entry.Event is RewardGranted { Offer.CampaignId: "cap", Offer.Cause: "purchase:p1" });
        Assert.Single(entries, entry => entry.Event is OfferPassed { Outcome: OfferOutcome.LimitReached, Offer.Cause: "purchase:p2" });
        Assert.Equal((1L, "2.00"), ((await CampaignAsync()).Settled, $"{(await CampaignAsync()).Spent}"));
        foreach (var customer in (string[])["bob", "eve", "max"]) await GivenAsync(customer, Purchase("p1"));
        await SettleAsync();
        Assert.Equal((3L, "6.00"), ((await CampaignAsync()).Settled, $"{(await CampaignAsync()).Spent}"));
    }

    [Fact]
    public async Task Gift_out_of_stock_is_given_by_a_trigger_as_long_as_there_is_stock_and_can_be_taken_back()
    {
        await StartAsync(new("mug") { Trigger = new(TriggerKind.NthPurchase, Nth: 1) });
        Assert.NotNull(Assert.Single(await Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = "d", By = 6 }])).Receipt);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => GivenAsync($"c{i}", Purchase("p"))));
        await SettleAsync();

        Assert.Single(await EntriesAsync("c0"), entry => entry.Event is OfferAsked);
        var outcomes = (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CampaignsOfAsync($"c{i}")))).Select(campaigns => Assert.Single(campaigns.Memberships).Outcome).ToList();
        Assert.Equal((6, 14), (outcomes.Count(outcome => outcome == OfferOutcome.Granted), outcomes.Count(outcome => outcome == OfferOutcome.OutOfStock)));
        Assert.Equal((0L, 6L), (StockView.Of("mug", await Engine.Customer(GiftStock.Of("mug")).GetAsync()).Left, (await CampaignAsync()).Settled));
        var winner = $"c{outcomes.IndexOf(OfferOutcome.Granted)}";
        await GivenAsync(winner, new ReverseGrant { GrantId = "campaign:cap/purchase:p" });
        await SettleAsync();
        Assert.Equal(1, StockView.Of("mug", await Engine.Customer(GiftStock.Of("mug")).GetAsync()).Left);
    }

    private async Task StartAsync(CampaignTerms terms)
    {
        var policy = Engine.Policy.Program.Policy with { Wallets = [new("points")], Rewards = [new("bonus", Cost: Money.Round(2), Credit: new("points", new(50 * WalletAmount.Scale))), new("mug", Cost: Money.Round(4), Gift: new("MUG-1", Stocked: true))] };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
            Assert.NotNull(Assert.Single(await Engine.Customer(CampaignRunner.ActorOf("cap")).ExecuteAsync([command])).Receipt);
        await Engine.AskAsync(new WakeCampaign("cap"));
    }

    private async Task<Campaign> CampaignAsync() => Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("cap")).GetAsync())!);

    private async Task<CustomerCampaigns> CampaignsOfAsync(string customerId) => CustomerCampaigns.Part.Of((await Engine.Customer(customerId).GetAsync())!);
}
