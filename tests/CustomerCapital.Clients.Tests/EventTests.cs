using CustomerCapital.Clients.Tests.Generated;
using CustomerCapital.Clients.Tests.Generated.Models;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Gateway.Tests;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using GrantReward = CustomerCapital.Clients.Tests.Generated.Models.GrantReward;
using ReverseGrant = CustomerCapital.Clients.Tests.Generated.Models.ReverseGrant;
using Terms = CustomerCapital.Domain.Vouchers.VoucherTerms;

namespace CustomerCapital.Clients.Tests;

/// <summary>Every kind of event comes back as its own class, with its values.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task Every_kind_of_event_is_read_as_its_own_class()
    {
        var time = new FakeTimeProvider(GatewayServer.Now);
        await using var server = await GatewayServer.StartAsync(time: time);
        using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = server.Address.ToString().TrimEnd('/') };
        var client = new LoyaltyClient(adapter);
        var policy = (await server.GetAsync("/v1/policy")).Text;
        const string points = """
            "wallets":[{"name":"points","life":{"months":1},"worth":"0.01","pooled":true,"earn":[{"rate":1}]}]
            """;
        const string rewards = """
            "rewards":[{"name":"tickets","raffle":{"raffle":"summer","entries":3}}]
            """;
        await server.PutAsync("/v1/policy", policy.Replace("\"wallets\":[]", points, StringComparison.Ordinal).Replace("\"rewards\":[]", rewards, StringComparison.Ordinal).Replace("\"surveys\":{", "\"surveys\":{\"reminderDays\":3,\"reminderTemplate\":\"remind\",", StringComparison.Ordinal));
        await LiveAsync(client);
        await server.Engine.SettleAsync();
        await DecideAsync(client);
        await MoveMessageAsync(server);
        await UseVouchersAsync(client, server, time);
        await RunCampaignAsync(server, time);
        await RunRaffleAsync(server, time);
        await SubscribeAsync(server);
        var erasedId = await EraseAsync(client);
        await MergeAsync(client);
        await ShareAsync(client);
        await RemoveTextsAsync(client, server, time);

        var events = new List<CustomerEvent>();
        foreach (var customer in (string[])["ada", "bruno", "dora", "clara", erasedId])
        {
            for (long? after = 0; after is not null;)
            {
                var page = await client.V1.Customers[customer].Entries.GetAsync(request => (request.QueryParameters.After, request.QueryParameters.Limit) = (after, 3));
                events.AddRange(page!.Entries!.Select(entry => entry.Event!));
                after = page.NextAfter;
            }
        }

        for (var after = ""; await client.V1.Entries.GetAsync(request => request.QueryParameters.After = after.Length == 0 ? null : after) is { Entries.Count: > 0 } page; after = page.NextAfter!)
            events.AddRange(page.Entries.Where(entry => entry.Actor!.Kind != "customer").Select(entry => entry.Event!));

        // Each wrapper has one member for each kind, of which one alone is there.
        var members = typeof(CustomerEvent).GetProperties().Where(member => member.PropertyType != typeof(bool)).ToList();
        Assert.All(events, happened => Assert.Single(members, member => member.GetValue(happened) is not null));
        var lacking = members.Where(member => events.All(happened => member.GetValue(happened) is null)).Select(member => member.Name);
        Assert.True(!lacking.Any(), $"No event was read as {string.Join(", ", lacking)}: let LiveAsync make one.");
        Assert.Equal(Capabilities.All.Where(capability => capability.Kind != ActorKind.AuditLog).Sum(capability => capability.Events.Count), members.Count);

        Assert.Equal(("Ada Lindmann", "fair", "12.00"), One(e => e.CustomerEventCustomerRegistered, e => (e.Profile!.Name, e.AcquisitionChannel, e.AcquisitionCost)));
        Assert.Equal("+49 30 5550101", One(e => e.CustomerEventRegistrationChanged, e => e.Phone));
        Assert.Equal(("mail-1", InteractionKind.Inquiry, false), One(e => e.CustomerEventInteractionRecorded, e => (e.InteractionId, e.Kind, e.Positive!.Value)));
        var bought = One(e => e.CustomerEventPurchaseRecorded, e => e);
        Assert.Equal(("till-1", "40.20", "PAP-102", "2.40"), (bought.PurchaseId, bought.Amount, bought.Lines![1].Sku, bought.Lines[1].Paid));
        Assert.Equal(("edit-1", "42.60", "40.20"), One(e => e.CustomerEventPurchaseAmended, e => (e.AmendmentId, e.Amount, e.Before)));
        var returned = One(e => e.CustomerEventReturnRecorded, e => e);
        Assert.Equal(("back-1", "till-1", "18.90", 1.0, false), (returned.ReturnId, returned.PurchaseId, returned.Amount, returned.Lines!.Single().Quantity!.Value, returned.Whole!.Value));
        Assert.Equal(("move-1", "web-1", "ada"), One(e => e.CustomerEventPurchaseMoved, e => (e.MoveId, e.PurchaseId, e.ToCustomerId)));
        Assert.Equal(("bruno", "web-1", "30.00", "0.00"), One(e => e.CustomerEventPurchaseTakenOver, e => (e.FromCustomerId, e.PurchaseId, e.Content!.Amount, e.Content.CameBack)));
        Assert.True(One(e => e.CustomerEventEnrolmentChanged, e => e.Enrolled));
        Assert.Equal(("card-7", 9, "Lovely."), One(e => e.CustomerEventFeedbackGiven, e => (e.FeedbackId, e.Nps!.Value, e.Comment)));
        Assert.Equal(("card-7-corrected", 10, 9), One(e => e.CustomerEventFeedbackCorrected, e => (e.CorrectionId, e.Nps!.Value, e.NpsBefore!.Value)));
        Assert.Equal(("order-1", SurveyKind.Nps, "till-1"), One(e => e.CustomerEventSurveyInvited, e => (e.SurveyId, e.Kind, e.PurchaseId)));
        Assert.Equal("order-1", One(e => e.CustomerEventSurveyUnanswered, e => e.SurveyId));
        Assert.Equal(("order-8", "remind"), One(e => e.CustomerEventSurveyReminded, e => (e.SurveyId, e.Template)));
        Assert.Equal(("call-1", FollowUpKind.Call, "till-1"), One(e => e.CustomerEventFollowUpScheduled, e => (e.FollowUpId, e.Kind, e.PurchaseId)));
        Assert.Equal(("rota-1", "Mara"), One(e => e.CustomerEventFollowUpAssigned, e => (e.AssignmentId, e.Assignee)));
        Assert.Equal(("call-1", "Content.", FollowUpOutcome.Reached), One(e => e.CustomerEventFollowUpDone, e => (e.FollowUpId, e.Result, e.Outcome!.Value)));
        Assert.Equal(("survey:order-9", "too_many_follow_ups"), One(e => e.CustomerEventFollowUpWithheld, e => (e.AnswerId, e.Reason)));
        Assert.Equal("bruno", One(e => e.CustomerEventReferralMade, e => e.ReferredCustomerId));
        Assert.Equal("ada", One(e => e.CustomerEventReferralAccepted, e => e.ReferrerId));
        Assert.Equal(("ada", 1), One(e => e.CustomerEventReferralConversionChanged, e => (e.ReferrerId, e.Change)));
        Assert.Equal(("bruno", true), One(e => e.CustomerEventConversionCounted, e => (e.ReferredCustomerId, e.Converted)));
        Assert.Equal(("welcome-1", "500"), One(e => e.CustomerEventWalletAdjusted, e => (e.AdjustmentId, e.Movements!.Single().Amount)));
        Assert.Equal(("mug-1", MovementKind.Spent, "-50"), One(e => e.CustomerEventWalletSpent, e => (e.SpendingId, e.Movements!.Single().Kind, e.Movements!.Single().Amount)));
        Assert.Equal(("mug-1", "50"), One(e => e.CustomerEventSpendingReversed, e => (e.SpendingId, e.Movements!.Single().Amount)));
        Assert.Equal(("paid-1", "100"), One(e => e.CustomerEventPaymentReversed, e => (e.PurchaseId, e.Movements!.Single().Amount)));
        Assert.Equal(("tickets-1", "tickets", 3), One(e => e.CustomerEventRewardGranted, e => (e.GrantId, e.Reward, e.Raffle!.Entries!.Value)));
        Assert.Equal(("tickets-1", "tickets"), One(e => e.CustomerEventGrantReversed, e => (e.GrantId, e.Reward)));
        Assert.Contains("FIVE", events.Select(happened => happened.CustomerEventVoucherNoted?.Code));
        Assert.Equal("ENDED", One(e => e.CustomerEventVoucherForgotten, e => e.Code));
        Assert.Equal(["FIVE"], One(e => e.CustomerEventVouchersExpired, e => e.Codes!));
        Assert.Equal(("FIVE", "lost-1"), One(e => e.CustomerEventUseRevoked, e => (e.Code, e.PurchaseId)));
        Assert.Contains("ada", One(e => e.CustomerEventMembersTaken, e => e.Members!));
        Assert.Equal("5.00", One(e => e.CustomerEventVoucherIssued, e => e.Terms!.Value));
        Assert.Equal("cart-1", One(e => e.CustomerEventUseReserved, e => e.HoldId));
        Assert.Equal(("voucher-1", "5.00"), One(e => e.CustomerEventUseConfirmed, e => (e.PurchaseId, e.Discount)));
        Assert.Equal(("voucher-back-1", true), One(e => e.CustomerEventUseReversed, e => (e.ReturnId, e.Whole!.Value)));
        Assert.Equal(("delivery-1", 20), One(e => e.CustomerEventStockChanged, e => (e.ChangeId, e.By!.Value)));
        Assert.Equal("https://shop.example/hook", One(e => e.CustomerEventSubscriptionDefined, e => e.Rules!.Url));
        Assert.Equal(("customer", "ada", "Answered 500."), One(e => e.CustomerEventEntryGivenUp, e => (e.Kind, e.Key, e.Reason)));
        Assert.Equal(("till-1", ContactChannel.Email, true), One(e => e.CustomerEventConsentChanged, e => (e.ConsentId, e.Channel, e.IsGiven!.Value)));
        Assert.Equal("form-1", One(e => e.CustomerEventConsentConfirmed, e => e.ConsentId));
        Assert.Equal(("welcome-1", "welcome", ContactPurpose.Service), One(e => e.CustomerEventMessagePlanned, e => (e.MessageId, e.Template, e.Purpose)));
        Assert.Equal(("welcome-1", "deferred"), One(e => e.CustomerEventMessageMoved, e => (e.MessageId, e.Reason)));
        Assert.Equal(("bounce-1", MessageReport.Soft_bounce), One(e => e.CustomerEventMessageReported, e => (e.ReportId, e.Kind)));
        Assert.Equal(DuplicateVerdict.Not_the_same, One(e => e.CustomerEventDuplicatesDecided, e => e.Verdict));
        Assert.Equal(("merge-1", "guest-1", "maria"), One(e => e.CustomerEventCustomersMerged, e => (e.MergeId, e.MergedCustomerId, e.By)));
        // An id that was erased leads to the person that is left for as long as others are not done.
        Assert.Contains(("merge-1", "clara"), events.Select(happened => (happened.CustomerEventAliasMade?.MergeId, happened.CustomerEventAliasMade?.CustomerId)));
        Assert.Equal(("merge-1", "They are sisters."), One(e => e.CustomerEventAliasEnded, e => (e.MergeId, e.Reason)));
        Assert.Equal("rossi", One(e => e.CustomerEventHouseholdJoined, e => e.HouseholdId));
        Assert.Equal("rossi", One(e => e.CustomerEventHouseholdLeft, e => e.HouseholdId));
        Assert.Equal(("clara", "-50"), One(e => e.CustomerEventContributionMade, e => (e.ToCustomerId, e.Movements!.Single().Amount)));
        Assert.Equal(("dora", "50"), One(e => e.CustomerEventContributionTaken, e => (e.FromCustomerId, e.Movements!.Single().Amount)));
        Assert.Equal("-20", One(e => e.CustomerEventWalletExpired, e => e.Movements!.Single().Amount));
        Assert.Equal((Rung.In_target_market, Rung.Buyer, StandingReason.First_purchase), One(e => e.CustomerEventStandingChanged, e => (e.From!.Rung, e.To!.Rung, e.Reason)));

        TValue One<TEvent, TValue>(Func<CustomerEvent, TEvent?> of, Func<TEvent, TValue> value) where TEvent : class => value(events.Select(of).First(happened => happened is not null)!);
    }

    private static async Task DecideAsync(LoyaltyClient client)
    {
        await client.V1.Customers["Ada"].PutAsync(new RegisterCustomer());
        await client.V1.Duplicates.Decisions.PostAsync(new DuplicatesRuling { CustomerIds = ["Ada", "ada"], Verdict = DuplicateVerdict.Not_the_same });
    }

    /// <summary>Merges two guests into a customer, and takes the second merge back.</summary>
    private static async Task MergeAsync(LoyaltyClient client)
    {
        foreach (var customer in (string[])["clara", "guest-1", "guest-2"]) await client.V1.Customers[customer].PutAsync(new RegisterCustomer());
        foreach (var guest in (string[])["guest-1", "guest-2"])
            Assert.Equal("clara", (await client.V1.Customers[guest].Merges.PostAsync(new MergeRequest { MergeId = "merge-1", IntoCustomerId = "clara", By = "maria" }))!.CustomerId);
        await client.V1.Customers["guest-2"].Merges["merge-1"].Undo.PostAsync(new MergeUndoRequest { Reason = "They are sisters." });
    }

    /// <summary>A member of a household spends what another has, and leaves.</summary>
    private static async Task ShareAsync(LoyaltyClient client)
    {
        await client.V1.Customers["dora"].WalletAdjustments.PostAsync(new AdjustWallet { AdjustmentId = "shared-1", Wallet = "points", Amount = "70" });
        var rossi = client.V1.Households["rossi"];
        foreach (var customer in (string[])["dora", "clara"]) await rossi.Members[customer].PutAsync();
        await client.V1.Customers["clara"].WalletSpendings.PostAsync(new SpendFromWallet { SpendingId = "shared-1", Wallet = "points", Amount = "50" });
        Assert.Equal("20", (await rossi.GetAsync())!.Wallets!.Single().Spendable);
        await rossi.Members["clara"].DeleteAsync();
    }

    /// <summary>Erases somebody whom another has brought.</summary>
    private static async Task<string> EraseAsync(LoyaltyClient client)
    {
        await client.V1.Customers["dora"].Referrals.PostAsync(new MakeReferral { ReferralId = "friend-2", ReferredCustomerId = "emil" });
        return (await client.V1.Customers["emil"].Erase.PostAsync(new ErasureRequest { ErasureId = "request-1", By = "maria" }))!.ErasedId!;
    }

    private static async Task RemoveTextsAsync(LoyaltyClient client, GatewayServer server, FakeTimeProvider time)
    {
        await client.V1.Customers["dora"].Interactions.PostAsync(new RecordInteraction { InteractionId = "old-1", Kind = InteractionKind.Inquiry, Note = "Asked for a mug." });
        Assert.NotNull(Assert.Single(await server.Engine.Customer("dora").ExecuteAsync([new CustomerCapital.Domain.Privacy.RemoveTexts { Before = time.GetUtcNow().AddDays(1) }])).Receipt);
    }

    private static async Task LiveAsync(LoyaltyClient client)
    {
        var ada = client.V1.Customers["ada"];
        await ada.PutAsync(new RegisterCustomer { Name = "Ada Lindmann", AcquisitionChannel = "fair", AcquisitionCost = "12.00" });
        await ada.PatchAsync(new CustomerPatch { Phone = "+49 30 5550101" });
        await ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "till-1", Lines = [Line("KIT-104", 2, "18.90"), Line("PAP-102", 1, "2.40")] });
        await ada.PurchaseAmendments.PostAsync(new AmendPurchase { AmendmentId = "edit-1", PurchaseId = "till-1", Lines = [Line("KIT-104", 2, "18.90"), Line("PAP-102", 2, "2.40")] });
        await ada.Returns.PostAsync(new RecordReturn { ReturnId = "back-1", PurchaseId = "till-1", Lines = [new() { Sku = "KIT-104", Quantity = 1 }] });
        await ada.Interactions.PostAsync(new RecordInteraction { InteractionId = "mail-1", Kind = InteractionKind.Inquiry });
        await ada.Enrolment.PostAsync(new SetEnrolment { Enrolled = true });
        await ada.Feedback.PostAsync(new GiveFeedback { FeedbackId = "card-7", Nps = 9, Comment = "Lovely." });
        await ada.FeedbackCorrections.PostAsync(new CorrectFeedback { CorrectionId = "card-7-corrected", FeedbackId = "card-7", Nps = 10, Comment = "Lovely." });
        await ada.FeedbackWithdrawals.PostAsync(new WithdrawFeedback { FeedbackId = "card-7" });
        await ada.SurveyInvitations.PostAsync(new InviteToSurvey { SurveyId = "order-1", Kind = SurveyKind.Nps, PurchaseId = "till-1", ExpiresAt = GatewayServer.Now.AddMinutes(1) });
        await ada.SurveyInvitations.PostAsync(new InviteToSurvey { SurveyId = "order-8", Kind = SurveyKind.Review });
        await ada.FollowUps.PostAsync(new ScheduleFollowUp { FollowUpId = "call-1", Kind = FollowUpKind.Call, DueAt = GatewayServer.Now.AddDays(5), PurchaseId = "till-1" });
        await ada.FollowUpAssignments.PostAsync(new AssignFollowUp { AssignmentId = "rota-1", FollowUpId = "call-1", Assignee = "Mara" });
        await ada.FollowUps["call-1"].Done.PostAsync(new FollowUpResult { Result = "Content.", CompletionId = "call-1-mara", Outcome = FollowUpOutcome.Reached, DoneBy = "Mara" });
        for (var number = 0; number < 50; number++) await ada.FollowUps.PostAsync(new ScheduleFollowUp { FollowUpId = $"many-{number}", Kind = FollowUpKind.Letter, DueAt = GatewayServer.Now.AddDays(9) });
        await ada.Feedback.PostAsync(new GiveFeedback { FeedbackId = "survey:order-9", Nps = 2, Comment = "Slow." });
        await ada.Referrals.PostAsync(new MakeReferral { ReferralId = "friend-1", ReferredCustomerId = "bruno" });
        await MessageAsync(client, ada);
        await client.V1.Customers["bruno"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "web-1", Amount = "30.00" });
        await client.V1.Customers["bruno"].PurchaseMoves.PostAsync(new MovePurchase { MoveId = "move-1", PurchaseId = "web-1", ToCustomerId = "ada" });
        await ada.WalletAdjustments.PostAsync(new AdjustWallet { AdjustmentId = "welcome-1", Wallet = "points", Amount = "500" });
        await ada.WalletSpendings.PostAsync(new SpendFromWallet { SpendingId = "mug-1", Wallet = "points", Amount = "50" });
        await ada.WalletSpendingReversals.PostAsync(new ReverseSpending { SpendingId = "mug-1" });
        await ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "paid-1", Amount = "5.00", Payments = [new() { Wallet = "points", Amount = "100" }] });
        await ada.PaymentReversals.PostAsync(new ReversePayment { PurchaseId = "paid-1" });
        // What it earns has expired by now.
        await ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "late-1", Amount = "20.00", OccurredAt = GatewayServer.Now.AddDays(-90) });
    }

    /// <summary>A consent that is asked for and confirmed, and a message that is planned.</summary>
    private static async Task MessageAsync(LoyaltyClient client, Generated.V1.Customers.Item.CustomersItemRequestBuilder ada)
    {
        await ada.PatchAsync(new CustomerPatch { Email = "ada@example.org" });
        await ada.Consents.PostAsync(new ChangeConsent { ConsentId = "till-1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = true });
        await ada.ConsentRequests.PostAsync(new RequestConsent { ConsentId = "form-1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey });
        await ada.ConsentConfirmations.PostAsync(new ConfirmConsent { ConsentId = "form-1" });
        await client.V1.Templates["welcome"].PutAsync(new MessageTemplate { Purpose = ContactPurpose.Service, Variants = [new() { Language = "en", Subject = "Welcome", Text = "Welcome." }] });
        await ada.Messages.PostAsync(new PlanMessage { MessageId = "welcome-1", Template = "welcome" });
    }

    /// <summary>A message is put off until it is due, sent, and comes back.</summary>
    private static async Task MoveMessageAsync(GatewayServer server)
    {
        var ada = server.Engine.Customer("ada");
        await ada.ExecuteAsync([new Domain.Messages.MoveMessage { MessageId = "welcome-1", Status = Domain.Messages.MessageStatus.PutOff, Until = GatewayServer.Now, Reason = "deferred" }]);
        await server.Engine.SettleAsync();
        await ada.ExecuteAsync([new Domain.Messages.MoveMessage { MessageId = "welcome-1", Status = Domain.Messages.MessageStatus.InHand }]);
        await ada.ExecuteAsync([new Domain.Messages.ReportMessage { ReportId = "bounce-1", MessageId = "welcome-1", Kind = Domain.Messages.MessageReport.SoftBounce }]);
    }

    /// <summary>A campaign with a budget for one of two, and a member whose turn has failed.</summary>
    private static async Task RunCampaignAsync(GatewayServer server, FakeTimeProvider time)
    {
        var campaign = server.Engine.Customer(CampaignRunner.ActorOf("thanks"));
        var terms = new Domain.Campaigns.CampaignTerms("tickets") { Schedule = new(time.GetUtcNow().AddHours(1)), Budget = new(1), AudienceTaken = Domain.Campaigns.AudienceTaken.AtLaunch };
        await campaign.ExecuteAsync([new DefineCampaign { Terms = terms }, new ScheduleCampaign()]);
        time.Advance(TimeSpan.FromHours(1));
        await server.Engine.RunCampaignsAsync();
        var again = server.Engine.Customer(CampaignRunner.ActorOf("again"));
        await again.ExecuteAsync([new DefineCampaign { Terms = new("tickets") { Trigger = new(), Budget = new(1) } }, new ScheduleCampaign()]);
        await server.Engine.AskAsync(new WakeCampaign("again"));
        await server.Engine.ExecuteAsync("bruno", [new Domain.Purchases.RecordPurchase { PurchaseId = "again-1", Amount = Domain.Program.Money.Round(5) }]);
        await server.Engine.SettleAsync();
        await again.ExecuteAsync([new ReleaseGrant { CustomerId = "bruno", Cause = "purchase:again-1" }]);
        await campaign.ExecuteAsync([new NoteFailedMember { Member = new("2026-03-15T13:00:00Z", "carl", "unreadable") }]);
    }

    private static async Task RunRaffleAsync(GatewayServer server, FakeTimeProvider time)
    {
        var raffle = server.Engine.Customer(RaffleRunner.ActorOf("summer"));
        await raffle.ExecuteAsync([new DefineRaffle { Rules = new(time.GetUtcNow().AddHours(1)) { Prizes = [new("tickets", 1, "tickets")] } }]);
        await server.Engine.AskAsync(new OpenWithSeed("summer", null, null, null));
        await raffle.ExecuteAsync([new FreezeRaffle()]);
        await server.Engine.RunRafflesAsync();
        await raffle.ExecuteAsync([new BeginDraw()]);
        await server.Engine.RunRafflesAsync();
    }

    private static async Task SubscribeAsync(GatewayServer server)
    {
        await server.Engine.AskAsync(new DefineWithSecret("shop", new("https://shop.example/hook"), "maria", null, null));
        await server.Engine.Customer(SubscriptionRunner.ActorOf("shop")).ExecuteAsync([
            new RotateSecret { Secret = "whsec_bmV3" }, new RecordDeadLetter { Kind = "customer", Key = "ada", Sequence = 1, Reason = "Answered 500." }, new ReplayDeadLetters(),
            new ReplaySubscription { Since = GatewayServer.Now.AddDays(-1) }, new DisableSubscription { Reason = "moving" },
        ]);
    }

    private static async Task UseVouchersAsync(LoyaltyClient client, GatewayServer server, FakeTimeProvider time)
    {
        var ada = client.V1.Customers["ada"];
        await ada.Rewards.PostAsync(new GrantReward { GrantId = "tickets-1", Reward = "tickets", Free = true });
        await ada.RewardReversals.PostAsync(new ReverseGrant { GrantId = "tickets-1" });
        var terms = new Terms { Value = Domain.Program.Money.Round(5), Uses = 9, CustomerId = "ada", ValidTo = DateOnly.FromDateTime(GatewayServer.Now.AddDays(10).DateTime) };
        await DoAsync("ENDED", new IssueVoucher { Terms = terms }, new EndVoucher());
        await DoAsync("FIVE", new IssueVoucher { Terms = terms }, new HoldVoucher { HoldId = "cart-1" }, new ReleaseHold { HoldId = "cart-1" });
        // An engine that ends between taking out and recording, twice.
        await DoAsync("FIVE", new ReserveUse { CustomerId = "ada", PurchaseId = "lost-1" }, new ReserveUse { CustomerId = "ada", PurchaseId = "lost-1" });
        await server.Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new Domain.Rewards.ChangeStock { ChangeId = "delivery-1", By = 20 }]);
        await server.Engine.SettleAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        await server.Engine.SettleAsync();
        await ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "voucher-1", Amount = "30.00", Vouchers = ["FIVE"] });
        await ada.Returns.PostAsync(new RecordReturn { ReturnId = "voucher-back-1", PurchaseId = "voucher-1" });
        await server.Engine.SettleAsync();
        time.Advance(TimeSpan.FromDays(11));
        await server.Engine.SettleAsync();

        Task DoAsync(string code, params ActorCommand[] commands) => server.Engine.Customer(Domain.Vouchers.VoucherCode.ActorOf(code)).ExecuteAsync(commands);
    }

    private static PurchaseLine Line(string sku, int quantity, string unitPrice) => new() { Sku = sku, Quantity = quantity, UnitPrice = unitPrice };
}
