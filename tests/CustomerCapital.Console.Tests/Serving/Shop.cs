using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Engine.Value;
using CustomerCapital.Server.Demo;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>The shop that the pages are looked at with: a small demo, campaigns in every state, a raffle, and somebody whose name is an attack.</summary>
internal sealed class Shop
{
    public const int Customers = 150;

    /// <summary>A text that does harm wherever it is not shown as a text.</summary>
    public const string Hostile = "<img src=x onerror=alert(1)>";

    public const string HostileId = "hostile\"><script>alert(1)</script>";

    /// <summary>The ids of two customers who are likely to be one person.</summary>
    public static readonly string[] Twins = ["twin-1", "Twin-1"];

    /// <summary>The moment at which the shop is set up, by the engine's clock.</summary>
    public static readonly DateTimeOffset Opening = new(2026, 7, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly Yesterday = new(2026, 6, 30);

    private readonly ConsoleServer _server;
    private readonly string _text;

    private Shop(ConsoleServer server, string text) => (_server, _text) = (server, text);

    /// <summary>Sets the shop up.</summary>
    /// <param name="server">Where.</param>
    /// <param name="text">What stands wherever somebody may type a text.</param>
    public static Task OpenAsync(ConsoleServer server, string text) => new Shop(server, text).OpenAsync();

    private async Task OpenAsync()
    {
        var engine = _server.Engine;
        var fill = new DemoFill(engine, _server.Story, _server.SettleAsync, Customers, 1);
        await fill.RunAsync(await fill.FirstDayAsync(Yesterday), _ => { }, CancellationToken.None);
        var policy = engine.Policy.Program.Policy;
        var rewards = new RewardRule[]
        {
            new("five", Title: "Five euros", Cost: Money.Round(1.25m), Voucher: new() { Value = Money.Round(5) }, VoucherDays: 90),
            new("mug", Title: _text, Price: new("points", new(500_000)), Cost: Money.Round(3), Gift: new("MUG-1", Stocked: false)),
            new("ticket", Title: "A ticket", Cost: Money.Round(0.1m), Raffle: new("summer", 2)),
        };
        Assert.Empty((await engine.Policy.PutAsync(policy with { Currency = "EUR", CampaignApproval = false, Rewards = [.. policy.Rewards, .. rewards], Pages = new(_text, "https://shop.example/welcome?from=club", NamesSharer: true) { EmbeddedBy = ["https://shop.example"] } }, null)).Faults);
        await engine.AskAsync(new PutSegment("loyal", LadderFields.Rung.Where(SegmentOperator.AtLeast, Rung.Member), 0));
        await SomebodyAsync();
        await TwinsAsync();
        await CampaignsAsync();
        await RaffleAsync();
        await engine.SettleAsync();
        await engine.AskAsync(new RequestFit(FitModel.Auto, Force: true));
        await engine.Value.RunAsync();
    }

    /// <summary>Somebody who has come, has bought, has spoken, and is to be called, each time with a hostile text.</summary>
    /// <summary>Two who are likely to be one person.</summary>
    private async Task TwinsAsync()
    {
        foreach (var id in Twins) Assert.NotNull((await _server.Engine.ExecuteAsync(id, [new RegisterCustomer { Name = _text, OccurredAt = Opening.AddDays(-20) }]))[0].Receipt);
    }

    private async Task SomebodyAsync()
    {
        var now = Opening.AddDays(-20);
        var outcomes = await _server.Engine.ExecuteAsync(HostileId,
        [
            new RegisterCustomer { Name = _text, Email = "=cmd@example.org", Language = "de", AcquisitionChannel = _text, OccurredAt = now },
            new RecordPurchase { PurchaseId = _text, Amount = Money.Round(25), Channel = _text, OccurredAt = now },
            new RecordPurchase { PurchaseId = "second", Amount = Money.Round(35), Channel = "store", Lines = [new(_text, _text, 1, Money.Round(35))], OccurredAt = now.AddDays(1) },
            new GiveFeedback { FeedbackId = "f", Nps = 3, Comment = _text, OccurredAt = now.AddDays(2) },
            new ScheduleFollowUp { FollowUpId = _text, Kind = FollowUpKind.Call, DueAt = Opening.AddDays(-1), Note = _text, OccurredAt = now.AddDays(3) },
            new GrantReward { GrantId = "g", Reward = "five", Free = true, Reason = _text },
        ]);
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Receipt));
    }

    /// <summary>A finished campaign with results, one with a hostile title that comes again and again, one that facts trigger, and a draft.</summary>
    private async Task CampaignsAsync()
    {
        await ScheduleAsync("thanks", new("five") { Title = "Thanks", Schedule = new(Opening.AddHours(1)), HoldoutPercent = 30, MeasureDays = 5, Budget = new(1_000), Rungs = [Rung.Customer] });
        await ScheduleAsync("weekly", new("mug") { Title = _text, Schedule = new(Cron: "0 9 * * MON", Until: Opening.AddDays(14)), Audience = LadderFields.Rung.Where(SegmentOperator.AtLeast, Rung.Member), Budget = new(60) });
        await ScheduleAsync("on-order", new("ticket") { Trigger = new(TriggerKind.Purchase) });
        await DefineAsync("draft", new("five") { Title = "Not yet", Schedule = new(Opening.AddDays(60)) });
        await _server.LiveAsync(TimeSpan.FromHours(2));
        for (var number = 0; number < 40; number++)
            await _server.Engine.ExecuteAsync($"after-{number % 20}", [new RecordPurchase { PurchaseId = $"p{number}", Amount = Money.Round(20 + number), OccurredAt = Opening.AddHours(2) }]);
        var members = await _server.Engine.AskAsync(new Engine.Customers.FindCustomers(Segment.Everyone, null, 100));
        foreach (var (index, line) in members.Lines.Index())
            await _server.Engine.ExecuteAsync(line.CustomerId, [new RecordPurchase { PurchaseId = "after-thanks", Amount = Money.Round(10 + index % 40), OccurredAt = Opening.AddHours(2) }]);
        await _server.LiveAsync(TimeSpan.FromDays(6));
    }

    private async Task RaffleAsync()
    {
        var rules = new RaffleRules(Opening.AddDays(10)) { Title = _text, DrawAt = Opening.AddDays(11), Prizes = [new("A mug", 2, "mug"), new(_text)] };
        var raffle = _server.Engine.Customer(RaffleRunner.ActorOf("summer"));
        Assert.NotNull((await raffle.ExecuteAsync([new DefineRaffle { Rules = rules, By = _text }]))[0].Receipt);
        Assert.NotNull((await _server.Engine.AskAsync(new OpenWithSeed("summer", "Maria", null, null))).Receipt);
        Assert.NotNull((await _server.Engine.Customer(RaffleRunner.ActorOf("autumn")).ExecuteAsync([new DefineRaffle { Rules = rules with { Title = "Autumn", EntriesUntil = Opening.AddDays(90), DrawAt = null } }]))[0].Receipt);
    }

    private async Task ScheduleAsync(string id, CampaignTerms terms)
    {
        await DefineAsync(id, terms);
        var outcome = (await _server.Engine.Customer(CampaignRunner.ActorOf(id)).ExecuteAsync([new ScheduleCampaign { By = "Maria" }]))[0];
        Assert.True(outcome.Receipt is not null, outcome.Message);
        await _server.Engine.AskAsync(new WakeCampaign(id));
    }

    private async Task DefineAsync(string id, CampaignTerms terms)
    {
        var outcome = (await _server.Engine.Customer(CampaignRunner.ActorOf(id)).ExecuteAsync([new DefineCampaign { Terms = terms, By = _text, Reason = _text }]))[0];
        Assert.True(outcome.Receipt is not null, outcome.Message);
    }
}
