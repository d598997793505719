using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>Codes of vouchers: issued, held, used, given back and ended. A use is taken out first, and confirmed or given back by what becomes of its purchase (ADR 0059).</summary>
public sealed class VoucherCodeCapability : Capability
{
    /// <summary>How codes of a batch (name) that can be used up to a day (B, its number; <see cref="ForEver"/> for ever) changed on a day (A, its number): the codes that can still be used, what they are worth, the uses that did not come back whole, and what they took off; money in ten-thousandths.</summary>
    public static readonly CounterKind Flow = new(20, "voucher_flow", "codes", "worth", "uses", "discount");

    /// <summary>Codes of a batch (name) that were issued on a day (A, its number), and what they were worth, in ten-thousandths.</summary>
    public static readonly CounterKind Issued = new(21, "vouchers_issued", "codes", "worth");

    /// <summary>Day coordinate of what lasts for ever.</summary>
    public const int ForEver = int.MaxValue;

    public override string Name => "voucher";

    public override ActorKind Kind => ActorKind.VoucherCode;

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.EnginesOwn<IssueVoucher>("voucher_issue"), CommandType.EnginesOwn<EndVoucher>("voucher_end"), CommandType.EnginesOwn<HoldVoucher>("voucher_hold"),
        CommandType.EnginesOwn<ReleaseHold>("voucher_hold_release"), CommandType.EnginesOwn<ReserveUse>("voucher_use_reservation"), CommandType.EnginesOwn<ReleaseUse>("voucher_use_release"),
        CommandType.EnginesOwn<ConfirmUse>("voucher_use_confirmation"), CommandType.EnginesOwn<ReverseUse>("voucher_use_reversal"),
        CommandType.EnginesOwn<ChangeStock>("stock_change"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<VoucherIssued>("voucher_issued"), EventType.Of<VoucherEnded>("voucher_ended"), EventType.Of<UseReserved>("voucher_use_reserved"), EventType.Of<UseShared>("voucher_use_shared"),
        EventType.Of<UseReleased>("voucher_use_released"), EventType.Of<UseQuestioned>("voucher_use_questioned"), EventType.Of<UseConfirmed>("voucher_use_confirmed"),
        EventType.Of<UseReversed>("voucher_use_reversed"), EventType.Of<StockChanged>("stock_changed"),
    ];

    public override StatePart Part => Voucher.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Flow, Issued];

    public override IJsonTypeInfoResolver Json => VoucherCodeJson.Default;

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) =>
        Voucher.Part.Of(state).Open.Min(open => open.DueAt) is { } due ? due > state.AsOf ? due : state.AsOf : null;

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var due = Voucher.Part.Of(state).Open.Where(open => open.DueAt is not null).MinBy(open => open.DueAt)!;
        return due.IsHold ? new UseReleased(due.Number) : new UseQuestioned(due.Number, due.CustomerId!, due.PurchaseId!, due.MadeAt);
    }
}

/// <summary>What a customer does with vouchers: purchases redeem them, and the customer answers what became of a use.</summary>
public sealed class VouchersCapability : Capability
{
    /// <summary>Vouchers for the customer alone that can still be used.</summary>
    public static readonly Field<long> Open = new("vouchersOpen", state => (long)CustomerVouchers.Part.Of(state).Held.Count(held => held.IsOpen)) { Listing = Listing.Nowhere };

    public override string Name => "vouchers";

    public override IReadOnlyList<CommandType> Commands { get; } = 
    [
        CommandType.EnginesOwn<RedeemVouchers>("voucher_redemption"), CommandType.EnginesOwn<ResolveUse>("voucher_use_resolution"), CommandType.EnginesOwn<NoteVoucher>("voucher_note"),
        CommandType.EnginesOwn<ForgetVoucher>("voucher_oblivion"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<UseRevoked>("voucher_use_revoked"), EventType.Of<VoucherNoted>("voucher_noted"), EventType.Of<VoucherForgotten>("voucher_forgotten"), EventType.Of<VouchersExpired>("vouchers_expired"),
    ];

    public override StatePart Part => CustomerVouchers.Part;

    public override IReadOnlyList<Field> Fields { get; } = [Open];

    public override IJsonTypeInfoResolver Json => VouchersJson.Default;

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program)
    {
        DateOnly? last = null;
        foreach (var held in CustomerVouchers.Part.Of(state).Held)
            if (held.ValidTo is { } to && !(last <= to)) last = to;
        if (last is null || last == DateOnly.MaxValue) return null;
        var over = program.Calendar.StartOf(last.Value.AddDays(1));
        return over > state.AsOf ? over : state.AsOf;
    }

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var today = program.Calendar.DayOf(moment);
        return new VouchersExpired([.. CustomerVouchers.Part.Of(state).Held.Where(held => held.ValidTo < today).Select(held => held.Code)]);
    }
}

[JsonSerializable(typeof(IssueVoucher))]
[JsonSerializable(typeof(EndVoucher))]
[JsonSerializable(typeof(HoldVoucher))]
[JsonSerializable(typeof(ReleaseHold))]
[JsonSerializable(typeof(ReserveUse))]
[JsonSerializable(typeof(ReleaseUse))]
[JsonSerializable(typeof(ConfirmUse))]
[JsonSerializable(typeof(ReverseUse))]
[JsonSerializable(typeof(ChangeStock))]
[JsonSerializable(typeof(StockChanged))]
[JsonSerializable(typeof(VoucherIssued))]
[JsonSerializable(typeof(VoucherEnded))]
[JsonSerializable(typeof(UseReserved))]
[JsonSerializable(typeof(UseShared))]
[JsonSerializable(typeof(UseReleased))]
[JsonSerializable(typeof(UseQuestioned))]
[JsonSerializable(typeof(UseConfirmed))]
[JsonSerializable(typeof(UseReversed))]
[JsonSerializable(typeof(Voucher))]
internal sealed partial class VoucherCodeJson : JsonSerializerContext;

[JsonSerializable(typeof(RedeemVouchers))]
[JsonSerializable(typeof(ResolveUse))]
[JsonSerializable(typeof(NoteVoucher))]
[JsonSerializable(typeof(ForgetVoucher))]
[JsonSerializable(typeof(VoucherNoted))]
[JsonSerializable(typeof(VoucherForgotten))]
[JsonSerializable(typeof(VouchersExpired))]
[JsonSerializable(typeof(UseRevoked))]
[JsonSerializable(typeof(CustomerVouchers))]
internal sealed partial class VouchersJson : JsonSerializerContext;
