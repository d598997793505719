using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Templates;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Privacy;

/// <summary>A person of whom something stands in every text that a caller can give, and in every kind of history.</summary>
internal static class PlantedPerson
{
    /// <summary>As shops do: the address is the id.</summary>
    public const string Id = "zanzi.quell@planted.example";

    public const string Name = "Zanzibarina Quellwasser";

    public const string TimeZone = "Pacific/Chatham";

    /// <summary>What must be found before, and nowhere afterwards.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        Id, Name, "+41 79 555 01 23", "Plantweg 77", "second.quell@planted.example", "1987-06-05", "rm-CH", TimeZone,
        "planted interaction", "planted comment", "planted correction", "planted follow-up", "planted result", "planted return", "planted adjustment", "planted spending", "planted grant",
        "planted value", "planted answer", "planted detail", "planted source of Zanzibarina",
    ];

    public static async Task PlantAsync(InProcessHost host, FakeTimeProvider time)
    {
        await PutPolicyAsync(host);
        await GivenAsync(host, "bob", Purchase("bob-1"), new MakeReferral { ReferralId = $"friend-{Id}", ReferredCustomerId = Id });
        await GivenAsync(
            host, Id,
            new RegisterCustomer
            {
                RegistrationId = $"crm-{Id}", Name = Name, Email = Id, Phone = "+41 79 555 01 23", PostalAddress = "Plantweg 77\n8001 Zürich", Language = "rm-CH", TimeZone = TimeZone,
                BirthDate = new(1987, 6, 5), Consents = new(Email: true), AcquisitionChannel = "fair", AcquisitionCost = Money.Round(7),
            },
            new ChangeRegistration { ChangeId = "change-1", Email = "second.quell@planted.example" },
            new SetEnrolment { EnrolmentId = $"form-{Id}", Enrolled = true },
            new RecordInteraction { InteractionId = "call-1", Kind = InteractionKind.Inquiry, Channel = "phone", Note = "planted interaction" },
            Purchase("order-1"), Purchase($"{Id}/2"), Purchase("order-3"),
            new RecordReturn { ReturnId = "return-1", PurchaseId = "order-1", Reason = "planted return" },
            new GiveFeedback { FeedbackId = $"card-{Id}", Nps = 9, Comment = "planted comment" },
            new CorrectFeedback { FeedbackId = $"card-{Id}", CorrectionId = "correction-1", Nps = 10, Comment = "planted correction" },
            new ChangeConsent { ConsentId = "consent-1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true, Source = "planted source of Zanzibarina Quellwasser" },
            new ScheduleFollowUp { FollowUpId = "follow-1", Kind = FollowUpKind.Call, DueAt = time.GetUtcNow().AddDays(2), Note = "planted follow-up", Assignee = "Otto" },
            new ScheduleFollowUp { FollowUpId = "follow-2", Kind = FollowUpKind.Call, DueAt = time.GetUtcNow().AddDays(9), Note = "planted follow-up that stays open" },
            new CompleteFollowUp { FollowUpId = "follow-1", Outcome = FollowUpOutcome.Reached, DoneBy = "Mara", Result = "planted result" },
            new AdjustWallet { AdjustmentId = "adjustment-1", Wallet = "points", Amount = new(50 * WalletAmount.Scale), Reason = "planted adjustment" },
            new SpendFromWallet { SpendingId = "spending-1", Wallet = "points", Amount = new(5 * WalletAmount.Scale), Reason = "planted spending" },
            new GrantReward { GrantId = "grant-1", Reward = "bonus", Free = true, Reason = "planted grant" },
            new GrantReward { GrantId = "ticket-1", Reward = "summer", Free = true },
            new GrantReward { GrantId = "ten-1", Reward = "ten", Free = true },
            new InviteToSurvey { SurveyId = "survey-1", Kind = SurveyKind.Nps, PurchaseId = "order-3" },
            new MakeReferral { ReferralId = "friend-2", ReferredCustomerId = "carl" });
        await PlanMessagesAsync(host);
        await GivenAsync(host, "carl", Purchase("carl-1"), new GrantReward { GrantId = "t", Reward = "summer", Free = true });
        await GivenAsync(host, "dora", Purchase("dora-1"), Purchase("dora-2"), new MovePurchase { MoveId = "move-1", PurchaseId = "dora-1", ToCustomerId = Id });
        await GivenAsync(host, Id, new MovePurchase { MoveId = "move-2", PurchaseId = "order-3", ToCustomerId = "dora" });
        await VoucherAsync(host, "HELD", new IssueVoucher { Terms = new() { Value = Money.Round(5), Uses = 5 } }, new HoldVoucher { HoldId = $"cart of {Id}", CustomerId = Id });
        await VoucherAsync(host, "USED", new IssueVoucher { Terms = new() { Value = Money.Round(5) } });
        await VoucherAsync(host, "HERS", new IssueVoucher { Terms = new() { Value = Money.Round(5), CustomerId = Id } });
        await GivenAsync(host, Id, Purchase("order-4") with { Vouchers = ["USED"] });
        await CampaignAsync(host, time);
        await RaffleAsync(host, time);
        await host.Customer(new ActorId(ActorKind.Subscription, "shop")).ExecuteAsync(
            [
                new DefineSubscription { Rules = new() { Title = "Shop", Url = "https://shop.example/hooks" }, Secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", By = "maria", Reason = $"for {Id}" },
                new RecordDeadLetter { Kind = "customer", Key = Id, Sequence = 1, Reason = $"Answered 500 of {Id}" },
            ]);
        var audited = new AuditRecord("key:office", "makeLink") { Target = "/v1/customers/{id}/links", Person = AuditedPerson.Of(Id, new byte[AuditedPerson.SaltSize]), Status = 200 };
        Assert.NotNull(Assert.Single(await host.Customer(AuditChain.Actor).ExecuteAsync([new RecordAudit { RecordId = "a-1", Record = audited }])).Receipt);
        Assert.NotNull(Assert.Single(await host.Customer(AuditChain.Actor).ExecuteAsync([new RecordAudit { RecordId = "a-2", Record = new("key:office", "putPolicy") }])).Receipt);
    }

    private static RecordPurchase Purchase(string id) => new() { PurchaseId = id, Channel = "store-7", Lines = [new("tea", "drinks", 1, Money.Round(20))] };

    private static async Task PutPolicyAsync(InProcessHost host)
    {
        var policy = host.Policy.Program.Policy with
        {
            Wallets = [new("points") { Earn = [new(1)] }],
            Rewards = [new("bonus", Cost: Money.Round(2), Credit: new("points", new(50 * WalletAmount.Scale))), new("summer", Raffle: new("summer", 1)), new("ten", Voucher: new() { Value = Money.Round(10) })],
        };
        Assert.Empty((await host.Policy.PutAsync(policy, null)).Faults);
    }

    private static async Task PlanMessagesAsync(InProcessHost host)
    {
        Assert.NotNull((await host.AskAsync(new PutTemplate("news", new() { Purpose = ContactPurpose.Service, Variants = [new("en", "News", "{{ values.shop }}")] }, 0))).Version);
        await GivenAsync(host, Id, new PlanMessage { MessageId = "message-1", Template = "news", Values = new Dictionary<string, string> { ["shop"] = "planted value" } });
        await GivenAsync(host, Id, new MoveMessage { MessageId = "message-1", Status = MessageStatus.InHand, TemplatePurpose = ContactPurpose.Service, Language = "en", TemplateVersion = 1 });
        await GivenAsync(host, Id, new MoveMessage { MessageId = "message-1", Status = MessageStatus.Sent, Answer = $"250 planted answer for {Id}" });
        await GivenAsync(host, Id, new ReportMessage { ReportId = "report-1", MessageId = "message-1", Kind = MessageReport.SoftBounce, Detail = $"planted detail of {Id}" });
    }

    private static async Task CampaignAsync(InProcessHost host, FakeTimeProvider time)
    {
        var campaign = host.Customer(CampaignRunner.ActorOf("thanks"));
        foreach (var command in (ActorCommand[])
            [
                new DefineCampaign { Terms = new("bonus") { Schedule = new(time.GetUtcNow().AddMinutes(1)), AudienceTaken = AudienceTaken.AtLaunch, Budget = new(Grants: 100) }, By = "maria", Reason = $"A complaint of {Id}, {Name}" },
                new ScheduleCampaign { By = "maria" },
            ])
            Assert.NotNull(Assert.Single(await campaign.ExecuteAsync([command])).Receipt);
        time.Advance(TimeSpan.FromMinutes(2));
        await host.RunCampaignsAsync();
        await host.SettleAsync();
    }

    private static async Task RaffleAsync(InProcessHost host, FakeTimeProvider time)
    {
        var until = time.GetUtcNow().AddMinutes(1);
        Assert.NotNull(Assert.Single(await host.Customer(RaffleRunner.ActorOf("summer")).ExecuteAsync([new DefineRaffle { Rules = new(until) { Prizes = [new("bonus", 2, "bonus")], DrawAt = until }, By = "maria" }])).Receipt);
        Assert.NotNull((await host.AskAsync(new OpenWithSeed("summer", "maria", null, 1))).Receipt);
        time.Advance(TimeSpan.FromMinutes(2));
        while (await host.RunRafflesAsync() > 0) await host.SettleAsync();
        Assert.Equal(RaffleStatus.Drawn, Raffle.Part.Of((await host.Customer(RaffleRunner.ActorOf("summer")).GetAsync())!).Status);
    }

    private static async Task VoucherAsync(InProcessHost host, string code, params ActorCommand[] commands)
    {
        foreach (var outcome in await host.Customer(VoucherCode.ActorOf(code)).ExecuteAsync(commands)) Assert.True(outcome.Receipt is not null, outcome.Message);
        await host.SettleAsync();
    }

    private static async Task GivenAsync(InProcessHost host, string customerId, params ActorCommand[] commands)
    {
        foreach (var command in commands)
        {
            var outcome = Assert.Single(Capabilities.IsEnginesOwn(command.GetType()) ? await host.Customer(customerId).ExecuteAsync([command]) : await host.ExecuteAsync(customerId, [command]));
            Assert.True(outcome.Receipt is not null, $"{command.GetType().Name}: {outcome.Message}");
        }

        await host.SettleAsync();
    }
}
