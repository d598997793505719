using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A voucher tells the customer for whom alone it is that it was issued. Sent by the engine, not by callers.</summary>
public sealed record NoteVoucher : ActorCommand
{
    /// <summary>The code.</summary>
    public string Code { get; init; } = "";

    /// <summary>What it takes off, when and for what.</summary>
    public VoucherTerms Terms { get; init; } = new();

    /// <summary>Nobody becomes known by a voucher, and what was lost stays lost.</summary>
    public override Verdict Decide(in Situation situation)
    {
        var vouchers = CustomerVouchers.Part.Of(situation.State);
        var isKnown = vouchers.Held.Exists(held => held.Code == Code) || vouchers.Lost.Contains(Code);
        return situation.State.Sequence == 0 || isKnown || Terms.ValidTo < situation.Program.Calendar.DayOf(situation.At) ? Verdict.Unchanged : new VoucherNoted(Code, Terms);
    }

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;
}

/// <summary>The customer has a voucher.</summary>
/// <param name="Code">The code.</param>
/// <param name="Terms">What it takes off, when and for what.</param>
public sealed record VoucherNoted(string Code, VoucherTerms Terms) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => CustomerVouchers.Hold(state, Code, Terms);
}

/// <summary>A voucher tells the customer for whom alone it was that it is ended. Sent by the engine, not by callers.</summary>
public sealed record ForgetVoucher : ActorCommand
{
    /// <summary>The code.</summary>
    public string Code { get; init; } = "";

    public override Verdict Decide(in Situation situation) =>
        CustomerVouchers.Part.Of(situation.State).Held.Exists(held => held.Code == Code) ? new VoucherForgotten(Code) : Verdict.Unchanged;

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;
}

/// <summary>The customer has a voucher no more, because it was ended.</summary>
/// <param name="Code">The code.</param>
public sealed record VoucherForgotten(string Code) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => CustomerVouchers.Lose(state, Code);
}

/// <summary>The last day of vouchers is over that were for the customer alone.</summary>
/// <param name="Codes">The codes.</param>
public sealed record VouchersExpired(IReadOnlyList<string> Codes) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => CustomerVouchers.Release(state, Codes);
}
