using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>What a purchase comes to while vouchers take something off, one after the other. Each takes off what those before it have left.</summary>
public sealed class VoucherDraft
{
    private readonly Situation _situation;
    private readonly Money _before;
    private readonly PaidLine[]? _lines;
    private readonly List<RedeemedVoucher> _redeemed = [];

    /// <summary>A purchase before vouchers.</summary>
    /// <param name="purchase">The purchase, without faults.</param>
    /// <param name="situation">Who buys, and when.</param>
    public VoucherDraft(RecordPurchase purchase, in Situation situation)
    {
        var (amount, lines) = purchase.Paid();
        (_situation, _before, Amount, _lines) = (situation, amount, amount, lines?.ToArray());
    }

    /// <summary>What the purchase comes to.</summary>
    public Money Amount { get; private set; }

    /// <summary>What each line comes to; null where it names none.</summary>
    public IReadOnlyList<PaidLine>? Lines => _lines;

    /// <summary>What vouchers have taken off; null for nothing.</summary>
    public IReadOnlyList<RedeemedVoucher>? Redeemed => _redeemed.Count == 0 ? null : _redeemed;

    /// <summary>Why a voucher cannot be used on a day; null where it can.</summary>
    internal static Refusal? RefusesDay(string code, VoucherTerms terms, DateOnly day) =>
        day < terms.ValidFrom ? VoucherRefusal.NotYetValid(code, terms.ValidFrom.Value) : day > terms.ValidTo ? VoucherRefusal.Expired(code, terms.ValidTo.Value) : null;

    /// <summary>Takes a voucher.</summary>
    /// <returns>Why it takes nothing off; null where it does.</returns>
    public Refusal? Take(VoucherClaim claim)
    {
        if (claim.Refused is { } refused) return refused;
        if (CustomerVouchers.Part.Of(_situation.State).Lost.Contains(claim.Code)) return VoucherRefusal.Ended(claim.Code);
        var (terms, code, state, calendar) = (claim.Terms!, claim.Code, _situation.State, _situation.Program.Calendar);
        // What is held is kept as of the moment when it was held.
        var day = calendar.DayOf(claim.HeldAt < _situation.At ? claim.HeldAt.Value : _situation.At);
        if (RefusesDay(code, terms, day) is { } untimely) return untimely;
        if (terms.CustomerId is { } owner && !state.IsKnownAs(owner)) return VoucherRefusal.NotForCustomer(code);
        if (terms.UsesPerCustomer is { } limit && CustomerVouchers.Part.Of(state).RefusesUse(code, terms, limit, state, calendar) is { } used) return used;
        if (_before < terms.MinimumOrder) return VoucherRefusal.MinimumOrder(code, terms.MinimumOrder);
        var fitting = terms.IsForArticles ? new Money(_lines?.Where(line => terms.Fits(line.Sku, line.Category)).Sum(line => line.Paid.Units) ?? 0) : Amount;
        var discount = terms.DiscountOf(fitting, claim.Most);
        if (discount == Money.Zero) return terms.IsForArticles ? VoucherRefusal.NotForArticles(code) : VoucherRefusal.NothingToTakeOff(code);
        TakeOff(terms, fitting, discount);
        _redeemed.Add(new(code, claim.Number, discount) { KeepsRest = terms.KeepsRest, IsCounted = terms.UsesPerCustomer is not null, ValidTo = terms.ValidTo });
        return null;
    }

    /// <summary>Spreads a discount over the lines that it is for, in proportion to what they come to, exact to the last ten-thousandth.</summary>
    private void TakeOff(VoucherTerms terms, Money fitting, Money discount)
    {
        Amount -= discount;
        var (before, spread) = (0L, 0L);
        for (var at = 0; at < (_lines?.Length ?? 0); at++)
        {
            var line = _lines![at];
            if (!terms.Fits(line.Sku, line.Category)) continue;
            before += line.Paid.Units;
            var soFar = (long)((Int128)discount.Units * before / fitting.Units);
            _lines[at] = line with { Paid = line.Paid - new Money(soFar - spread) };
            spread = soFar;
        }
    }
}

/// <summary>What the engine knows of a voucher that a purchase names.</summary>
/// <param name="Code">The code as it is kept.</param>
public sealed record VoucherClaim(string Code)
{
    /// <summary>The voucher's terms; null where there is no such voucher.</summary>
    public VoucherTerms? Terms { get; init; }

    /// <summary>Why no use can be taken out; null where one can.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>What can be taken of its value; null where it does not keep its rest.</summary>
    public Money? Most { get; init; }

    /// <summary>When it was held for the purchase; null where it was not.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>The number of the use that was taken out; 0 while there is none.</summary>
    public long Number { get; init; }

    /// <summary>When the use was taken out.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>What a voucher's state says of a purchase that names it, before a use is taken out.</summary>
    /// <param name="code">The code as it is kept.</param>
    /// <param name="state">The voucher; null where nobody has issued it.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="purchaseId">The purchase, or what else uses it.</param>
    /// <param name="holdId">The hold that it names; null for none.</param>
    /// <param name="now">The engine's time.</param>
    public static VoucherClaim Of(string code, ActorState? state, string customerId, string purchaseId, string? holdId, DateTimeOffset now)
    {
        var voucher = state is null ? new([]) : Voucher.Part.Of(state).At(now);
        var own = voucher.OpenFor(customerId, purchaseId) ?? voucher.HeldFor(customerId, holdId);
        return new(code)
        {
            Terms = voucher.Terms,
            Refused = own is null ? voucher.RefusesUse(code) : null,
            Most = own is null ? voucher.Rest : own.Amount,
            HeldAt = own?.HeldAt,
        };
    }

    /// <summary>What a voucher says of a purchase that commits together with its use.</summary>
    /// <param name="voucher">The voucher, at which nothing is due any more.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="useId">The purchase, or what else uses it.</param>
    /// <returns>Null where no use can be taken, or one is taken out for the same purchase already.</returns>
    public static VoucherClaim? AtOnce(ActorState voucher, string customerId, string useId)
    {
        var known = Voucher.Part.Of(voucher);
        if (known.RefusesUse(voucher.Id.Key) is not null || known.OpenFor(customerId, useId) is not null) return null;
        // Nobody gives back a use that was never taken out: whatever the customer refuses, this use is newer.
        return new(voucher.Id.Key) { Terms = known.Terms, Most = known.Rest, Number = voucher.Sequence + 1, MadeAt = DateTimeOffset.MaxValue };
    }

    /// <summary>The same with the use that was taken out for the purchase.</summary>
    public VoucherClaim With(Reservation reserved) => this with { Number = reserved.Number, MadeAt = reserved.MadeAt, Most = reserved.Amount, HeldAt = reserved.HeldAt };
}
