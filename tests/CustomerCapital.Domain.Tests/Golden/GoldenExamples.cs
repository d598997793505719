using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>One of everything that the ledger keeps as JSON, with every field filled.</summary>
internal static class GoldenExamples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 15, 13, 0, 0, TimeSpan.FromHours(1)).AddMicroseconds(123_456);

    public static readonly ProgramPolicy Policy = new()
    {
        Version = 3,
        TimeZone = "Europe/Rome",
        Currency = "EUR",
        ActivityWindowMonths = 6,
        MarginRate = 0.35m,
        HoldoutPercent = 2.5m,
        KnownCustomersOnly = true,
        CampaignApproval = true,
        LeapDayBirthday = LeapDay.March1,
        Lapse = new(200, 2),
        Member = new(5, 300),
        Advocate = new(8, 5, 2, 180),
        RavingFan = new(4, 90), Value = new(Refit.Weekly, 0.08m, 7),
        Wallets =
        [
            new("points", "punti", 1, WalletRounding.HalfUp, 3, new(6, LifeEnd.Quarter), Amount("0.01"), Overdraw.WriteOff, ExpiredRefund.WriteOff, 0.9m, Pooled: true)
            {
                Earn = [new(2.5m) { Skus = ["tea"], Categories = ["drinks"], Channels = ["store-7"], Rungs = [Rung.Member, Rung.InTargetMarket], Weekdays = [Weekday.Tuesday], From = new(2026, 1, 1), To = new(2027, 12, 31) }, new(1, EarnPer.Piece)],
                Multipliers = [new(1.5m) { From = new(2026, 1, 1) }], ExcludedSkus = ["gift-card"], ExcludedCategories = ["shipping"],
            },
        ],
        Rewards =
        [
            new("coffee", "A coffee", Price: new("points", new(10_000)), PerCustomer: 5, ValidFrom: new(2026, 1, 1), ValidTo: new(2027, 12, 31), Cost: Amount("0.80"), Voucher: new() { Percent = 100 }, VoucherDays: 30),
            new("summer", Raffle: new("summer", 3)),
            new("bonus", Credit: new("points", new(50_000))),
            new("mug", Price: new("points", new(20_000)), Gift: new("MUG-1")),
            new("news", Message: new("news", ContactPurpose.Survey)),
        ],
        Messages = new(new(new(21, 0), new(8, 0)), new(3, 14)),
        Retention = new(36, 24, ErasesHolders: true),
    };

    private static CampaignTerms CampaignTerms => new("mug")
    {
        Title = "Thanks for a good year", Audience = PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 1L),
        Schedule = new(Cron: "0 9 * * MON", From: At, Until: At.AddYears(1), Overlap: OverlapRule.Both, CatchUpMinutes: 90),
        PerCustomer = new(2, 30), Budget = new(1_000, Amount("4000.00"), 100, 500), HoldoutPercent = 12.5m, MeasureDays = 60, AudienceTaken = AudienceTaken.AtLaunch, Exclusive = new("gratitude", 7, 2), Priority = 5, Rungs = [Rung.Buyer], PerSecond = 50,
        QuietHours = new(new(22, 0), new(8, 30)), BlackoutDays = [new(2026, 12, 24), new(2026, 12, 25)],
    };

    /// <summary>Thirty-two bytes in hexadecimal.</summary>
    private const string Seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static RaffleRules RaffleRules => new(At.AddDays(10))
    {
        Title = "Summer", DrawAt = At.AddDays(11), Prizes = [new("weekend"), new("mug", 20, "mug")], Repeats = true, PublicSource = "lottery",
    };

    private static VoucherTerms Terms => new()
    {
        Batch = "spring", Value = Amount("50"), KeepsRest = true, MinimumOrder = Amount("10"), ValidFrom = new(2026, 1, 1), ValidTo = new(2026, 12, 31), UsesPerCustomer = 3, CustomerId = null,
    };

    private static VoucherTerms PercentTerms => new()
    {
        Percent = 12.5m, Cap = Amount("20"), RoundTo = Amount("0.05"), Skus = ["tea"], Categories = ["drinks"], Uses = 2, CustomerId = "ada",
    };

    private static readonly RedeemedVoucher Redeemed = new("GIFT-50", 2, Amount("12.50")) { CameBack = Amount("2.50"), KeepsRest = true, IsCounted = true, ValidTo = new(2026, 12, 31) };

    private static readonly MovedContent Moved = new(
        Amount("22.0375"), Amount("8.6234"), "store-7", [new("tea", "drinks", 2.5m, Amount("9.215"), Amount("21.5584")), new("cup", null, 1, Amount("0.5"), Amount("0.4791"))],
        [new(1, "tea", 1, Amount("8.6234"))]);

    private static WalletMovement Movement(MovementKind kind) => new("points", kind, new(55_000), new(1_060_000)) { Lots = [new(new(2027, 12, 31), new(55_000), new(2026, 1, 18))] };

    /// <summary>What is done to a customer.</summary>
    private static readonly IReadOnlyList<ActorCommand> CustomerCommands =
    [
        new RegisterCustomer
        {
            OccurredAt = At, RegistrationId = "crm-1", ExpectedVersion = 0, Name = "Ada Lovelace", Email = "ada@example.org", Phone = "+39 06 1", PostalAddress = "Via Appia 1\n00185 Roma", Language = "it", TimeZone = "Europe/Rome",
            BirthDate = new(1990, 12, 10), Consents = new(Email: true), AcquisitionChannel = "web", AcquisitionCost = Amount("12.50"),
        },
        new ChangeRegistration
        {
            OccurredAt = At.AddMinutes(1), ChangeId = "crm-2", ExpectedVersion = 1, Name = "Ada King", Email = "ada.king@example.org", Phone = "+39 06 2", PostalAddress = "12 St James's Square\nLondon", TimeZone = "Europe/London",
            BirthDate = new(1990, 12, 11),
            Consents = new(Email: false, Phone: true, Post: true), AcquisitionChannel = "fair", AcquisitionCost = Amount("11.50"), Clear = ["language"],
        },
        new ChangeRegistration { OccurredAt = At.AddMinutes(2), ChangeId = "crm-3", Language = "de-AT" },
        new RecordInteraction { OccurredAt = At, InteractionId = "i1", Kind = InteractionKind.Answer, Positive = true, Channel = "phone", Note = "Sì." },
        new RecordPurchase
        {
            OccurredAt = At, PurchaseId = "p1", Amount = Amount("22.0375"), Currency = "EUR", Channel = "store-7", Discount = Amount("1"),
            Lines = [new("tea", "drinks", 2.5m, Amount("9.215"), Amount("0.5")), new("cup", null, 1, Amount("0.5"))],
        },
        new AmendPurchase
        {
            OccurredAt = At, AmendmentId = "a1", PurchaseId = "p1", Amount = Amount("31.2525"), Currency = "EUR", Discount = Amount("1"),
            Lines = [new("tea", "drinks", 3.5m, Amount("9.215"), Amount("0.5")), new("cup", null, 1, Amount("0.5"))],
        },
        new MovePurchase { OccurredAt = At, MoveId = "m1", PurchaseId = "p1", ToCustomerId = "bob" },
        new TakeOverPurchase { OccurredAt = At, FromCustomerId = "bob", MoveId = "m2", PurchaseId = "p2", Content = Moved, KnownAs = "3:AQIDBAUGBwgJCgsMDQ4PEA" },
        new RecordReturn { OccurredAt = At, ReturnId = "r1", PurchaseId = "p1", Currency = "EUR", Lines = [new(Line: 1, Quantity: 1)], Reason = "Too bitter." },
        new RecordReturn { OccurredAt = At, ReturnId = "r2", Amount = Amount("3.00"), Lines = [new(null, "tea", 1.5m, Amount("2.00"))] },
        new RecordReturn { OccurredAt = At, ReturnId = "r3", PurchaseId = "p1", CumulativeAmount = Amount("9.00") },
        new SetEnrolment { OccurredAt = At, EnrolmentId = "form-1", Enrolled = true },
        new GiveFeedback { OccurredAt = At, FeedbackId = "f1", Nps = 10, Review = 5, Comment = "Wonderful." },
        new CorrectFeedback { OccurredAt = At, CorrectionId = "c1", FeedbackId = "f1", Nps = 9, Review = 5, Comment = "Good." },
        new WithdrawFeedback { OccurredAt = At, FeedbackId = "f1" },
        new MakeReferral { OccurredAt = At, ReferralId = "ref-1", ReferredCustomerId = "bob" },
        new AcceptReferral { OccurredAt = At, ReferralId = "ref-2", ReferrerId = "cleo" },
        new CountConversion { OccurredAt = At, ReferredCustomerId = "bob", Change = 1, ConvertedAt = At },
        new CountConversion { OccurredAt = At, ReferredCustomerId = "bob", Change = 3, ConvertedAt = At.AddDays(-1), MovedFrom = At },
        new InviteToSurvey { OccurredAt = At, SurveyId = "s1", Kind = SurveyKind.Review, PurchaseId = "p1", ExpiresAt = At.AddDays(90) },
        new ScheduleFollowUp { OccurredAt = At, FollowUpId = "u1", Kind = FollowUpKind.Letter, DueAt = At.AddDays(14), PurchaseId = "p1", Note = "How was it?" },
        new CompleteFollowUp { OccurredAt = At, FollowUpId = "u1", Result = "Pleased." },
        new AdjustWallet { OccurredAt = At, AdjustmentId = "w1", Wallet = "points", Amount = new(1_005_000), ValidTo = new(2027, 12, 31), Reason = "Opening balance." },
        new RecordPurchase { OccurredAt = At, PurchaseId = "p3", Amount = Amount("5"), Payments = [new("points", new(100_000))] },
        new ReversePayment { OccurredAt = At, PurchaseId = "p3" },
        new SpendFromWallet { OccurredAt = At, SpendingId = "s1", Wallet = "points", Amount = new(55_000), Reason = "A cup." },
        new ReverseSpending { OccurredAt = At, SpendingId = "s1" },
        .. HouseholdExamples.Commands(At),
        new RedeemVouchers
        {
            OccurredAt = At, Purchase = new() { OccurredAt = At, PurchaseId = "p4", Amount = Amount("40"), Vouchers = ["gift-50"], VoucherHoldId = "cart-1" },
            Claims = [new("GIFT-50") { Terms = Terms, Most = Amount("12.50"), HeldAt = At, Number = 2, MadeAt = At }],
        },
        new GrantReward { OccurredAt = At, GrantId = "g1", Reward = "coffee", Reason = "Thanks." },
        new GrantReward { OccurredAt = At, GrantId = "g2", Reward = "summer", Free = true },
        new GrantReward { OccurredAt = At, GrantId = "g3", Reward = "bonus", Free = true },
        new GrantFromStock { OccurredAt = At, Grant = new() { OccurredAt = At, GrantId = "g4", Reward = "mug" }, Stock = new("gift:mug") { Terms = PercentTerms, Number = 3, MadeAt = At } },
        new ReverseGrant { OccurredAt = At, GrantId = "g3" },
        new NoteVoucher { OccurredAt = At, Code = "FOR-ADA", Terms = PercentTerms },
        new NoteVoucher { OccurredAt = At, Code = "ENDED", Terms = Terms },
        new ForgetVoucher { OccurredAt = At, Code = "ENDED" },
        new OfferReward
        {
            OccurredAt = At, CampaignId = "thanks", RunId = "2026-01-15T12:00:00Z", RunNumber = 1, Reward = "mug", HoldoutPercent = 12.5m, MeasureDays = 60, PerCustomer = new(2, 30), Exclusive = new("gratitude", 7),
            CostLimit = Amount("4.00"), Stock = new("gift:mug") { Terms = new(9), Number = 4, MadeAt = At.AddDays(40) },
        },
        new OfferReward { OccurredAt = At, CampaignId = "welcome", RunId = "2026-01-16T12:00:00Z", RunNumber = 3, Reward = "coffee", BudgetUsedUp = true },
        new OfferReward { OccurredAt = At, CampaignId = "again", RunId = "triggered", Reward = "coffee", CostLimit = Amount("0.80"), ForCause = "purchase:p1" },
        new GrantPrize { OccurredAt = At, GrantId = "raffle:summer/2/1", Reward = "mug", Stock = new("gift:mug") { Terms = new(9), Number = 5, MadeAt = At.AddDays(40) } },
        new ResolveUse { OccurredAt = At, Code = "GIFT-50", Number = 9, PurchaseId = "p9", MadeAt = At.AddMinutes(-2) },
        .. MessageExamples.Commands(At), .. StaffWorkExamples.Commands(At),
    ];

    /// <summary>What is done to a voucher.</summary>
    private static readonly IReadOnlyList<ActorCommand> VoucherCommands =
    [
        new IssueVoucher { OccurredAt = At, Terms = Terms },
        new HoldVoucher { OccurredAt = At, HoldId = "cart-1", CustomerId = "ada", Amount = Amount("12.50"), Minutes = 20 },
        new ReserveUse { OccurredAt = At, CustomerId = "ada", PurchaseId = "p4", HoldId = "cart-1", Most = Amount("40") },
        new ReserveUse { OccurredAt = At, CustomerId = "ada", PurchaseId = "p4", Instead = 3, After = At.AddDays(-1), Most = Amount("40") },
        new ConfirmUse { OccurredAt = At, Number = 4, CustomerId = "ada", PurchaseId = "p4", Discount = Amount("12.50") },
        new ReverseUse { OccurredAt = At, Number = 4, CustomerId = "ada", ReturnId = "r4", Amount = Amount("2.50") },
        new ReverseUse { OccurredAt = At, Number = 4, CustomerId = "ada", ReturnId = "r5", Amount = Amount("1"), Whole = true },
        new HoldVoucher { OccurredAt = At, HoldId = "cart-2" },
        new ReleaseHold { OccurredAt = At, HoldId = "cart-2" },
        new ReserveUse { OccurredAt = At, CustomerId = "bob", PurchaseId = "p1", Most = Amount("5") },
        new ReserveUse { OccurredAt = At, CustomerId = "bob", PurchaseId = "p1", Most = Amount("5") },
        new ReleaseUse { OccurredAt = At, Number = 10, IsRevoked = true },
        new HoldVoucher { OccurredAt = At, HoldId = "cart-3", CustomerId = "eve", Minutes = 1_440 },
        new ReserveUse { OccurredAt = At, CustomerId = "eve", PurchaseId = "p1", HoldId = "cart-3", Most = Amount("5") },
        new ReserveUse { OccurredAt = At, CustomerId = "eve", PurchaseId = "p1", HoldId = "cart-3", Most = Amount("5") },
        new EndVoucher { OccurredAt = At },
    ];

    /// <summary>What is done to the stock of a gift.</summary>
    private static readonly IReadOnlyList<ActorCommand> StockCommands = [new ChangeStock { OccurredAt = At, ChangeId = "delivery-1", By = 20 }];

    /// <summary>What is done to a campaign.</summary>
    private static readonly IReadOnlyList<ActorCommand> CampaignCommands =
    [
        new DefineCampaign { OccurredAt = At, Terms = CampaignTerms, By = "maria", Reason = "A good year.", FromVersion = 0 },
        new ScheduleCampaign { OccurredAt = At, By = "paul", Reason = "Approved.", FromVersion = 1 },
        new BeginRun { OccurredAt = At, ScheduledFor = At.AddDays(1), Status = RunStatus.Missed, Audience = 0 },
        new BeginRun { OccurredAt = At, ScheduledFor = At.AddDays(2), Audience = 4 },
        new TakeMembers { OccurredAt = At, RunId = "2026-01-17T12:00:00Z", Page = 1, Members = ["ada", "bob", "eve"] },
        new TakeMembers { OccurredAt = At, RunId = "2026-01-17T12:00:00Z", Page = 2, Members = [] },
        new BeginRun { OccurredAt = At, ScheduledFor = At.AddDays(3), Local = "2026-01-18T13:00", Zones = ["Europe/Berlin", "Europe/Rome"], IsAhead = true, Audience = 2, Everywhere = 5 },
        new ReserveGrants { OccurredAt = At, Number = 1, RunId = "2026-01-17T12:00:00Z", Members = ["ada", "bob"] },
        new SettleGrants { OccurredAt = At, Number = 1, Given = 1 },
        new ReserveGrants { OccurredAt = At, Number = 2, RunId = "2026-01-17T12:00:00Z", Members = ["eve"] },
        new NoteFailedMember { OccurredAt = At, Member = new("2026-01-17T12:00:00Z", "eve", "unreadable") },
        new ClaimGrant { OccurredAt = At, CustomerId = "bob", Cause = "purchase:p1" },
        new ClaimGrant { OccurredAt = At, CustomerId = "eve", Cause = "purchase:p1" },
        new ReleaseGrant { OccurredAt = At, CustomerId = "eve", Cause = "purchase:p1", Cost = Amount("0.80") },
        new PauseCampaign { OccurredAt = At, By = "maria", Reason = "A typo.", FromVersion = 1 },
        new ResumeCampaign { OccurredAt = At, By = "maria", Reason = "Mended.", FromVersion = 1 },
    ];

    private static readonly IReadOnlyList<ActorCommand> EndOfCampaignCommands =
    [
        new EndRun { OccurredAt = At, RunId = "2026-01-17T12:00:00Z" },
        new FinishCampaign { OccurredAt = At, By = "engine", Reason = "Over.", FromVersion = 1 },
        new CancelCampaign { OccurredAt = At, By = "maria", Reason = "No mugs.", FromVersion = 1 },
    ];

    /// <summary>What is done to a raffle.</summary>
    private static readonly IReadOnlyList<ActorCommand> RaffleCommands =
    [
        new DefineRaffle { OccurredAt = At, Rules = RaffleRules, By = "maria", Reason = "A warm summer.", FromVersion = 0 },
        new OpenRaffle { OccurredAt = At, Seed = Seed, By = "maria", Reason = "Approved.", FromVersion = 1 },
        new FreezeRaffle { OccurredAt = At, By = "maria", Reason = "The shop closes.", FromVersion = 1 },
        new AddEntrants { OccurredAt = At, Page = 1, Through = "eve", Entrants = [new("ada", 3), new("bob", 1)], PassedOver = [new("eve", "unreadable")] },
        new EndFreeze { OccurredAt = At, Pages = 1, EntriesHash = Seed },
        new BeginDraw { OccurredAt = At, PublicValue = "6 14 22", By = "maria", Reason = "As announced.", FromVersion = 1 },
        new RecordWinners { OccurredAt = At, Page = 1, Winners = [new("weekend", 1, "ada"), new("mug", 1, "bob")], IsLast = true },
        new RecordPrizes { OccurredAt = At, Page = 1, Granted = 1, Ungranted = [new("mug", 1, "bob", "out of stock")] },
    ];

    private static readonly IReadOnlyList<ActorCommand> EndOfRaffleCommands = [new CancelRaffle { OccurredAt = At, By = "maria", Reason = "No prizes.", FromVersion = 1 }];

    /// <summary>What is done to a subscription.</summary>
    private static readonly IReadOnlyList<ActorCommand> SubscriptionCommands =
    [
        new DefineSubscription { OccurredAt = At, Rules = SubscriptionRules, Secret = "whsec_c2VjcmV0", By = "maria", Reason = "The shop.", FromVersion = 0 },
        new RecordDeadLetter { OccurredAt = At, Kind = "customer", Key = "ada", Sequence = 2, Replay = 1, TakenUpThrough = 3, Reason = "Answered 500." },
        new ReplayDeadLetters { OccurredAt = At, By = "maria", Reason = "Mended.", FromVersion = 1 },
        new RotateSecret { OccurredAt = At, Secret = "whsec_bmV3", KeepHours = 48, By = "maria", Reason = "Every year.", FromVersion = 2 },
        new ReplaySubscription { OccurredAt = At, Since = At.AddDays(-1), By = "maria", Reason = "Restored.", FromVersion = 3 },
        new DisableSubscription { OccurredAt = At, By = "maria", Reason = "The shop moves.", FromVersion = 4 },
    ];

    private static readonly IReadOnlyList<ActorCommand> EndOfSubscriptionCommands =
    [
        new EnableSubscription { OccurredAt = At, By = "maria", Reason = "Moved.", FromVersion = 1 },
        new DeleteSubscription { OccurredAt = At, By = "maria", Reason = "Closed.", FromVersion = 1 },
    ];

    private static SubscriptionRules SubscriptionRules => new("https://shop.example/hooks") { EventTypes = ["purchase_recorded"], Title = "Shop" };

    private static readonly IReadOnlyList<ActorEvent> Events =
    [
        new CustomerRegistered(new() { Name = "Ada Lovelace", Email = "ada@example.org", Phone = "+39 06 1", PostalAddress = "Via Appia 1\n00185 Roma", Language = "it", TimeZone = "Europe/Rome", BirthDate = new(1990, 12, 10), Consents = new(true, true, true) }, "web", Amount("12.50")),
        new CustomerRegistered(new(), null, Money.Zero) { RegistrationId = "crm-1", IsSuperseded = true },
        new RegistrationChanged("Ada King", "ada.king@example.org", "+39 06 2", "it", new(1990, 12, 11), new(false, true, true), "fair", Amount("11.50"), ["language"]) { ChangeId = "crm-2", TimeZone = "Europe/London", PostalAddress = "12 St James's Square\nLondon" },
        new InteractionRecorded("i1", InteractionKind.Inquiry, false, "phone", "Ciao \"tè\"?"),
        new PurchaseRecorded("p1", Amount("22.0375"), "store-7", [new("tea", "drinks", 2.5m, Amount("9.215"), Amount("21.5584")), new("cup", null, 1, Amount("0.5"), Amount("0.4791"))]),
        new PurchaseAmended("a1", "p1", Amount("31.2525"), [new("tea", "drinks", 3.5m, Amount("9.215"), Amount("30.7678")), new("cup", null, 1, Amount("0.5"), Amount("0.4847"))]) { PurchasedAt = At, Before = Amount("22.0375") },
        new PurchaseAmended("a0", "p1", Amount("1"), null) { PurchasedAt = At, Before = Amount("31.2525"), IsSuperseded = true },
        new PurchaseMoved("m1", "p1", "bob", Moved) { PurchasedAt = At, FirstOrderAt = At.AddDays(1), LatestOrders = LatestInstants.Of([At.AddDays(1)]), KnownAs = "3:AQIDBAUGBwgJCgsMDQ4PEA" },
        new PurchaseTakenOver("bob", "m2", "p2", Moved),
        new PurchaseTakenOver("bob", "m3", "p2", Moved) { IsBack = true },
        new ReturnRecorded("r1", "p1", Amount("8.6234"), [new(1, "tea", 1, Amount("8.6234"))], "Too bitter.") { PurchasedAt = At, Whole = true, FirstOrderAt = At.AddDays(1), LatestOrders = LatestInstants.Of([At.AddDays(1)]) },
        new EnrolmentChanged(true),
        new FeedbackGiven("f1", 10, 5, "Wonderful."),
        new FeedbackCorrected("f1", 9, 4, "Good.") { CorrectionId = "c1", GivenAt = At, HeldAt = At, NpsBefore = 10, ReviewBefore = 5, NpsLeftAt = At.AddDays(-1), ReviewLeftAt = At.AddDays(-2) },
        new ReferralMade("ref-1", "bob"),
        new ReferralAccepted("ref-2", "cleo"),
        new ReferralConversionChanged("cleo", 1, At),
        new ReferralConversionChanged("cleo", 3, At.AddDays(-1)) { MovedFrom = At },
        new ConversionCounted("bob", true, At),
        new ConversionCounted("bob", true, At.AddDays(-1)) { Change = 3, Replaced = At, LatestConversions = LatestInstants.Of([At.AddDays(-1)]) },
        new SurveyInvited("s1", SurveyKind.Review, "p1", At.AddDays(90)),
        new SurveyUnanswered("s1"),
        new FollowUpScheduled("u1", FollowUpKind.Email, At.AddDays(14), "p1", "How was it?"),
        new FollowUpScheduled("survey:s1:9", FollowUpKind.Call, At.AddDays(2), null, "NPS 3: Slow.") { AnswerId = "survey:s1" },
        new FollowUpDone("u1", "Pleased."),
        new WalletAdjusted("w1", "Opening balance.") { Movements = [Movement(MovementKind.Adjusted)] },
        new PurchaseRecorded("p3", Amount("5"), null, null) { Movements = [Movement(MovementKind.Spent) with { Worth = Amount("0.10") }, Movement(MovementKind.Earned) with { Lines = [new(50_000), new(5_000)], PieceLines = [2], InAll = new(55_000) }] },
        new PaymentReversed("p3") { Movements = [Movement(MovementKind.GivenBack) with { WrittenOff = new(5_000) }] },
        new WalletSpent("s1", "A cup.") { Movements = [Movement(MovementKind.Spent)] },
        new SpendingReversed("s1") { Movements = [Movement(MovementKind.GivenBack)] },
        new PurchaseRecorded("p4", Amount("27.50"), null, null) { Vouchers = [Redeemed] },
        new PurchaseTakenOver("bob", "m4", "p5", Moved with { Vouchers = [Redeemed] }),
        new ReturnRecorded("r4", "p4", Amount("5.50"), null, null) { PurchasedAt = At, Vouchers = [new("GIFT-50", 2, Amount("2.50"), false)] },
        new UseRevoked("GIFT-50", 9, "p9", At.AddMinutes(-2)),
        new RewardGranted("coffee", 1)
        {
            GrantId = "g1", Reason = "Thanks.", Cost = Amount("0.80"), Code = "ADA-1", Voucher = PercentTerms, Movements = [Movement(MovementKind.Spent)],
        },
        new RewardGranted("card", 2) { Cause = "purchase:p1", Raffle = new("summer", 6), Movements = [Movement(MovementKind.Spent), Movement(MovementKind.Rewarded)] },
        new RewardGranted("mug", 1) { GrantId = "g4", Free = true, Gift = new("MUG-1"), StockUse = 3 },
        new GrantReversed("g4", "mug")
        {
            Times = 1, Cost = Amount("0.80"), IsDiscount = true, Code = "ADA-1", StockUse = 3, CampaignId = "thanks", GrantedAt = At, Raffle = new("summer", 6), Movements = [Movement(MovementKind.GivenBack), Movement(MovementKind.TakenBack)],
        },
        new StockChanged("delivery-1", 20),
        new RewardGranted("bonus", 1) { GrantId = "campaign:thanks/2026-01-15T12:00:00Z", Free = true, Offer = new("thanks", "2026-01-15T12:00:00Z", 1) { Group = "gratitude", MeasureDays = 60, HeldOutShare = 1_250, Leaves = new("welcome", 2) } },
        new OfferPassed(new("thanks", "2026-01-15T12:00:00Z", 1) { Group = "gratitude", MeasureDays = 60, HeldOutShare = 1_250 }, OfferOutcome.HeldOut),
        new CampaignDefined(2, CampaignTerms) { By = "maria", Reason = "A good year." },
        new CampaignMoved(CampaignStatus.Paused) { By = "maria", Reason = "A typo." },
        new RunBegun("2026-01-17T12:00:00Z", At.AddDays(2), RunStatus.Running, 4),
        new MembersTaken("2026-01-17T12:00:00Z", 1, ["ada", "bob", "eve"]),
        new RunBegun("2026-01-18T13:00@2026-01-18T12:00:00Z", At.AddDays(3), RunStatus.Running, 2) { Local = "2026-01-18T13:00", Zones = ["Europe/Berlin", "Europe/Rome"], IsAhead = true, Everywhere = 5 },
        new RunEnded("2026-01-17T12:00:00Z"),
        new GrantsReserved(new(1, "2026-01-17T12:00:00Z", 2, Amount("4.00")) { Members = ["ada", "bob"] }, new(2026, 1, 17)),
        new GrantsSettled(1, 1),
        new OfferPassed(new("welcome", "triggered", 0) { Cause = "purchase:p1" }, OfferOutcome.LimitReached),
        new CampaignDefined(3, new("mug") { Trigger = new(TriggerKind.Spend, null, false, Amount("100"), 3, null, null, null, At, At.AddYears(1)) }),
        new CampaignDefined(4, new("mug") { Trigger = new(TriggerKind.NthPurchase, 10, true) }),
        new CampaignDefined(5, new("mug") { Trigger = new(TriggerKind.RungReached, Rung: Rung.Advocate) }),
        new CampaignDefined(6, new("mug") { Trigger = new(TriggerKind.Feedback, FromNps: 9, ToNps: 10) }),
        new CampaignDefined(7, new("mug") { Schedule = new() { Zone = ScheduleZone.Member, AtLocal = new(2026, 2, 14, 9, 0, 0) } }),
        new GrantClaimed("bob", "purchase:p1", true, Amount("0.80"), new(2026, 1, 15), OfferReward.Of("welcome", "triggered", CampaignTerms)),
        new GrantReleased("bob", "purchase:p1", Amount("0.80"), new(2026, 1, 15)),
        new OfferAsked(new("welcome", "triggered", 0) { Cause = "purchase:p1" }),
        new OfferPassed(new("welcome", "triggered", 0) { Cause = "purchase:p2", IsAnswer = true, SetAside = Amount("0.80") }, OfferOutcome.LimitReached),
        new MemberFailed(new("2026-01-17T12:00:00Z", "eve", "unreadable")),
        new VoucherNoted("FOR-ADA", PercentTerms),
        new VoucherForgotten("FOR-ADA"),
        new VouchersExpired(["FOR-ADA", "ADA-1"]),
        new VoucherIssued(Terms),
        new VoucherIssued(PercentTerms),
        new UseReserved(2) { HoldId = "cart-1", HeldFor = "ada", HeldAt = At, EndsAt = At.AddMinutes(20), Amount = Amount("12.50") },
        new UseReserved(3) { CustomerId = "ada", PurchaseId = "p4", HoldId = "cart-1", HeldFor = "ada", HeldAt = At, EndsAt = At.AddMinutes(20), Amount = Amount("12.50"), Instead = 2, MadeAt = At.AddSeconds(1) },
        new UseShared(3),
        new UseReleased(3),
        new UseQuestioned(3, "ada", "p4", At),
        new UseConfirmed(3, "ada", "p4", Amount("12.50")) { Change = new(-1, Money.Zero - Amount("12.50")) { Batch = "spring", ValidTo = new(2026, 12, 31) } },
        new UseReversed(3, "ada", "r4", Amount("12.50"), Whole: true) { Change = new(1, Amount("12.50")) },
        new VoucherEnded(new(-1, Money.Zero - Amount("37.50")) { Batch = "spring", ValidTo = new(2026, 12, 31) }) { CustomerId = "ada" },
        new RaffleDefined(2, RaffleRules) { By = "maria", Reason = "A warm summer." },
        new RaffleOpened(Seed, Seed) { Seed = Seed, By = "maria", Reason = "Approved." },
        new RaffleMoved(RaffleStatus.Freezing) { By = "maria", Reason = "The shop closes." },
        new EntrantsAdded(1, "eve") { Entrants = [new("ada", 3), new("bob", 1)], PassedOver = [new("eve", "unreadable")] },
        new RaffleFrozen(2, 4, Seed),
        new DrawBegun { PublicValue = "6 14 22", By = "maria", Reason = "As announced." },
        new WinnersDrawn(1, true) { Winners = [new("weekend", 1, "ada"), new("mug", 1, "bob")] },
        new PrizesGranted(1, 1) { Ungranted = [new("mug", 1, "bob", "out of stock")] },
        new SubscriptionDefined(SubscriptionRules) { Secret = "whsec_c2VjcmV0", By = "maria", Reason = "The shop." },
        new SecretRotated(48) { Secret = "whsec_bmV3", By = "maria", Reason = "Every year." },
        new SubscriptionMoved(SubscriptionStatus.Disabled) { By = "maria", Reason = "The shop moves." },
        new SubscriptionReplayed(At.AddDays(-1)) { By = "maria", Reason = "Restored." },
        new EntryGivenUp("customer", "ada", 2, 1, 3, "Answered 500."),
        new DeadLettersReplayed(2) { By = "maria", Reason = "Mended." },
        new WalletExpired { Movements = [Movement(MovementKind.Expired)] },
        new StandingChanged(new(Rung.Buyer, true), new(Rung.RavingFan, false), StandingReason.PurchaseAfterLapse, ["purchase:p1"]),
        .. MessageExamples.Events(At), .. AuditExamples.Events, .. DuplicateExamples.Events, .. PrivacyExamples.Events, .. MergeExamples.Events, .. HouseholdExamples.Events, .. StaffWorkExamples.Events(At),
    ];

    public static IEnumerable<Entry> Entries => Events.Select((happened, i) => new Entry(
        "ada", i + 1, At, At.AddMinutes(1), happened, "kind:id", "purchase:p1", "00112233445566778899aabbccddeeff",
        new(Rung.Customer, false, 2, Amount("44.00"), Amount("2.90"))));

    public static IReadOnlyList<ActorCommand> Commands => [.. CustomerCommands, .. VoucherCommands, .. StockCommands, .. CampaignCommands, .. EndOfCampaignCommands, .. RaffleCommands, .. EndOfRaffleCommands, .. SubscriptionCommands, .. EndOfSubscriptionCommands, .. AuditExamples.Commands(At), .. DuplicateExamples.Commands(At), .. PrivacyExamples.Commands(At), .. MergeExamples.Commands(At)];

    /// <summary>The state to which a history leads that touches every field of it.</summary>
    public static ActorState State => StateBy(Policy, CustomerCommands);

    /// <summary>The state of a voucher to which a history leads that touches every field of it.</summary>
    public static ActorState VoucherState => new CustomerScenario(Policy, new ActorId(ActorKind.VoucherCode, "GIFT-50")).By(At).Given([.. VoucherCommands]).By(At.AddMinutes(1)).State;

    /// <summary>The state of a campaign to which a history leads that touches every field of it.</summary>
    public static ActorState CampaignState => new CustomerScenario(Policy, new ActorId(ActorKind.Campaign, "thanks")).By(At).Given([.. CampaignCommands]).State;

    /// <summary>The state of a raffle to which a history leads that touches every field of it.</summary>
    public static ActorState RaffleState => new CustomerScenario(Policy, new ActorId(ActorKind.Raffle, "summer")).By(At).Given([.. RaffleCommands]).State;

    /// <summary>The state of a subscription to which a history leads that touches every field of it.</summary>
    public static ActorState SubscriptionState => new CustomerScenario(Policy, new ActorId(ActorKind.Subscription, "shop")).By(At).Given([.. SubscriptionCommands.Select(WithoutVersion)]).State;

    /// <summary>The state to which a history leads of before there were wallets and vouchers.</summary>
    public static ActorState StateWithoutWallets =>
        StateBy(Policy with { Wallets = [], Rewards = [] }, CustomerCommands.Where(command => !MessageExamples.IsOne(command) && !HouseholdExamples.IsOne(command) && !StaffWorkExamples.IsOne(command) && command is not (AdjustWallet or SpendFromWallet or RecordPurchase { Payments: not null } or RedeemVouchers or ResolveUse or GrantReward or GrantFromStock or ReverseGrant or NoteVoucher or ForgetVoucher or OfferReward or GrantPrize)));

    private static ActorCommand WithoutVersion(ActorCommand command) => command is SubscriptionCommand change ? change with { FromVersion = null } : command;

    private static ActorState StateBy(ProgramPolicy policy, IEnumerable<ActorCommand> commands)
    {
        var scenario = new CustomerScenario(policy).By(At.AddDays(30));
        foreach (var command in commands.OrderBy(command => command is AcceptReferral ? 0 : 1).Where(command => command is not (Domain.Messages.PlanMessage or CompleteFollowUp or CountConversion { Change: > 1 } or RecordReturn { CumulativeAmount: not null } or CorrectFeedback or WithdrawFeedback or AmendPurchase or MovePurchase or TakeOverPurchase or ChangeRegistration or ReversePayment or ReverseSpending or LeaveHousehold)))
            scenario.Given(command is RegisterCustomer registration ? registration with { ExpectedVersion = null } : command);
        return scenario.State;
    }
}
