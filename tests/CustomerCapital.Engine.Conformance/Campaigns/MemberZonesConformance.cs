using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.Engine.Conformance.Campaigns;

/// <summary>A campaign in the members' time zones, on a host of several processes.</summary>
public abstract class MemberZonesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private const int Members = 60;
    private const int Budget = 50;

    private static readonly DateTimeOffset Nine = new(2026, 2, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Zones, and when their clocks show nine, in hours after that of UTC.</summary>
    private static readonly (string Zone, int Hours)[] Zones =
        [("Pacific/Kiritimati", -14), ("Asia/Tokyo", -9), ("Europe/Berlin", -1), ("Africa/Lagos", -1), ("America/New_York", 5), ("Etc/GMT+12", 12)];

    [Fact]
    public async Task Each_member_is_reached_once_when_the_own_clock_shows_the_time_and_a_budget_holds_over_all_zones()
    {
        var policy = Engine.Policy.Program.Policy with { Wallets = [new("points")], Rewards = [new("bonus", Credit: new("points", new(WalletAmount.Scale)))] };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        for (var i = 0; i < Members; i++) await GivenAsync($"c{i:00}", new RegisterCustomer { Name = "Ada", TimeZone = Zones[i % Zones.Length].Zone });
        Time.SetUtcNow(Nine.AddHours(-15));
        foreach (var (id, budget) in ((string, CampaignBudget?)[])[("all", null), ("some", new(Grants: Budget))])
        {
            var terms = new CampaignTerms("bonus") { Schedule = new() { Zone = ScheduleZone.Member, AtLocal = Nine.DateTime }, Budget = budget };
            foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
            {
                Assert.NotNull((await Engine.Customer(CampaignRunner.ActorOf(id)).ExecuteAsync([command]))[0].Receipt);
                await Engine.AskAsync(new WakeCampaign(id));
            }
        }

        foreach (var hours in (int[])[-14, -9, -1, 0, 5, 12])
        {
            Time.SetUtcNow(Nine.AddHours(hours));
            await SettleAsync();
            // From Tokyo to New York, after nine there and before nine here.
            if (hours == -9) await GivenAsync("c01", new ChangeRegistration { TimeZone = "America/New_York" });
        }

        var some = 0;
        for (var i = 0; i < Members; i++)
        {
            var granted = (await EntriesAsync($"c{i:00}")).Where(entry => entry.Event is RewardGranted).ToLookup(entry => ((RewardGranted)entry.Event).Offer!.CampaignId);
            Assert.Equal(Nine.AddHours(Zones[i % Zones.Length].Hours), Assert.Single(granted["all"]).OccurredAt);
            some += granted["some"].Count();
        }

        var campaign = Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("some")).GetAsync())!);
        Assert.Equal((Budget, Budget, CampaignStatus.Finished), (some, campaign.Settled, campaign.Status));
        Assert.Equal(Members, (await Engine.AskAsync(new ReportRuns("all"))).Sum(run => run.Done));
    }
}
