using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A purchase with what the engine knows of the vouchers that it names. Sent by the engine, not by callers.</summary>
/// <remarks>
/// While uses are not taken out yet, it ends with <see cref="ReservationNeeded"/> where nothing else stands against the purchase: nothing is taken out for one
/// that is refused or known.
/// </remarks>
public sealed record RedeemVouchers : ActorCommand, IPriced
{
    /// <summary>Most vouchers of one purchase.</summary>
    public const int Most = 10;

    /// <summary>Code of the refusal of a purchase against which nothing stands but that uses are to be taken out; between engine and customer.</summary>
    public const string ReservationNeeded = "voucher_reservation_needed";

    /// <summary>Code of the refusal of a purchase of which a use was given back, so that another is to be taken out; between engine and customer.</summary>
    public const string ReservationRevoked = "voucher_reservation_revoked";

    /// <summary>The purchase as it was sent.</summary>
    public RecordPurchase Purchase { get; init; } = new();

    /// <summary>The vouchers, in the order of the purchase.</summary>
    public IReadOnlyList<VoucherClaim> Claims { get; init; } = [];

    [JsonIgnore]
    public override string? NaturalId => Purchase.NaturalId;

    /// <remarks>While no use is taken out, what is asked is above all whether the purchase is known, so that it is looked up at once.</remarks>
    [JsonIgnore]
    public override string? ConcernsId => Claims.Any(claim => claim.Number == 0) ? NaturalId : null;

    public override ActorCommand AsSent() => Purchase;

    [JsonIgnore]
    public string? Currency => Purchase.Currency;

    /// <summary>Of a purchase.</summary>
    public static RedeemVouchers Of(RecordPurchase purchase, IReadOnlyList<VoucherClaim> claims) => new() { Purchase = purchase, Claims = claims, OccurredAt = purchase.OccurredAt };

    public override IEnumerable<FieldFault> Faults() => Purchase.Faults();

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => Purchase.Ground(state, past);

    public override Verdict Decide(in Situation situation)
    {
        var draft = new VoucherDraft(Purchase, situation);
        foreach (var claim in Claims)
            if (draft.Take(claim) is { } refusal) return refusal;
        var verdict = Purchase.Decide(situation, draft);
        return verdict.Event is null ? verdict : Reserved(situation, Claims) ?? verdict;
    }

    /// <summary>Whether uses are taken out that the customer accepts; null where they are.</summary>
    internal static Verdict? Reserved(in Situation situation, IReadOnlyList<VoucherClaim> claims)
    {
        if (claims.Any(claim => claim.Number == 0)) return VoucherRefusal.Needed();
        var revoked = CustomerVouchers.Part.Of(situation.State).RevokedThrough;
        return claims.Any(claim => claim.MadeAt <= revoked) ? VoucherRefusal.Revoked() : default(Verdict?);
    }

    internal static IEnumerable<FieldFault> Faults(IReadOnlyList<string>? codes)
    {
        if (codes is null) return [];
        if (codes.Count > Most) return [new("vouchers", $"Must be at most {Most}.")];
        return codes.SelectMany((code, at) => VoucherCode.Faults($"vouchers[{at}]", code) is var faults && faults.Any() ? faults
            : codes.Take(at).Any(other => other is not null && VoucherCode.KeyOf(other) == VoucherCode.KeyOf(code)) ? [new($"vouchers[{at}]", "Stands there twice.")] : []);
    }
}

/// <summary>A voucher that a purchase has used.</summary>
/// <param name="Code">The code.</param>
/// <param name="Number">The number of the use among those of the voucher.</param>
/// <param name="Discount">What the voucher took off.</param>
public sealed record RedeemedVoucher(string Code, long Number, Money Discount)
{
    /// <summary>What of the discount has come back to the voucher.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money CameBack { get; init; }

    /// <summary>Whether the voucher keeps what is left of its value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsRest { get; init; }

    /// <summary>Whether uses by the customer are limited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCounted { get; init; }

    /// <summary>The voucher's last day. Null for ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateOnly? ValidTo { get; init; }

    internal static IEnumerable<Message> Tell(IReadOnlyList<RedeemedVoucher>? redeemed, string customerId, string purchaseId) =>
        (redeemed ?? []).Select(voucher => new Message(
            new(ActorKind.VoucherCode, voucher.Code), new ConfirmUse { Number = voucher.Number, CustomerId = customerId, PurchaseId = purchaseId, Discount = voucher.Discount }));
}

/// <summary>A voucher to which a return gives something back.</summary>
/// <param name="Code">The code.</param>
/// <param name="Number">The number of the use.</param>
/// <param name="Amount">What of the discount comes back to the voucher.</param>
/// <param name="Whole">Whether the use does not count any more.</param>
public sealed record ReversedVoucher(string Code, long Number, Money Amount, bool Whole)
{
    internal static IEnumerable<Message> Tell(IReadOnlyList<ReversedVoucher>? reversed, string customerId, string returnId) =>
        (reversed ?? []).Select(voucher => new Message(
            new(ActorKind.VoucherCode, voucher.Code),
            new ReverseUse { Number = voucher.Number, CustomerId = customerId, ReturnId = returnId, Amount = voucher.Amount, Whole = voucher.Whole }));
}
