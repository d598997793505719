using System.Collections.Immutable;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>How often a customer has used a voucher whose uses by one customer are limited.</summary>
/// <param name="Code">The code.</param>
/// <param name="Uses">How often.</param>
/// <param name="ValidTo">The voucher's last day; null for ever.</param>
public sealed record CustomerUses(string Code, int Uses, DateOnly? ValidTo) : Kept;

/// <summary>What a customer has used of vouchers, as far as that decides about later uses.</summary>
/// <param name="Counted">Of vouchers whose uses by one customer are limited.</param>
public sealed record CustomerVouchers(ImmutableList<CustomerUses> Counted) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerVouchers> Part = new("vouchers", new([]));

    /// <summary>Most vouchers whose uses by the customer are counted at once.</summary>
    public const int MostCounted = 500;

    /// <summary>So many days after a voucher's last day, uses of it are still counted, for purchases that are sent late.</summary>
    public const int LateDays = 31;

    /// <summary>Of vouchers whose uses by one customer are limited.</summary>
    public ImmutableList<CustomerUses> Counted { get; init; } = Counted ?? [];

    /// <summary>Uses that were taken out up to then were given back where no purchase is recorded with them: none is taken any more. Null for none.</summary>
    public DateTimeOffset? RevokedThrough { get; init; }

    /// <summary>Why the customer cannot use a voucher once more; null where that is possible.</summary>
    internal Refusal? RefusesUse(string code, VoucherTerms terms, int limit, ActorState state, ProgramCalendar calendar)
    {
        if (IsForgotten(terms.ValidTo, state.AsOf, calendar)) return VoucherRefusal.Expired(code, terms.ValidTo!.Value);
        if (Counted.Find(used => used.Code == code) is { } known) return known.Uses >= limit ? VoucherRefusal.UsedByCustomer(code, limit) : null;
        return Counted.Count(used => !IsForgotten(used.ValidTo, state.AsOf, calendar)) >= MostCounted ? VoucherRefusal.TooMany(MostCounted) : null;
    }

    internal static ActorState Use(ActorState state, IReadOnlyList<RedeemedVoucher>? redeemed, ProgramCalendar calendar)
    {
        foreach (var voucher in redeemed ?? [])
        {
            if (!voucher.IsCounted) continue;
            var held = Part.Of(state);
            var uses = held.Counted.Find(used => used.Code == voucher.Code)?.Uses ?? 0;
            var others = held.Counted.RemoveAll(used => used.Code == voucher.Code || IsForgotten(used.ValidTo, state.AsOf, calendar));
            state = Part.Set(state, held with { Counted = others.Add(new(voucher.Code, uses + 1, voucher.ValidTo)) });
        }

        return state;
    }

    internal static ActorState GiveBack(ActorState state, IEnumerable<string> codes)
    {
        foreach (var code in codes)
        {
            var held = Part.Of(state);
            var at = held.Counted.FindIndex(used => used.Code == code);
            if (at < 0) continue;
            var left = held.Counted[at] with { Uses = held.Counted[at].Uses - 1 };
            state = Part.Set(state, held with { Counted = left.Uses == 0 ? held.Counted.RemoveAt(at) : held.Counted.SetItem(at, left) });
        }

        return state;
    }

    private static bool IsForgotten(DateOnly? validTo, DateTimeOffset asOf, ProgramCalendar calendar) =>
        validTo is { } last && asOf > DateTimeOffset.MinValue.AddDays(1) && calendar.DayOf(asOf).DayNumber > last.DayNumber + LateDays;

    public bool Equals(CustomerVouchers? other) => other is not null && RevokedThrough == other.RevokedThrough && Counted.SequenceEqual(other.Counted);

    public override int GetHashCode() => HashCode.Combine(RevokedThrough, Counted.Count);
}
