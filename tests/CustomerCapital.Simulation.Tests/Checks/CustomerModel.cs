using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Simulation.Tests.Clients;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>One customer by plain lists of what was acknowledged: no state, no counters, no bounded memory. Shares no arithmetic with the engine.</summary>
internal sealed class CustomerModel(string customerId)
{
    private readonly Dictionary<string, Bought> _purchases = [];
    private readonly List<(DateTimeOffset At, long Units)> _credits = [];
    private readonly List<(DateTimeOffset At, long Sequence, bool Enrolled)> _enrolments = [];
    private readonly Dictionary<string, (DateTimeOffset At, int? Nps, int? Review)> _opinions = [];
    private readonly Dictionary<string, DateTimeOffset> _corrected = [];
    private readonly List<(DateTimeOffset At, string Channel)> _channels = [];
    private readonly List<(DateTimeOffset At, long Sequence, string Phone)> _phones = [];
    private readonly List<(DateTimeOffset At, long Sequence, string Zone)> _zones = [];
    private readonly HashSet<string> _open = [];
    private readonly Dictionary<string, string?> _assignees = [];
    private readonly Dictionary<string, long> _spendings = [];
    private readonly Dictionary<string, long> _grants = [];
    private long _adjusted;
    private bool _interested;

    /// <summary>When the orders that count were placed, oldest first.</summary>
    public List<DateTimeOffset> Orders => [.. _purchases.Values.Where(purchase => !purchase.Whole).Select(purchase => purchase.At).Order()];

    /// <summary>Net revenue, each part with the moment whose month it belongs to.</summary>
    public IEnumerable<(DateTimeOffset At, long Units)> Revenue =>
        _purchases.Values.Select(purchase => (purchase.At, purchase.Left)).Concat(_credits.Select(credit => (credit.At, -credit.Units)));

    /// <summary>What the wallet holds, in ten-thousandths: what purchases have earned that is left of them, less what pays for something or was spent.</summary>
    public decimal Balance => _purchases.Values.Sum(purchase => purchase.EarnedLeft - purchase.PaidLeft) - _spendings.Values.Sum() + _grants.Values.Sum() + _adjusted;

    /// <summary>By so much the balance may differ, since shares are rounded to ten-thousandths: a few for each line of each purchase.</summary>
    public int BalanceTolerance => 10 + 20 * _purchases.Count;

    /// <summary>Follow-ups that are not done.</summary>
    public IReadOnlySet<string> OpenFollowUps => _open;

    /// <summary>To whom a follow-up is assigned; null for nobody.</summary>
    public string? AssigneeOf(string followUpId) => _assignees.GetValueOrDefault(followUpId);

    /// <summary>When persons whom this customer brought have converted.</summary>
    public List<DateTimeOffset> Conversions { get; } = [];

    /// <summary>The last registration.</summary>
    public RegisterCustomer? Registration { get; set; }

    /// <summary>The telephone number of somebody who was never registered as a whole: of all changes that of the latest date.</summary>
    public string? Phone => _phones.Count == 0 ? null : _phones.Max().Phone;

    /// <summary>The time zone that was said of the latest date; null for none.</summary>
    public string? TimeZone => _zones.Count == 0 ? null : _zones.Max().Zone;

    /// <summary>Takes the next acknowledged command, and holds its receipt against it.</summary>
    public void Take(Sent sent)
    {
        var receipt = sent.Receipt!;
        Apply(sent.Command, receipt);
        var (orders, revenue) = (Orders.Count, Revenue.Sum(part => part.Units));
        Violation.Unless((receipt.Orders, receipt.Revenue.Units) == (orders, revenue),
            () => $"{sent} was answered with {receipt}, but everything acknowledged up to it comes to {orders} orders and {new Money(revenue)}");
        Violation.Unless(sent.Command.OccurredAt is not { } stated || stated == receipt.OccurredAt, () => $"{sent} was answered with another moment: {receipt}");
    }

    /// <summary>What was left of each purchase that was moved, by the move's id.</summary>
    public Dictionary<string, (DateTimeOffset At, long Left)> Moved { get; } = [];

    /// <summary>Takes a purchase that another customer had.</summary>
    public void Take(PurchaseTakenOver taken, DateTimeOffset at)
    {
        _purchases[taken.PurchaseId] = new(at, taken.PurchaseId, taken.Content);
        if (taken.Content.Channel is not null) _channels.Add((at, taken.Content.Channel));
    }

    /// <summary>Takes a change of the enrolment that was sent without an id.</summary>
    public void Take(EnrolmentChanged change, DateTimeOffset at, long sequence) => _enrolments.Add((at, sequence, change.Enrolled));

    /// <summary>The way of coming in.</summary>
    public string? Channel => Registration?.AcquisitionChannel ?? (_channels.Count == 0 ? null : _channels.Min().Channel);

    /// <summary>The standing that everything acknowledged earns at a moment, by the ladder's rules.</summary>
    public Standing StandingAt(DateTimeOffset moment, LoyaltyProgram program)
    {
        var (policy, orders) = (program.Policy, Orders);
        var enrolled = _enrolments.OrderBy(change => (change.At, change.Sequence)).LastOrDefault().Enrolled;
        // Of each kind the latest counts; of two of one moment the lower.
        var byNps = _opinions.Values.Where(opinion => opinion.Nps is not null).OrderBy(opinion => opinion.At).ThenByDescending(opinion => opinion.Nps).LastOrDefault();
        var byReview = _opinions.Values.Where(opinion => opinion.Review is not null).OrderBy(opinion => opinion.At).ThenByDescending(opinion => opinion.Review).LastOrDefault();
        List<DateTimeOffset> opinions =
            [.. byNps.Nps >= policy.Advocate.Nps ? [byNps.At] : Array.Empty<DateTimeOffset>(), .. byReview.Review >= policy.Advocate.Review ? [byReview.At] : Array.Empty<DateTimeOffset>()];
        var member = enrolled || Within(orders, policy.Member.WithinDays) >= policy.Member.Orders;
        var advocate = member && (Within(Conversions, policy.Advocate.WithinDays) >= policy.Advocate.Referrals || Within(opinions, policy.Advocate.WithinDays) > 0);
        var fan = advocate && Within(Conversions, policy.RavingFan.WithinDays) >= policy.RavingFan.Referrals;
        var earned = fan ? Rung.RavingFan : advocate ? Rung.Advocate : member ? Rung.Member
            : orders.Count > 1 ? Rung.Customer : orders.Count == 1 ? Rung.Buyer : _interested ? Rung.Prospect : Rung.InTargetMarket;
        var lapsed = orders.Count > 0 && Within(orders, policy.Lapse.AfterDays) == 0;
        return !lapsed || earned <= Rung.Buyer ? new(earned, lapsed) : new((Rung)Math.Max((int)Rung.Buyer, (int)earned - policy.Lapse.StepDown), true);

        int Within(IEnumerable<DateTimeOffset> evidence, int days) => evidence.Count(at => moment < program.Calendar.AddDays(at, days));
    }

    /// <inheritdoc/>
    public override string ToString() => customerId;

    /// <summary>How many purchases that are with the customer have used a voucher and have not come back whole, and what it took off them that did not come back.</summary>
    public (int Uses, long Taken) Used(string code)
    {
        var uses = _purchases.Values.Where(purchase => !purchase.Whole).SelectMany(purchase => purchase.Vouchers).Where(use => use.Code == code).ToList();
        return (uses.Count, uses.Sum(use => use.Discount - use.CameBack));
    }

    private void Apply(ActorCommand command, Receipt receipt)
    {
        var (at, sequence) = (receipt.OccurredAt, receipt.Sequence);
        switch (command)
        {
            case RecordPurchase purchase:
                var uses = VoucherUse.Of(purchase, receipt);
                foreach (var use in uses)
                    Violation.Unless(!(Used(use.Code).Uses >= use.Voucher.Terms.UsesPerCustomer), () => $"{customerId} has used {use.Code} once more in {receipt}");
                _purchases.Add(purchase.PurchaseId, new(at, purchase, uses));
                if (purchase.Channel is not null) _channels.Add((at, purchase.Channel));
                break;
            case AmendPurchase amendment:
                _purchases[amendment.PurchaseId].Become(amendment, at);
                break;
            case MovePurchase move:
                var moved = _purchases[move.PurchaseId];
                Moved.Add(move.MoveId, (moved.At, moved.Left));
                moved.Go();
                break;
            case RecordReturn { PurchaseId: null } credit:
                _credits.Add((at, credit.Amount!.Value.Units));
                break;
            case RecordReturn returned:
                _purchases[returned.PurchaseId!].Take(returned);
                break;
            case RecordInteraction interaction:
                _interested |= interaction.Kind == InteractionKind.Inquiry;
                break;
            case GiveFeedback feedback:
                _opinions.Add(feedback.FeedbackId, (at, feedback.Nps, feedback.Review));
                FollowUp(feedback.FeedbackId, sequence);
                break;
            case CorrectFeedback correction:
                if (correction.OccurredAt is not null && _corrected.TryGetValue(correction.FeedbackId, out var last) && at < last) break;
                _corrected[correction.FeedbackId] = at;
                var wasDetractors = IsDetractors(correction.FeedbackId);
                _opinions[correction.FeedbackId] = (_opinions[correction.FeedbackId].At, correction.Nps, correction.Review);
                if (!wasDetractors) FollowUp(correction.FeedbackId, sequence);
                break;
            case WithdrawFeedback withdrawal:
                _opinions.Remove(withdrawal.FeedbackId);
                break;
            case SetEnrolment enrolment:
                _enrolments.Add((at, sequence, enrolment.Enrolled!.Value));
                break;
            case ChangeRegistration change:
                if (change.Phone is { } phone) _phones.Add((at, sequence, phone));
                if (change.TimeZone is { } zone) _zones.Add((at, sequence, zone));
                break;
            case ScheduleFollowUp scheduled:
                _open.Add(scheduled.FollowUpId);
                break;
            case SpendFromWallet spending:
                _spendings.Add(spending.SpendingId, spending.Amount.Units);
                break;
            case ReverseSpending reversal:
                _spendings.Remove(reversal.SpendingId);
                break;
            case GrantReward grant:
                var reward = CommandSource.Rewards.Single(rule => rule.Name == grant.Reward);
                _grants.Add(grant.GrantId, (reward.Credit?.Amount.Units ?? 0) - (grant.Free ? 0 : reward.Price!.Amount.Units));
                break;
            case ReverseGrant reversal:
                _grants.Remove(reversal.GrantId);
                break;
            case ReversePayment reversal:
                _purchases[reversal.PurchaseId].ReversePayment();
                break;
            case AdjustWallet adjustment:
                _adjusted += adjustment.Amount.Units;
                break;
            case CompleteFollowUp done:
                Violation.Unless(_open.Remove(done.FollowUpId), () => $"{customerId} had no follow-up {done.FollowUpId} to tick off in {receipt}");
                _assignees.Remove(done.FollowUpId);
                _interested |= done.Outcome == FollowUpOutcome.OrderPromised;
                break;
            case AssignFollowUp assignment:
                var before = _assignees.GetValueOrDefault(assignment.FollowUpId) ?? "";
                Violation.Unless(assignment.From is null || assignment.From == before || assignment.Assignee == (before.Length == 0 ? null : before), () => $"{customerId} had {assignment.FollowUpId} with '{before}', and {receipt} has given it on");
                _assignees[assignment.FollowUpId] = assignment.Assignee;
                break;
        }
    }

    /// <summary>The answer of a detractor to a survey opens a follow-up, by the default policy.</summary>
    private void FollowUp(string feedbackId, long sequence)
    {
        if (InviteToSurvey.AnsweredBy(feedbackId) is not null && IsDetractors(feedbackId) && _open.Count < ScheduleFollowUp.OpenLimit) _open.Add($"{feedbackId}:{sequence}");
    }

    private bool IsDetractors(string feedbackId) => _opinions[feedbackId] is { Nps: <= 6 } or { Review: <= 2 };

    /// <summary>A purchase and what is left of it.</summary>
    private sealed class Bought(DateTimeOffset at, string purchaseId, Money? amount, IReadOnlyList<PurchaseLine>? lines)
    {
        private readonly Dictionary<int, long> _back = [];
        private IReadOnlyList<PurchaseLine>? _lines = lines;
        private List<VoucherUse> _vouchers = [];
        private long _paid = PaidFor(amount, lines);
        private long _paidBack;
        private DateTimeOffset? _amendedAt;
        private decimal _earningShare = 1;
        private readonly long _paidByWallet;

        public Bought(DateTimeOffset at, RecordPurchase purchase, List<VoucherUse> vouchers)
            : this(at, purchase.PurchaseId, purchase.Amount, purchase.Lines)
        {
            _vouchers = vouchers;
            _paid -= vouchers.Sum(use => use.Discount);
            PaidLeft = _paidByWallet = (purchase.Payments ?? []).Sum(payment => payment.Amount.Units);
            Share();
        }

        public Bought(DateTimeOffset at, string purchaseId, MovedContent content)
            : this(at, purchaseId, content.Amount, content.Lines?.Select(line => new PurchaseLine(line.Sku, line.Category, line.Quantity, line.UnitPrice)).ToList())
        {
            _paidBack = content.CameBack.Units;
            _vouchers = [.. (content.Vouchers ?? []).Select(voucher => new VoucherUse(VoucherUse.VoucherOf(voucher.Code), voucher.Discount.Units, voucher.CameBack.Units))];
            if (content.Earned is [var earned] && content.Amount > Money.Zero) _earningShare = (decimal)earned.InAll.Units / content.Amount.Units;
            foreach (var line in content.CameBackOfLines ?? []) _back[line.Line!.Value - 1] = (long)line.Quantity;
        }

        public DateTimeOffset At => at;

        public long Left => _paid - _paidBack;

        public bool Whole { get; private set; }

        /// <summary>The vouchers that it has used.</summary>
        public IReadOnlyList<VoucherUse> Vouchers => _vouchers;

        /// <summary>What it has earned that is not taken back.</summary>
        public decimal EarnedLeft => Whole ? 0 : Left * _earningShare;

        /// <summary>What the wallet has paid that is not given back.</summary>
        public long PaidLeft { get; private set; }

        public void ReversePayment() => PaidLeft = 0;

        public void Take(RecordReturn returned)
        {
            var everything = returned is { Lines: null, Amount: null };
            var worth = Left > 0;
            if (everything) _paidBack = _paid;
            else if (returned.Amount is { } amount) _paidBack += amount.Units;
            else foreach (var line in returned.Lines!) TakeLine(line);
            Violation.Unless(Left >= 0, () => $"More came back of purchase {purchaseId} than was paid: {Left}");
            if (_paid > 0) PaidLeft = Math.Min(PaidLeft, (long)Math.Ceiling((decimal)_paidByWallet * Left / _paid));
            Whole |= everything || (Left == 0 && (worth || _lines is not null) && !(_lines ?? []).Where((line, i) => LeftOf(i) > 0 && IsFree(i)).Any());
            if (Whole) PaidLeft = 0;
            _vouchers = [.. _vouchers.Select(use => use.After(Left, _paid))];
        }

        /// <summary>It is another customer's.</summary>
        public void Go() => (Whole, _paidBack) = (true, _paid);

        /// <summary>Holds this instead, unless one of a later date holds.</summary>
        public void Become(AmendPurchase amendment, DateTimeOffset at)
        {
            if (amendment.OccurredAt is not null && at < _amendedAt) return;
            var before = _paid;
            (_lines, _paid, _amendedAt) = (amendment.Lines, PaidFor(amendment.Amount, amendment.Lines), at);
            // What is as it was keeps what it had earned.
            if (_lines is not null || _paid != before) Share();
        }

        /// <summary>What the wallet pays earns nothing.</summary>
        private void Share() => _earningShare = _paid == 0 ? 0 : 1 - Math.Min(1, (decimal)PaidLeft / _paid);

        private static long PaidFor(Money? amount, IReadOnlyList<PurchaseLine>? lines) =>
            lines is null ? amount!.Value.Units : lines.Sum(line => (long)line.Quantity * line.UnitPrice.Units);

        private long LeftOf(int line) => (long)_lines![line].Quantity - _back.GetValueOrDefault(line);

        private bool IsFree(int line) => _lines![line].UnitPrice == Money.Zero;

        private void TakeLine(ReturnLine line)
        {
            for (var i = 0; i < _lines!.Count; i++)
            {
                if ((line.Line is { } number && number != i + 1) || (line.Sku is { } sku && sku != _lines[i].Sku) || LeftOf(i) == 0) continue;
                var taken = line.Quantity is { } wanted ? Math.Min((long)wanted, LeftOf(i)) : LeftOf(i);
                _back[i] = _back.GetValueOrDefault(i) + taken;
                _paidBack += taken * _lines[i].UnitPrice.Units;
                return;
            }
        }
    }
}
