using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Whether a voucher can be used.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<VoucherStatus>))]
public enum VoucherStatus
{
    /// <summary>It can be used, once uses that are taken out have come back.</summary>
    Active = 1,

    /// <summary>Its first day has not come.</summary>
    NotYetValid = 2,

    /// <summary>Its last day is over.</summary>
    Expired = 3,

    /// <summary>All its uses, or all its value, are used up.</summary>
    UsedUp = 4,

    /// <summary>It was ended by hand.</summary>
    Ended = 5,
}

/// <summary>A voucher as its owner sees it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Terms">What it takes off, when, for what and for whom.</param>
/// <param name="Uses">How often purchases have used it that have not come back whole.</param>
/// <param name="UsesLeft">How many uses are left that are not taken out. Null if they are not limited.</param>
/// <param name="TakenOut">Uses that are held, or taken out for purchases under way.</param>
/// <param name="Rest">What is left of its value that is not taken out. Null if the voucher does not keep its rest.</param>
/// <param name="Discount">What purchases have taken off by it that did not come back.</param>
/// <param name="EndedAt">When it was ended by hand. Null if it was not.</param>
public sealed record VoucherView(
    string Code, VoucherStatus Status, VoucherTerms Terms, long Uses, long? UsesLeft, int TakenOut, Money? Rest, Money Discount, DateTimeOffset? EndedAt)
{
    /// <summary>Of a state.</summary>
    /// <param name="state">The voucher; null where nobody has issued it.</param>
    /// <param name="program">The rules in force.</param>
    /// <param name="now">The engine's time.</param>
    /// <returns>Null where nobody has issued it.</returns>
    public static VoucherView? Of(ActorState? state, LoyaltyProgram program, DateTimeOffset now)
    {
        if (state is null || Voucher.Part.Of(state).At(now) is not { Terms: { } terms, IsStock: false } voucher) return null;
        var today = program.Calendar.DayOf(now);
        var status = voucher.EndedAt is not null ? VoucherStatus.Ended
            : !voucher.IsOutstanding ? VoucherStatus.UsedUp
            : today > terms.ValidTo ? VoucherStatus.Expired
            : today < terms.ValidFrom ? VoucherStatus.NotYetValid
            : VoucherStatus.Active;
        return new(state.Id.Key, status, terms, voucher.Uses, voucher.UsesLeft, voucher.Open.Count, voucher.Rest, voucher.Taken, voucher.EndedAt);
    }
}
