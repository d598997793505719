using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Purchases;

/// <summary>A purchase: an amount, or lines that add up to one. An amount of zero is a valid order (a free item).</summary>
public sealed record RecordPurchase : ActorCommand, IPriced
{
    /// <summary>Most lines in one purchase.</summary>
    public const int LineLimit = 2_000;

    /// <summary>The order's number at the shop or till.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>What was paid, after all discounts but vouchers. Leave the amount out if lines give it.</summary>
    public Money? Amount { get; init; }

    /// <summary>ISO 4217 code. If left out, the program's currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Where it was bought, for example <c>web</c> or <c>store-7</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>
    /// A discount on the purchase as a whole, in addition to the discounts of its lines. Needs lines. If left out,
    /// 0.00.
    /// </summary>
    public Money Discount { get; init; }

    /// <summary>What was bought. May be left out.</summary>
    public IReadOnlyList<PurchaseLine>? Lines { get; init; }

    /// <summary>What wallets pay of the amount. May be left out.</summary>
    public IReadOnlyList<WalletPayment>? Payments { get; init; }

    /// <summary>
    /// Codes of vouchers, at most 10. Each takes something off what those before it have left of the amount, which is
    /// stated before vouchers. May be left out.
    /// </summary>
    public IReadOnlyList<string>? Vouchers { get; init; }

    /// <summary>
    /// The hold under which vouchers are held for this purchase. A voucher without such a hold is used all the same,
    /// if it has a use left. May be left out.
    /// </summary>
    public string? VoucherHoldId { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(PurchaseId);

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(PurchaseId) ? this with { PurchaseId = id } : this;

    /// <summary>The natural id of a purchase.</summary>
    public static string IdOf(string purchaseId) => "purchase:" + purchaseId;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
        foreach (var fault in Text.TextFaults("channel", Channel)) yield return fault;
        if (Currency is not null && !ProgramPolicy.IsCurrency(Currency)) yield return new("currency", "A currency is three capital letters, such as EUR.");
        foreach (var fault in WalletPayment.Faults(Payments)) yield return fault;
        foreach (var fault in RedeemVouchers.Faults(Vouchers)) yield return fault;
        if (VoucherHoldId is not null) foreach (var fault in Text.IdFaults("voucherHoldId", VoucherHoldId)) yield return fault;
        if (Lines is not { Count: > 0 })
        {
            if (Amount is null) yield return new("amount", "Is required where no lines give it.");
            else if (Amount.Value.IsNegative || Amount > Money.Limit) yield return new("amount", $"Must be 0 to {Money.Limit}; what comes back is a return.");
            if (Discount != Money.Zero) yield return new("discount", "Needs lines to be taken off; without them, send the amount that was paid.");
            yield break;
        }

        if (Lines.Count > LineLimit)
        {
            yield return new("lines", $"Must be at most {LineLimit} lines.");
            yield break;
        }

        var faults = 0;
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines[i] is { IsSound: true }) continue;
            foreach (var fault in Lines[i]?.Faults($"lines[{i}]") ?? [new($"lines[{i}]", "Must be an object.")])
            {
                faults++;
                yield return fault;
            }
        }

        if (faults > 0) yield break;
        var sum = new Money(Lines.Sum(line => line.Net.Units));
        if (Discount.IsNegative || Discount > sum) yield return new("discount", $"Must be 0 to {sum}, what the lines come to.");
        else if (sum > Money.Limit) yield return new("lines", $"Must come to at most {Money.Limit}.");
        else if (Amount is { } amount && amount != sum - Discount) yield return new("amount", $"Is {amount}, but the lines less discounts come to {sum - Discount}.");
    }

    public override Verdict Decide(in Situation situation) => Vouchers is not { Count: > 0 }
        ? Decide(situation, null)
        : throw new InvalidOperationException($"A purchase with vouchers is decided by {nameof(RedeemVouchers)}.");

    /// <summary>Decides it with what vouchers have taken off.</summary>
    internal Verdict Decide(in Situation situation, VoucherDraft? vouchers)
    {
        var policy = situation.Program.Policy;
        if (Currency is not null && policy.Currency is not null && Currency != policy.Currency) return Refusal.CurrencyMismatch(Currency, policy.Currency);
        if (policy.KnownCustomersOnly && situation.State.Sequence == 0) return Refusal.CustomerNotKnown(situation.State.CustomerId);
        var (amount, lines) = vouchers is null ? Paid() : (vouchers.Amount, vouchers.Lines);
        if ((Int128)situation.State.Revenue.Units + amount.Units > long.MaxValue) return Refusal.TotalLimitReached();
        var purchase = new PurchaseRecorded(PurchaseId, amount, Channel, lines) { Vouchers = vouchers?.Redeemed };
        if (policy.Wallets.Count == 0 && Payments is null) return purchase;
        var draft = new WalletDraft(situation);
        if (WalletPayment.Pay(draft, Payments, amount, out var paid) is { } refusal) return refusal;
        Earning.Add(draft, policy, situation.State.Standing.Rung, purchase, paid);
        return draft.IsBeyondLimit ? Refusal.TotalLimitReached() : purchase with { Movements = draft.Movements };
    }

    /// <summary>What it comes to before vouchers.</summary>
    [JsonIgnore]
    public Money AmountBeforeVouchers => Paid().Amount;

    /// <summary>What is paid once every discount is taken off, in all and for each line; no lines where it names none.</summary>
    internal (Money Amount, IReadOnlyList<PaidLine>? Lines) Paid()
    {
        if (Lines is not { Count: > 0 } bought) return (Amount!.Value, null);
        var lines = PaidLine.Share(bought, Discount);
        return (new Money(lines.Sum(line => line.Paid.Units)), lines);
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => state.FirstOrderAt is null ? state.BroughtBy?.At : null;
}
