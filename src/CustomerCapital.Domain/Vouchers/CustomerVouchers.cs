using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>How often a customer has used a voucher whose uses by one customer are limited.</summary>
/// <param name="Code">The code.</param>
/// <param name="Uses">How often.</param>
/// <param name="ValidTo">The voucher's last day; null for ever.</param>
public sealed record CustomerUses(string Code, int Uses, DateOnly? ValidTo) : Kept;

/// <summary>A voucher that is for a customer alone.</summary>
/// <param name="Code">The code.</param>
/// <param name="ValidTo">The voucher's last day; null for ever.</param>
public sealed record HeldVoucher(string Code, DateOnly? ValidTo) : Kept
{
    /// <summary>How often it can be used; null where uses are not counted.</summary>
    public int? Limit { get; init; }

    /// <summary>Its value, where it keeps its rest.</summary>
    public Money? Value { get; init; }

    /// <summary>How often the customer's purchases have used it that have not come back whole.</summary>
    public long Uses { get; init; }

    /// <summary>What they took off that did not come back.</summary>
    public Money Taken { get; init; }

    /// <summary>Whether it can be used again.</summary>
    internal bool IsOpen => Value is { } value ? Taken < value : Limit is not { } limit || Uses < limit;
}

/// <summary>What a customer has used of vouchers, as far as that decides about later uses.</summary>
/// <param name="Counted">Of vouchers whose uses by one customer are limited.</param>
public sealed record CustomerVouchers(ImmutableList<CustomerUses> Counted) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerVouchers> Part = new("vouchers", new([]));

    /// <summary>Most vouchers for the customer alone that are listed at once; beyond it those leave first that are used up, and then those that came first.</summary>
    public const int MostHeld = 200;

    /// <summary>Most vouchers whose uses by the customer are counted at once.</summary>
    public const int MostCounted = 500;

    /// <summary>So many days after a voucher's last day, uses of it are still counted, for purchases that are sent late.</summary>
    public const int LateDays = 31;

    /// <summary>Of vouchers whose uses by one customer are limited.</summary>
    public ImmutableList<CustomerUses> Counted { get; init; } = Counted ?? [];

    /// <summary>Vouchers that are for the customer alone, the one that came first first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableList<HeldVoucher> Held { get => field ?? []; init; }

    /// <summary>Codes that the customer had and has no more, because they were ended: the latest 200.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableList<string> Lost { get => field ?? []; init; }

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
            state = Change(state, voucher.Code, held => held with { Uses = held.Uses + 1, Taken = held.Taken + voucher.Discount });
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

    /// <summary>A return gives back uses of vouchers that are for the customer alone, and what was taken of their values.</summary>
    internal static ActorState GiveBackHeld(ActorState state, IEnumerable<ReversedVoucher> reversed)
    {
        foreach (var voucher in reversed) state = Change(state, voucher.Code, held => held with { Uses = held.Uses - (voucher.Whole ? 1 : 0), Taken = held.Taken - voucher.Amount });
        return state;
    }

    /// <summary>The customer has a voucher from now on.</summary>
    internal static ActorState Hold(ActorState state, string code, VoucherTerms terms)
    {
        var vouchers = Part.Of(state);
        if (vouchers.Held.Exists(known => known.Code == code)) return state;
        var held = vouchers.Held;
        if (held.Count >= MostHeld) held = held.RemoveAt(Math.Max(0, held.FindIndex(known => !known.IsOpen)));
        return Part.Set(state, vouchers with { Held = held.Add(new(code, terms.ValidTo) { Limit = terms.Limit, Value = terms.KeepsRest ? terms.Value : null }) });
    }

    /// <summary>The customer has it no more.</summary>
    internal static ActorState Release(ActorState state, params IEnumerable<string> codes)
    {
        var (vouchers, gone) = (Part.Of(state), codes.ToHashSet(StringComparer.Ordinal));
        return Part.Set(state, vouchers with { Held = vouchers.Held.RemoveAll(known => gone.Contains(known.Code)) });
    }

    /// <summary>The customer has it no more, because it was ended, and cannot use it though the voucher may not know that yet.</summary>
    internal static ActorState Lose(ActorState state, string code)
    {
        state = Release(state, code);
        var vouchers = Part.Of(state);
        return Part.Set(state, vouchers with { Lost = (vouchers.Lost.Count < MostHeld ? vouchers.Lost : vouchers.Lost.RemoveAt(0)).Add(code) });
    }

    /// <summary>Whether the customer has used a voucher that is for the customer alone.</summary>
    internal bool HasUsed(string code) => Held.Find(known => known.Code == code) is { Uses: > 0 };

    private static ActorState Change(ActorState state, string code, Func<HeldVoucher, HeldVoucher> change)
    {
        var vouchers = Part.Of(state);
        var at = vouchers.Held.FindIndex(known => known.Code == code);
        return at < 0 ? state : Part.Set(state, vouchers with { Held = vouchers.Held.SetItem(at, change(vouchers.Held[at])) });
    }

    private static bool IsForgotten(DateOnly? validTo, DateTimeOffset asOf, ProgramCalendar calendar) =>
        validTo is { } last && asOf > DateTimeOffset.MinValue.AddDays(1) && calendar.DayOf(asOf).DayNumber > last.DayNumber + LateDays;

    public bool Equals(CustomerVouchers? other) => other is not null && RevokedThrough == other.RevokedThrough && Counted.SequenceEqual(other.Counted) && Held.SequenceEqual(other.Held) && Lost.SequenceEqual(other.Lost);

    public override int GetHashCode() => HashCode.Combine(RevokedThrough, Counted.Count);
}
