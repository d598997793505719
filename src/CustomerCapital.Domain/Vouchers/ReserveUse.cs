using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A use is taken out for a purchase under way. Sent by the engine, not by callers.</summary>
/// <remarks>Sent again for the same purchase, it is the same use, which several attempts share then.</remarks>
public sealed record ReserveUse : ActorCommand
{
    /// <summary>The customer of the purchase.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>The purchase.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>The hold that the purchase names; null for none.</summary>
    public string? HoldId { get; init; }

    /// <summary>The most that it can take of the value.</summary>
    public Money Most { get; init; }

    /// <summary>The number of a use that the customer refuses for ever, in place of which it is; 0 for none.</summary>
    public long Instead { get; init; }

    /// <summary>The customer accepts only uses that were taken out after this; null for whenever that was.</summary>
    public DateTimeOffset? After { get; init; }

    public override Verdict Decide(in Situation situation)
    {
        var voucher = Voucher.Part.Of(situation.State);
        var open = voucher.OpenFor(CustomerId, PurchaseId);
        if (open is not null && open.Number != Instead) return new UseShared(open.Number);
        var former = open ?? voucher.HeldFor(CustomerId, HoldId);
        if (former is null && voucher.RefusesUse(situation.State.Id.Key) is { } refusal) return refusal;
        var most = former is null ? voucher.Rest : former.Amount;
        return new UseReserved(situation.State.Sequence + 1)
        {
            CustomerId = CustomerId,
            PurchaseId = PurchaseId,
            HoldId = former?.HoldId,
            HeldFor = former?.HeldFor,
            HeldAt = former?.HeldAt,
            EndsAt = former?.EndsAt,
            Amount = Most < most ? Most : most,
            Instead = former?.Number ?? 0,
            // A clock that was put back meanwhile is no reason to refuse the use.
            MadeAt = After >= situation.At ? After.Value.ToUniversalTime().AddMicroseconds(1) : null,
        };
    }
}

/// <summary>A use was taken out: for a purchase under way, or held for one to come.</summary>
/// <param name="Number">Its number, which is that of the entry.</param>
public sealed record UseReserved(long Number) : ActorEvent
{
    /// <summary>The customer of the purchase. Null for a hold.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The purchase. Null for a hold.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>The hold. Null for none.</summary>
    public string? HoldId { get; init; }

    /// <summary>The customer for whom alone it is held. Null for everyone.</summary>
    public string? HeldFor { get; init; }

    /// <summary>When it was held. Null where it was not.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>When the hold ends. Null for none.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What of the value is taken out. Null where the voucher does not keep its rest.</summary>
    public Money? Amount { get; init; }

    /// <summary>The number of the use in place of which it is. 0 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Instead { get; init; }

    /// <summary>When it counts as taken out, where the clock was behind what the customer accepts. Null for when it was.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var voucher = Voucher.Part.Of(state).With(Instead, null);
        return Voucher.Part.Set(state, voucher with
        {
            Open = voucher.Open.Add(new(Number, MadeAt ?? moment.Utc)
            {
                CustomerId = CustomerId, PurchaseId = PurchaseId, HoldId = HoldId, HeldFor = HeldFor, HeldAt = HeldAt, EndsAt = EndsAt, Amount = Amount,
            }),
        });
    }
}

/// <summary>Several attempts to record a purchase have the same use, so that none of them gives it back.</summary>
/// <param name="Number">The use's number.</param>
public sealed record UseShared(long Number) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var voucher = Voucher.Part.Of(state);
        return voucher.Open.Find(open => open.Number == Number) is { } open ? Voucher.Part.Set(state, voucher.With(Number, open with { IsShared = true })) : state;
    }
}

/// <summary>A use that was taken out for a purchase is given back, because the purchase was refused. Sent by the engine, not by callers.</summary>
public sealed record ReleaseUse : ActorCommand
{
    /// <summary>The use's number.</summary>
    public long Number { get; init; }

    /// <summary>Whether the customer refuses the use for ever, so that it comes back also where several attempts have it.</summary>
    public bool IsRevoked { get; init; }

    /// <remarks>A voucher that does not know the use would take it that the use came back already.</remarks>
    [JsonIgnore]
    public override long KnownSequence => Number;

    public override Verdict Decide(in Situation situation) =>
        Voucher.Part.Of(situation.State).Open.Find(open => open.Number == Number) is { IsHold: false } open && (IsRevoked || !open.IsShared) ? new UseReleased(Number) : Verdict.Unchanged;
}

/// <summary>A use was given back. One that was held before is held again, where its hold has not ended.</summary>
/// <param name="Number">The use's number.</param>
public sealed record UseReleased(long Number) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var voucher = Voucher.Part.Of(state);
        if (voucher.Open.Find(open => open.Number == Number) is not { } open) return state;
        var held = open.IsHold || !(open.EndsAt > moment.Utc) ? null : open with { CustomerId = null, PurchaseId = null, IsShared = false, IsQuestioned = false };
        return Voucher.Part.Set(state, voucher.With(Number, held));
    }
}

/// <summary>Nobody has said what became of a use: the customer is asked.</summary>
/// <param name="Number">The use's number.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="PurchaseId">The purchase for which it was taken out.</param>
/// <param name="MadeAt">When that was.</param>
public sealed record UseQuestioned(long Number, string CustomerId, string PurchaseId, DateTimeOffset MadeAt) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var voucher = Voucher.Part.Of(state);
        return voucher.Open.Find(open => open.Number == Number) is { } open ? Voucher.Part.Set(state, voucher.With(Number, open with { IsQuestioned = true })) : state;
    }

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) =>
        [new(CustomerId, new ResolveUse { Code = of.Key, Number = Number, PurchaseId = PurchaseId, MadeAt = MadeAt })];
}

/// <summary>A purchase has used the voucher. Sent by the engine, not by callers.</summary>
public sealed record ConfirmUse : ActorCommand
{
    /// <summary>The use's number.</summary>
    public long Number { get; init; }

    /// <summary>The customer.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>The purchase.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>What was taken off.</summary>
    public Money Discount { get; init; }

    private bool IsAtOnce { get; init; }

    /// <remarks>A voucher that does not know the use would take it that the use was confirmed already.</remarks>
    [JsonIgnore]
    public override long KnownSequence => Number;

    /// <summary>Of a purchase that commits together with it (ADR 0065), so that the use was not taken out before. It never travels in this form.</summary>
    /// <param name="claim">The use, whose number is that of the voucher's next entry.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="purchaseId">The purchase.</param>
    /// <param name="discount">What was taken off.</param>
    public static ConfirmUse AtOnce(VoucherClaim claim, string customerId, string purchaseId, Money discount) =>
        new() { Number = claim.Number, CustomerId = customerId, PurchaseId = purchaseId, Discount = discount, IsAtOnce = true };

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation)
    {
        var voucher = Voucher.Part.Of(situation.State);
        if (IsAtOnce && voucher.RefusesUse(situation.State.Id.Key) is { } refusal) return refusal;
        return (IsAtOnce ? Number == situation.State.Sequence + 1 : voucher.Open.Exists(open => open.Number == Number))
            ? new UseConfirmed(Number, CustomerId, PurchaseId, Discount) { Change = VoucherChange.Between(voucher, voucher.Confirmed(Number, Discount)) }
            : Verdict.Unchanged;
    }
}

/// <summary>A purchase has used the voucher.</summary>
/// <param name="Number">The use's number.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="PurchaseId">The purchase.</param>
/// <param name="Discount">What was taken off.</param>
public sealed record UseConfirmed(long Number, string CustomerId, string PurchaseId, Money Discount) : ActorEvent
{
    /// <summary>What cannot be used any more by that. Null for the stock of a gift.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public VoucherChange? Change { get; init; }

    /// <summary>The natural id under which a use stands.</summary>
    public static string IdOf(long number) => FormattableString.Invariant($"voucher_use:{number}");

    public override ActorState Fold(ActorState state, in Moment moment) => Voucher.Part.Set(state, Voucher.Part.Of(state).Confirmed(Number, Discount));

    public override void Count(in Moment moment, Counters counters) => Change?.Count(moment, counters, 1, Discount);

    public override NaturalIds? Ids() => new(IdOf(Number), null);
}

/// <summary>A purchase that has used the voucher came back, whole or in part. Sent by the engine, not by callers.</summary>
public sealed record ReverseUse : ActorCommand
{
    /// <summary>The use's number.</summary>
    public long Number { get; init; }

    /// <summary>Who returned the purchase.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>The return.</summary>
    public string ReturnId { get; init; } = "";

    /// <summary>What of the discount comes back to the voucher.</summary>
    public Money Amount { get; init; }

    /// <summary>Whether the purchase came back whole, so that the use does not count.</summary>
    public bool Whole { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(Number, CustomerId, ReturnId);

    /// <summary>The natural id of a reversal.</summary>
    public static string IdOf(long number, string customerId, string returnId) => FormattableString.Invariant($"voucher_use_reversal:{number}:{customerId}:{returnId}");

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation)
    {
        var voucher = Voucher.Part.Of(situation.State);
        // Of an export that is being restored, the voucher may come later than its customers.
        if (voucher.Terms is null || voucher.Open.Exists(open => open.Number == Number)) return VoucherRefusal.NotConfirmed(Number);
        return new UseReversed(Number, CustomerId, ReturnId, Amount, Whole) { Change = VoucherChange.Between(voucher, voucher.Reversed(Amount, Whole)) };
    }
}

/// <summary>A purchase that has used the voucher came back, whole or in part.</summary>
/// <param name="Number">The use's number.</param>
/// <param name="CustomerId">Who returned the purchase.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="Amount">What of the discount came back to the voucher.</param>
/// <param name="Whole">Whether the use does not count any more.</param>
public sealed record UseReversed(long Number, string CustomerId, string ReturnId, Money Amount, bool Whole) : ActorEvent
{
    /// <summary>What can be used again by that. Null for the stock of a gift.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public VoucherChange? Change { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) => Voucher.Part.Set(state, Voucher.Part.Of(state).Reversed(Amount, Whole));

    public override void Count(in Moment moment, Counters counters) => Change?.Count(moment, counters, Whole ? -1 : 0, Money.Zero - Amount);

    public override NaturalIds? Ids() => new(ReverseUse.IdOf(Number, CustomerId, ReturnId), null);
}
