using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Purchases;

/// <summary>
/// What a purchase holds after it was edited. This amount, or these lines, replace everything that the purchase held.
/// The purchase keeps its date, and counts in the month of that date.
/// </summary>
public sealed record AmendPurchase : ActorCommand, IPriced
{
    /// <summary>The amendment's id.</summary>
    public string AmendmentId { get; init; } = "";

    /// <summary>The purchase that was edited.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>
    /// What the purchase comes to now, after all discounts. Returns are not taken off. Leave the amount out if lines
    /// give it.
    /// </summary>
    public Money? Amount { get; init; }

    /// <summary>ISO 4217 code. If left out, the program's currency.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// A discount on the purchase as a whole, in addition to the discounts of its lines. Needs lines. If left out,
    /// 0.00.
    /// </summary>
    public Money Discount { get; init; }

    /// <summary>
    /// Every line that the purchase holds now, lines that have come back included. A line keeps its number: a return of
    /// line 2 stays a return of line 2.
    /// </summary>
    public IReadOnlyList<PurchaseLine>? Lines { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "purchase_amendment:" + AmendmentId;

    [JsonIgnore]
    public override string? ConcernsId => RecordPurchase.IdOf(PurchaseId);

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(AmendmentId) ? this with { AmendmentId = id } : this;

    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("amendmentId", AmendmentId), .. AsPurchase.Faults()];

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.RestOf(ConcernsId!)?.PurchasedAt;

    public override Verdict Decide(in Situation situation)
    {
        var policy = situation.Program.Policy;
        if (Currency is not null && policy.Currency is not null && Currency != policy.Currency) return Refusal.CurrencyMismatch(Currency, policy.Currency);
        if (situation.Past.RestOf(ConcernsId!) is not { } rest) return Refusal.PurchaseNotFound(PurchaseId);
        if (rest.MovedTo is { } holder) return Refusal.PurchaseMoved(holder);
        if (situation.At < rest.PurchasedAt) return Refusal.AmendmentBeforePurchase();
        if (rest.IsWhole) return Refusal.PurchaseReturned();
        var (amount, lines) = AsPurchase.Paid();
        var happened = new PurchaseAmended(AmendmentId, PurchaseId, amount, lines) { PurchasedAt = rest.PurchasedAt, Before = rest.Paid };
        // One that states no moment is of now, whatever the clock says.
        if (OccurredAt is not null && situation.At < rest.AmendedAt) return happened with { IsSuperseded = true };
        if (!rest.CanBecome(amount, lines)) return Refusal.AmendmentBelowReturns();
        if ((Int128)situation.State.Revenue.Units + amount.Units - rest.Paid.Units > long.MaxValue) return Refusal.TotalLimitReached();
        var draft = new WalletDraft(situation);
        rest.Earn(draft, situation.Program.Calendar.DayOf(rest.PurchasedAt), situation.State.Standing.Rung, amount, lines);
        return draft.IsBeyondLimit ? Refusal.TotalLimitReached() : happened with { Movements = draft.Movements };
    }

    private RecordPurchase AsPurchase => new() { PurchaseId = PurchaseId, Amount = Amount, Currency = Currency, Discount = Discount, Lines = Lines };
}

/// <summary>
/// A purchase was edited. The purchase holds this from now on, and counts in the month in which it was placed.
/// </summary>
/// <param name="AmendmentId">The amendment's id.</param>
/// <param name="PurchaseId">The purchase.</param>
/// <param name="Amount">What it comes to.</param>
/// <param name="Lines">What it holds. Null if the purchase names no lines.</param>
public sealed record PurchaseAmended(string AmendmentId, string PurchaseId, Money Amount, IReadOnlyList<PaidLine>? Lines) : ActorEvent, IMovesWallets
{
    /// <summary>What the purchase earns more, or less, in wallets. Absent if that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    /// <summary>When the purchase was placed.</summary>
    public DateTimeOffset PurchasedAt { get; init; }

    /// <summary>What it came to until now.</summary>
    public Money Before { get; init; }

    /// <summary>
    /// Whether another of a later date was recorded before this one. If so, the other holds, and this one changes
    /// nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSuperseded { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        if (IsSuperseded) return state;
        state = HeldWallets.Move(state, Movements, moment);
        return PurchaseHistory.Part.Of(state).ChangeRevenue(state, PurchasedAt, 0, Amount - Before, moment);
    }

    public override void Count(in Moment moment, Counters counters) => HeldWallets.Count(Movements, moment, counters);

    public override NaturalIds? Ids() => NaturalIds.Of(new AmendPurchase { AmendmentId = AmendmentId, PurchaseId = PurchaseId });
}
