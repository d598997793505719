using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>Plays steps as commands of every type: late and shuffled, with returns of purchases that are there. What is refused is left out.</summary>
internal sealed class RandomHistory
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Etc/GMT+12"];

    private readonly List<RecordPurchase> _purchases = [];
    private readonly List<string> _opinions = [];
    private readonly List<string> _spendings = [];
    private readonly List<string> _surveys = [];
    private int _count;
    private readonly List<string> _grants = [];
    private readonly Dictionary<string, CountConversion> _conversions = [];
    private int _converted;

    private RandomHistory(ProgramPolicy policy) => Scenario = new(policy);

    public CustomerScenario Scenario { get; }

    /// <summary>The states before and after every step, and the entries between them.</summary>
    public List<(ActorState Before, ActorState After, IReadOnlyList<Entry> Entries)> Moves { get; } = [];

    /// <summary>How the commands were decided.</summary>
    public List<Decision> Decisions { get; } = [];

    /// <summary>The commands that were carried out.</summary>
    public List<ActorCommand> Commands { get; } = [];

    /// <summary>How many campaigns offer something.</summary>
    private int Campaigns { get; init; } = 5;

    public static RandomHistory Play(Step[] steps, ProgramPolicy? policy = null, int campaigns = 5)
    {
        var history = new RandomHistory(policy ?? Histories.PolicyOf(steps)) { Campaigns = campaigns };
        foreach (var step in steps) history.Play(step);
        return history;
    }

    /// <summary>What the counters came to, moved step by step.</summary>
    public Counters Counted()
    {
        var counters = new Counters();
        foreach (var (before, after, entries) in Moves) counters.Move(before, after, entries, Scenario.Program.Calendar);
        return counters;
    }

    private void Play(Step step)
    {
        var (before, known) = (Scenario.State, Scenario.Entries.Count);
        if (step.What >= 92)
        {
            Scenario.By(Scenario.Now.AddHours(1 + step.Pick * 20));
        }
        else
        {
            var command = Command(step);
            var decision = Scenario.When(command);
            Decisions.Add(decision);
            if (decision.Refusal is null) Commands.Add(command);
            if (decision.Refusal is null && command is RecordPurchase purchase) _purchases.Add(purchase);
            if (decision.Refusal is null && command is RedeemVouchers redemption) _purchases.Add(redemption.Purchase);
            if (decision.Refusal is null && command is TakeOverPurchase taken) _purchases.Add(new() { PurchaseId = taken.PurchaseId });
            if (decision.Refusal is null && command is SpendFromWallet spending) _spendings.Add(spending.SpendingId);
            if (decision.Refusal is null && command is GrantReward or GrantFromStock or GrantPrize || command is OfferReward && Scenario.Entries.Skip(known).Any(entry => entry.Event is RewardGranted { GrantId: not null, Offer: not null })) _grants.Add(command.NaturalId![(command.NaturalId!.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            if (decision.Refusal is null && command is InviteToSurvey invitation) _surveys.Add(invitation.SurveyId);
            if (decision.Refusal is null && command is GiveFeedback given) _opinions.Add(given.FeedbackId);
        }

        Moves.Add((before, Scenario.State, [.. Scenario.Entries.Skip(known)]));
    }

    private ActorCommand Command(Step step)
    {
        // Every command has a moment of its own, so that "the latest" is never a matter of arrival.
        var at = Scenario.Now.AddHours(-step.HoursAgo).AddMilliseconds(-++_count);
        var (id, pick, amount) = ($"{_count}", step.Pick, new Money(step.Cents * 100L));
        ActorCommand command = step.What switch
        {
            < 32 => new RecordPurchase { PurchaseId = id, Amount = amount, Channel = pick % 3 == 0 ? $"channel-{pick % 4}" : null, Payments = pick % 5 == 4 ? [new("points", new(pick * WalletAmount.Scale))] : null },
            < 34 => new SpendFromWallet { SpendingId = id, Wallet = "points", Amount = new((1 + pick) * WalletAmount.Scale) },
            < 35 when _spendings.Count > 0 => new ReverseSpending { SpendingId = Taken(_spendings, pick) },
            < 36 when _purchases.Count > 0 => new ReversePayment { PurchaseId = _purchases[pick % _purchases.Count].PurchaseId },
            < 38 when step.Cents % 3 > 0 => Grant(id, step),
            < 38 => new AdjustWallet { AdjustmentId = id, Wallet = pick % 2 == 0 ? "points" : "stamps", Amount = new((pick * 2 - 61) * WalletAmount.Scale) },
            < 41 when pick % 3 == 2 => Household(id, step),
            < 41 when _purchases.Count > 0 => Amendment(id, step),
            < 46 when pick % 4 == 1 => Redemption(id, step, at),
            < 46 => new RecordPurchase { PurchaseId = id, Lines = Lines(step), Discount = new Money(Math.Min(LinesTotal(step).Units, pick % 11 == 0 ? long.MaxValue : pick % 50)) },
            < 48 when _purchases.Count > 0 => new MovePurchase { MoveId = id, PurchaseId = _purchases[pick % _purchases.Count].PurchaseId, ToCustomerId = "other" },
            < 50 when pick % 2 == 0 => new TakeOverPurchase { FromCustomerId = "other", MoveId = id, PurchaseId = id, Content = new(amount, pick % 3 == 0 ? new Money(step.Cents * 50L) : Money.Zero, null, pick % 4 == 0 ? [new("c", "x", 2, new Money(step.Cents * 50L), amount)] : null, pick % 8 == 0 && pick % 3 == 0 ? [new(1, "c", 1, new Money(step.Cents * 50L))] : null) },
            < 60 when pick % 3 == 0 => Contact(id, step),
            < 60 => Return(id, step),
            < 64 when pick % 2 == 1 => Contact(id, step),
            < 64 => new RecordReturn { ReturnId = id, Amount = amount },
            < 68 when pick % 6 == 5 => new ResolveUse { Code = "TEN", Number = _count, PurchaseId = id, MadeAt = DateTimeOffset.UnixEpoch },
            < 68 => new RecordInteraction { InteractionId = id, Kind = (InteractionKind)(1 + (pick % 3 == 0 ? pick / 3 % 2 * 3 : pick % 3)), Positive = pick % 3 == 1 && pick % 2 == 0 },
            < 69 => new InviteToSurvey { SurveyId = id, Kind = (SurveyKind)(1 + pick % 2), ExpiresAt = at.AddDays(1 + pick) },
            < 71 when _surveys.Count > 0 => new GiveFeedback { FeedbackId = InviteToSurvey.FeedbackIdOf(Taken(_surveys, pick)), Nps = pick % 11, Comment = pick % 3 == 0 ? "So so." : null },
            < 73 when pick % 3 == 0 => Contact(id, step),
            < 73 => new GiveFeedback { FeedbackId = id, Nps = pick % 11, Review = pick % 2 == 0 ? 1 + pick % 5 : null },
            < 75 when _opinions.Count > 0 && pick % 4 == 0 => new WithdrawFeedback { FeedbackId = _opinions[pick % _opinions.Count] },
            < 75 when _opinions.Count > 0 && pick % 4 == 1 => new CorrectFeedback { CorrectionId = id, FeedbackId = _opinions[pick % _opinions.Count], Nps = pick % 11 },
            < 77 => new SetEnrolment { EnrolmentId = id, Enrolled = pick % 2 == 0 },
            < 79 when pick % 2 == 0 => Contact(id, step),
            < 79 => new SetEnrolment { Enrolled = pick % 4 == 1 },
            < 81 => new RegisterCustomer { Name = $"Ada {pick}", Email = pick % 7 == 0 ? null : "ada@example.org", AcquisitionChannel = pick % 2 == 0 ? "web" : null, AcquisitionCost = amount, TimeZone = pick % 3 == 0 ? null : Zones[pick % Zones.Length] },
            < 82 => new ChangeRegistration { ChangeId = pick % 3 == 0 ? id : null, Name = pick % 5 == 0 ? null : $"Ada {pick}", AcquisitionChannel = pick % 2 == 0 ? "fair" : null, TimeZone = pick % 4 == 1 ? Zones[pick % Zones.Length] : null, PostalAddress = pick % 3 == 1 ? $"{pick} High Street\nTown" : null, Clear = pick % 5 == 0 ? ["name"] : pick % 7 == 0 ? ["acquisitionCost"] : pick % 4 == 2 ? ["timeZone"] : null },
            < 83 => new MakeReferral { ReferralId = id, ReferredCustomerId = $"friend-{pick}" },
            < 84 => new AcceptReferral { ReferralId = id, ReferrerId = "bob" },
            < 88 => Conversion($"friend-{(pick % 3 == 0 ? ++_converted : pick % (_converted + 1))}", Decider.Microseconds(at)),
            < 90 => new ScheduleFollowUp { FollowUpId = id, Kind = (FollowUpKind)(1 + pick % 3), DueAt = at.AddDays(pick) },
            _ when pick % 4 == 1 => new AssignFollowUp { AssignmentId = id, FollowUpId = Scenario.State.OpenFollowUps.LastOrDefault()?.FollowUpId ?? "none", Assignee = pick % 3 == 0 ? null : $"staff-{pick % 2}", From = pick % 4 == 0 ? "" : null },
            _ when pick % 4 > 1 => new CompleteFollowUp { FollowUpId = Scenario.State.OpenFollowUps.FirstOrDefault()?.FollowUpId ?? "none", CompletionId = id, Outcome = (FollowUpOutcome)(1 + pick % 7), DoneBy = "staff-1" },
            _ => new CompleteFollowUp { FollowUpId = Scenario.State.OpenFollowUps.FirstOrDefault()?.FollowUpId ?? "none" },
        };
        return command with { OccurredAt = at.ToOffset(TimeSpan.FromHours(pick % 13)) };
    }

    /// <summary>One of them, which is not among them from now on: its reversal is known by its id.</summary>
    private static string Taken(List<string> ids, int pick)
    {
        var id = ids[pick % ids.Count];
        ids.Remove(id);
        return id;
    }

    /// <summary>The next change of a person's conversion, as the person's own actor would tell it.</summary>
    private CountConversion Conversion(string friend, DateTimeOffset at)
    {
        var told = _conversions.GetValueOrDefault(friend);
        var next = told is not { Change: var change } ? new CountConversion { ReferredCustomerId = friend, Change = 1, ConvertedAt = at }
            : change % 2 == 0 ? told with { Change = change + 1, ConvertedAt = at, MovedFrom = null }
            : _count % 2 == 0 ? told with { Change = change + 1, MovedFrom = null }
            : told with { Change = change + 2, ConvertedAt = at, MovedFrom = told.ConvertedAt };
        return _conversions[friend] = next;
    }

    /// <summary>A purchase with vouchers: one that the customer holds, or that everybody can use, however often.</summary>
    private RedeemVouchers Redemption(string id, Step step, DateTimeOffset at)
    {
        var value = new VoucherTerms { Value = new(1 + step.Cents * 20L), KeepsRest = step.Pick % 2 == 0, UsesPerCustomer = step.Pick % 3 == 0 ? 1_000 : null, Categories = step.Pick % 5 == 0 ? ["x"] : [] };
        var percent = new VoucherTerms { Percent = 1 + step.Pick % 40, Cap = new(50_000), ValidTo = step.Pick % 3 == 0 ? DateOnly.FromDateTime(at.AddYears(5).DateTime) : null };
        var held = CustomerVouchers.Part.Of(Scenario.State).Held.FindAll(voucher => voucher.Code.StartsWith("ADA-", StringComparison.Ordinal));
        var code = step.Pick % 3 > 0 && held.Count > 0 ? held[step.Cents % held.Count].Code : "TEN";
        var purchase = new RecordPurchase { PurchaseId = id, Lines = Lines(step), Vouchers = [code, "PERCENT"] };
        return RedeemVouchers.Of(purchase, [new(code) { Terms = value, Number = _count, MadeAt = at }, new("PERCENT") { Terms = percent, Number = _count, MadeAt = at }]);
    }

    private ActorCommand Household(string id, Step step) => (HouseholdMembership.Part.Of(Scenario.State).HouseholdId, step.Cents % 4) switch
    {
        (null, < 2) => new JoinHousehold { HouseholdId = "rossi" },
        (not null, 0) => new LeaveHousehold { HouseholdId = "rossi" },
        (not null, 1 or 2) => new ContributeToMember { ContributionId = id, HouseholdId = "rossi", ToCustomerId = "other", Wallet = "points", Amount = new((1 + (step.Pick % 5)) * WalletAmount.Scale) },
        _ => new TakeContribution
        {
            ContributionId = id, FromCustomerId = "other", Wallet = step.Pick % 3 == 0 ? "stamps" : "points",
            Lots = [new(DateOnly.FromDayNumber(739_000 + step.Cents), new((1 + step.Pick) * WalletAmount.Scale)), new(null, new(WalletAmount.Scale))],
        },
    };

    private ActorCommand Grant(string id, Step step) => (step.Pick % 8) switch
    {
        5 when step.Cents % 3 == 2 => new GrantPrize
        {
            GrantId = $"raffle:{id}", Reward = ((string[])["coffee", "tickets", "bonus", "none", "mug"])[step.Cents % 5],
            Stock = step.Cents % 5 == 4 ? new("gift:mug") { Terms = new(9), Number = step.Cents, MadeAt = DateTimeOffset.MaxValue } : null,
        },
        0 => new GrantFromStock { Grant = new() { GrantId = id, Reward = "mug", Free = step.Cents % 2 == 0 }, Stock = new("gift:mug") { Terms = new(9), Number = _count, MadeAt = DateTimeOffset.MaxValue } },
        1 when _grants.Count > 0 => new ReverseGrant { GrantId = _grants[step.Cents % _grants.Count] },
        2 => new NoteVoucher { Code = id, Terms = new() { Value = new(1 + step.Cents), ValidTo = step.Cents % 2 == 0 ? null : new(2026, 12, 31) } },
        3 => new ForgetVoucher { Code = $"ADA-{step.Cents % 20}" },
        4 => Offer(id, step),
        var other => new GrantReward { GrantId = id, Reward = ((string[])["coffee", "tickets", "bonus"])[other % 3], Free = step.Cents % 3 == 0 },
    };

    private OfferReward Offer(string id, Step step) => new()
    {
        CampaignId = $"campaign-{step.Cents % Campaigns}", RunId = id, RunNumber = 1 + step.Cents % 3, Reward = ((string[])["coffee", "tickets", "bonus", "none", "mug"])[step.Cents % 5], HoldoutPercent = step.Cents % 2 * 50, MeasureDays = step.Cents % 4 * 3,
        PerCustomer = step.Cents % 3 == 0 ? new(2, step.Cents % 4 == 0 ? 30 : null) : null, Exclusive = step.Cents % 7 == 0 ? new("thanks", 20) : null,
        CostLimit = step.Cents % 6 == 0 ? Money.Zero : null, BudgetUsedUp = step.Cents % 11 == 0,
        Stock = step.Cents % 5 == 4 ? new("gift:mug") { Terms = new(9), Number = step.Cents, MadeAt = DateTimeOffset.MaxValue } : null,
    };

    /// <summary>Something about consents or messages.</summary>
    private ActorCommand Contact(string id, Step step)
    {
        var (purpose, latest) = (step.Cents % 2 == 0 ? ContactPurpose.Survey : ContactPurpose.Marketing, CustomerMessages.Part.Of(Scenario.State).Latest);
        var (sent, open) = (latest.Find(known => known.Attempts > 0)?.MessageId, latest.Find(known => known.Status == MessageStatus.Planned)?.MessageId);
        return (step.Cents % 8) switch
        {
            < 4 when Scenario.State.Profile.Email is null => new ChangeRegistration { ChangeId = id, Email = "ada@example.org" },
            < 2 when sent is not null => new ReportMessage { ReportId = id, MessageId = sent, Kind = (MessageReport)(1 + step.HoursAgo % 3) },
            < 2 when open is not null => new MoveMessage { MessageId = open, Status = step.HoursAgo % 3 == 0 ? MessageStatus.PutOff : MessageStatus.InHand, Until = step.HoursAgo % 3 == 0 ? Scenario.Now.AddHours(step.Pick) : null },
            < 4 when step.HoursAgo % 9 == 8 => new PlanMessage { MessageId = id, Template = "none" },
            < 4 => new PlanByTemplate { Message = new() { MessageId = id, Template = "news" }, Purpose = step.HoursAgo % 5 == 0 ? purpose : ContactPurpose.Service },
            < 6 => new ChangeConsent { ConsentId = id, Channel = (ContactChannel)(1 + step.Pick % 3), Purpose = purpose, IsGiven = step.HoursAgo % 4 > 0 },
            _ when GivenConsents.Part.Of(Scenario.State).Requested is [var asked, ..] => new ConfirmConsent { ConsentId = asked.ConsentId },
            _ => new RequestConsent { ConsentId = id, Channel = ContactChannel.Phone, Purpose = purpose },
        };
    }

    private AmendPurchase Amendment(string id, Step step)
    {
        var amendment = new AmendPurchase { AmendmentId = id, PurchaseId = _purchases[step.Pick % _purchases.Count].PurchaseId };
        return step.Cents % 2 == 0 ? amendment with { Amount = new Money(step.Cents * 120L) } : amendment with { Lines = Lines(step)[..(1 + step.Pick % 3)] };
    }

    private static PurchaseLine[] Lines(Step step) =>
    [
        new("a", "x", 1 + step.Pick % 4, new Money(step.Cents * 100L)),
        new("b", null, 0.5m + step.Pick % 3, step.Pick % 7 == 0 ? Money.Zero : new Money(step.Cents * 7L + 100)),
        new("a", "x", 1, new Money(step.Cents * 90L)),
    ];

    private static Money LinesTotal(Step step) => new(Lines(step).Sum(line => line.UnitPrice.Times(line.Quantity).Units));

    private RecordReturn Return(string id, Step step)
    {
        if (_purchases.Count == 0) return new() { ReturnId = id, PurchaseId = "none" };
        var purchase = _purchases[step.Pick % _purchases.Count];
        var returned = new RecordReturn { ReturnId = id, PurchaseId = purchase.PurchaseId };
        return (step.Cents % 4, purchase.Lines) switch
        {
            (0, _) => returned with { Amount = new Money(step.Cents * 50L) },
            (1, not null) => returned with { Lines = [new(Sku: "a", Quantity: 1)] },
            (2, not null) => returned with { Lines = [new(Line: 2)] },
            _ => returned,
        };
    }
}
