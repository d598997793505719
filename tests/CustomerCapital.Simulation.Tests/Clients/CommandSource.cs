using CustomerCapital.Domain.Actors;
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
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>Makes commands: of now or late, of every kind, returns mostly of purchases that were sent.</summary>
internal sealed class CommandSource(Random random, TimeProvider time, IReadOnlyList<string> customers, bool referring, bool vouchers = false)
{
    private readonly Dictionary<string, List<RecordPurchase>> _purchases = [];
    private readonly Dictionary<string, List<string>> _followUps = [];
    private readonly Dictionary<string, List<string>> _surveys = [];
    private readonly Dictionary<string, List<string>> _opinions = [];
    private readonly Dictionary<string, List<string>> _spendings = [];
    private readonly Dictionary<string, List<string>> _grants = [];
    private int _count;

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"];

    /// <summary>The one wallet of every world: a ten-thousandth for each ten-thousandth that was paid, each of which pays one, for ever.</summary>
    public const string Wallet = "points";

    public static readonly WalletRule Points = new(Wallet, Decimals: WalletAmount.MostDecimals, Worth: new(Money.Scale)) { Earn = [new(1)] };

    /// <summary>What customers of every world can get: a mug for its price, and a point and a half more than it costs.</summary>
    public static readonly IReadOnlyList<RewardRule> Rewards =
        [new("mug", Price: new(Wallet, new(9_000)), Gift: new(Stocked: false)), new("bonus", Price: new(Wallet, new(10_000)), Credit: new(Wallet, new(25_000)))];

    /// <summary>Any customer.</summary>
    public string Customer() => customers[random.Next(customers.Count)];

    /// <summary>The next command of a customer.</summary>
    public ActorCommand Next(string customerId)
    {
        var (id, amount) = ($"{++_count}", new Money(random.Next(10) == 0 ? 0 : random.Next(1, 500) * 2_500L));
        ActorCommand command = (referring && random.Next(2) == 0 ? 80 : vouchers && random.Next(4) == 0 ? 100 + random.Next(5) : random.Next(100)) switch
        {
            >= 103 => ReturnRedeeming(customerId, id),
            >= 100 => Kept(customerId, Redeeming(customerId, new() { PurchaseId = id, Amount = amount })),
            < 27 => Kept(customerId, Redeeming(customerId, new() { PurchaseId = id, Amount = amount, Channel = Channel(), Currency = Currency(), Payments = Payments(amount) })),
            < 30 => Spending(customerId, id),
            < 32 => new ReverseSpending { SpendingId = OneOf(_spendings, customerId) ?? "none" },
            < 33 => new ReversePayment { PurchaseId = _purchases.GetValueOrDefault(customerId) is { } paid ? paid[random.Next(paid.Count)].PurchaseId : "none" },
            < 34 => random.Next(3) == 0 ? new ReverseGrant { GrantId = OneOf(_grants, customerId) ?? "none" } : Grant(customerId, id),
            < 35 => new AdjustWallet { AdjustmentId = id, Wallet = Wallet, Amount = new(random.Next(-20, 200) * 5_000L + 1) },
            < 43 => Kept(customerId, new() { PurchaseId = id, Channel = Channel(), Lines = Lines() }),
            < 45 => Amendment(customerId, id, amount),
            < 47 => Move(customerId, id),
            < 58 => Return(customerId, id),
            < 59 => Contact(id),
            < 62 => new RecordReturn { ReturnId = id, Amount = amount },
            < 63 => new ChangeConsent { ConsentId = id, Channel = (ContactChannel)(1 + random.Next(3)), Purpose = (ContactPurpose)(1 + random.Next(2)), IsGiven = random.Next(2) == 0 },
            < 66 => new RecordInteraction { InteractionId = id, Kind = (InteractionKind)(1 + random.Next(4)) },
            < 67 => Invited(customerId, id),
            < 68 => Opinion(customerId, new() { FeedbackId = OneOf(_surveys, customerId) is { } survey ? InviteToSurvey.FeedbackIdOf(survey) : id, Nps = random.Next(11) }),
            < 70 => Opinion(customerId, new() { FeedbackId = id, Nps = random.Next(11), Review = random.Next(2) == 0 ? 1 + random.Next(5) : null }),
            < 71 => new CorrectFeedback { CorrectionId = id, FeedbackId = OneOf(_opinions, customerId) ?? "none", Nps = random.Next(11) },
            < 72 => new WithdrawFeedback { FeedbackId = OneOf(_opinions, customerId) ?? "none" },
            < 73 => new ChangeRegistration { ChangeId = id, Phone = random.Next(4) == 0 ? null : $"+39 {random.Next(9)}", TimeZone = random.Next(3) == 0 ? null : Zones[random.Next(Zones.Length)], Clear = ["language"] },
            < 77 => new SetEnrolment { EnrolmentId = id, Enrolled = random.Next(2) == 0 },
            < 88 => new MakeReferral { ReferralId = id, ReferredCustomerId = Customer() },
            < 94 => Planned(customerId, id),
            < 95 => new AssignFollowUp { AssignmentId = id, FollowUpId = OneOf(_followUps, customerId) ?? "none", Assignee = random.Next(3) == 0 ? null : $"staff-{random.Next(2)}", From = random.Next(3) == 0 ? "" : null },
            < 98 => new CompleteFollowUp { FollowUpId = OneOf(_followUps, customerId) ?? "none", CompletionId = id, Outcome = (FollowUpOutcome)(1 + random.Next(7)), DoneBy = $"staff-{random.Next(2)}" },
            _ => new CompleteFollowUp { FollowUpId = OneOf(_followUps, customerId) ?? "none" },
        };
        return command with { OccurredAt = command is MakeReferral ? Moment() ?? Now() : Moment() };
    }

    /// <summary>A registration; it has no id, so that only one client may send those of a customer.</summary>
    public ActorCommand Registration() => new RegisterCustomer
    {
        Name = $"Ada {random.Next(5)}",
        AcquisitionChannel = random.Next(2) == 0 ? "web" : null,
        AcquisitionCost = new Money(random.Next(4) * 10_000L),
    };

    /// <summary>An enrolment, or its end, without id and moment; for the same reason.</summary>
    public ActorCommand Enrolment() => new SetEnrolment { Enrolled = random.Next(2) == 0 };

    /// <summary>A purchase, and the return of all of it or of a part.</summary>
    public (ActorCommand Returned, ActorCommand Purchase) Early(string customerId)
    {
        var purchase = Kept(customerId, new() { PurchaseId = $"{++_count}", Amount = new(random.Next(1, 500) * 2_500L) });
        return (new RecordReturn { ReturnId = $"{++_count}", PurchaseId = purchase.PurchaseId, Amount = random.Next(2) == 0 ? null : new Money(100) }, purchase);
    }

    /// <summary>Other content under the same id.</summary>
    public static ActorCommand Altered(ActorCommand command) => command switch
    {
        RecordPurchase purchase => purchase with { Channel = "altered" },
        RecordReturn returned => returned with { Reason = "altered" },
        AmendPurchase amendment => amendment with { PurchaseId = "altered" },
        MovePurchase move => move with { PurchaseId = "altered" },
        GiveFeedback feedback => feedback with { Comment = "altered" },
        CorrectFeedback correction => correction with { Comment = "altered" },
        RecordInteraction interaction => interaction with { Note = "altered" },
        ChangeRegistration change => change with { Email = "altered@example.org" },
        ScheduleFollowUp followUp => followUp with { Note = "altered" },
        CompleteFollowUp done => done with { Result = "altered" },
        AssignFollowUp assignment => assignment with { Assignee = "altered" },
        SpendFromWallet spending => spending with { Reason = "altered" },
        AdjustWallet adjustment => adjustment with { Reason = "altered" },
        GrantReward grant => grant with { Reason = "altered" },
        ChangeConsent consent => consent with { Source = "altered" },
        _ => command with { OccurredAt = (command.OccurredAt ?? DateTimeOffset.UnixEpoch).AddSeconds(1) },
    };

    /// <summary>A consent that is asked for, or something about a consent or a message that is not there.</summary>
    private ActorCommand Contact(string id) => random.Next(4) switch
    {
        0 => new ConfirmConsent { ConsentId = "none" },
        1 => new PlanMessage { MessageId = id, Template = "none" },
        2 => new ReportMessage { ReportId = id, MessageId = "none", Kind = MessageReport.Complaint },
        _ => new RequestConsent { ConsentId = id, Channel = ContactChannel.Phone, Purpose = ContactPurpose.Survey },
    };

    private DateTimeOffset Now() => Decider.Microseconds(time.GetUtcNow());

    /// <summary>When it happened: mostly a little ago, sometimes long ago or a little ahead, sometimes not said.</summary>
    private DateTimeOffset? Moment()
    {
        var at = random.Next(10) switch
        {
            < 3 => default(DateTimeOffset?),
            < 7 => Now().AddSeconds(-random.Next(3_600)),
            < 9 => Now().AddHours(-random.Next(24 * 500)),
            _ => Now().AddSeconds(random.Next(8 * 60)),
        };
        return at?.ToOffset(TimeSpan.FromHours(random.Next(-5, 6)));
    }

    private string? Channel() => random.Next(3) == 0 ? $"channel-{random.Next(3)}" : null;

    private string? Currency() => random.Next(4) switch { 0 => "EUR", 1 when random.Next(4) == 0 => "USD", _ => null };

    private PurchaseLine[] Lines() =>
    [
        new("a", "x", 1 + random.Next(4), new Money(random.Next(1, 900) * 100L)),
        new("b", null, 1 + random.Next(2), new Money(random.Next(4) == 0 ? 0 : random.Next(1, 700) * 100L)),
        new("a", "x", 1, new Money(random.Next(1, 900) * 100L)),
    ];

    private WalletPayment[]? Payments(Money amount) =>
        random.Next(4) == 0 && amount > Money.Zero ? [new(Wallet, new(1 + random.NextInt64(Math.Min(amount.Units, 200 * Money.Scale))))] : null;

    private GrantReward Grant(string customerId, string id)
    {
        (_grants.TryGetValue(customerId, out var sent) ? sent : _grants[customerId] = []).Add(id);
        return new() { GrantId = id, Reward = Rewards[random.Next(2)].Name, Free = random.Next(3) == 0 };
    }

    private SpendFromWallet Spending(string customerId, string id)
    {
        (_spendings.TryGetValue(customerId, out var sent) ? sent : _spendings[customerId] = []).Add(id);
        return new() { SpendingId = id, Wallet = Wallet, Amount = new(random.Next(1, 80) * 7_001L) };
    }

    private AmendPurchase Amendment(string customerId, string id, Money amount)
    {
        var purchase = _purchases.GetValueOrDefault(customerId) is { } sent ? sent[random.Next(sent.Count)] : new() { PurchaseId = "none" };
        var amendment = new AmendPurchase { AmendmentId = id, PurchaseId = purchase.PurchaseId, Currency = Currency() };
        return purchase.Lines is null ? amendment with { Amount = amount } : amendment with { Lines = Lines() };
    }

    private RecordReturn Return(string customerId, string id)
    {
        var sent = _purchases.GetValueOrDefault(customerId);
        if (sent is null) return new() { ReturnId = id, PurchaseId = "none" };
        var purchase = sent[random.Next(sent.Count)];
        var returned = new RecordReturn { ReturnId = id, PurchaseId = purchase.PurchaseId };
        return (random.Next(4), purchase.Lines) switch
        {
            (0, _) => returned with { Amount = new Money(random.Next(1, 500) * 100L) },
            (1, not null) => returned with { Lines = [new(Sku: "a", Quantity: 1)] },
            (2, not null) => returned with { Lines = [new(Line: 2)] },
            _ => returned,
        };
    }

    /// <summary>A move of a purchase that was sent, to anybody: its returns and amendments are then sent to either.</summary>
    private MovePurchase Move(string customerId, string id)
    {
        var sent = _purchases.GetValueOrDefault(customerId);
        var moved = new MovePurchase { MoveId = id, PurchaseId = sent?[random.Next(sent.Count)].PurchaseId ?? "none", ToCustomerId = Customer() };
        if (sent?.Find(purchase => purchase.PurchaseId == moved.PurchaseId) is { } purchase && moved.ToCustomerId != customerId) Kept(moved.ToCustomerId, purchase);
        return moved;
    }

    /// <summary>A purchase of an amount, with vouchers now and then, and perhaps a hold under which they are held.</summary>
    private RecordPurchase Redeeming(string customerId, RecordPurchase purchase)
    {
        if (!vouchers || random.Next(3) == 0) return purchase;
        // Now and then somebody tries another's.
        var codes = Vouchers.All.Where(voucher => voucher.Terms.CustomerId is not { } owner || owner == customerId || random.Next(8) == 0).Select(voucher => voucher.Code).ToList();
        var first = random.Next(codes.Count);
        return purchase with
        {
            Vouchers = random.Next(4) == 0 ? [codes[first], codes[(first + 1) % codes.Count]] : [codes[first]],
            VoucherHoldId = random.Next(3) == 0 ? Vouchers.HoldId(random) : null,
        };
    }

    /// <summary>A return, of all or of an amount, of a purchase that has used vouchers; or its move.</summary>
    private ActorCommand ReturnRedeeming(string customerId, string id)
    {
        var sent = _purchases.GetValueOrDefault(customerId)?.FindAll(purchase => purchase.Vouchers is not null);
        if (sent is not { Count: > 0 }) return new RecordReturn { ReturnId = id, PurchaseId = "none" };
        var purchase = sent[random.Next(sent.Count)];
        if (random.Next(5) > 0) return new RecordReturn { ReturnId = id, PurchaseId = purchase.PurchaseId, Amount = random.Next(2) == 0 ? null : new Money(random.Next(1, 500) * 1_000L) };
        var moved = new MovePurchase { MoveId = id, PurchaseId = purchase.PurchaseId, ToCustomerId = Customer() };
        if (moved.ToCustomerId != customerId) Kept(moved.ToCustomerId, purchase);
        return moved;
    }

    private RecordPurchase Kept(string customerId, RecordPurchase purchase)
    {
        (_purchases.TryGetValue(customerId, out var sent) ? sent : _purchases[customerId] = []).Add(purchase);
        return purchase;
    }

    private GiveFeedback Opinion(string customerId, GiveFeedback opinion)
    {
        (_opinions.TryGetValue(customerId, out var given) ? given : _opinions[customerId] = []).Add(opinion.FeedbackId);
        return opinion;
    }

    private InviteToSurvey Invited(string customerId, string id)
    {
        (_surveys.TryGetValue(customerId, out var sent) ? sent : _surveys[customerId] = []).Add(id);
        return new() { SurveyId = id, Kind = (SurveyKind)(1 + random.Next(2)), ExpiresAt = Now().AddDays(1 + random.Next(60)) };
    }

    private ScheduleFollowUp Planned(string customerId, string id)
    {
        (_followUps.TryGetValue(customerId, out var sent) ? sent : _followUps[customerId] = []).Add(id);
        return new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Now().AddDays(random.Next(30)) };
    }

    private string? OneOf(Dictionary<string, List<string>> of, string customerId) => of.TryGetValue(customerId, out var sent) ? sent[random.Next(sent.Count)] : null;
}
