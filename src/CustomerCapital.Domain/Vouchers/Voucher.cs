using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A use of a voucher that is taken out, and neither confirmed nor given back yet: for a purchase under way, or held for one to come.</summary>
/// <param name="Number">Its number among those of the voucher.</param>
/// <param name="MadeAt">When it was made.</param>
public sealed record Reservation(long Number, DateTimeOffset MadeAt) : Kept
{
    /// <summary>The customer of the purchase; null while it is held.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The purchase; null while it is held.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>The hold from which it comes; null for none.</summary>
    public string? HoldId { get; init; }

    /// <summary>The customer for whom alone it is held; null for everyone.</summary>
    public string? HeldFor { get; init; }

    /// <summary>When it was held; null where it was not.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>When the hold ends; null where there is none.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What of the value is taken out, where the voucher keeps its rest.</summary>
    public Money? Amount { get; init; }

    /// <summary>Whether several attempts to record the purchase have it, so that none of them may give it back.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the customer was asked what became of it.</summary>
    public bool IsQuestioned { get; init; }

    /// <summary>Whether it waits for a purchase.</summary>
    public bool IsHold => PurchaseId is null;

    /// <summary>When time alone changes it; null where an answer is awaited.</summary>
    internal DateTimeOffset? DueAt => IsHold ? EndsAt : IsQuestioned ? null : MadeAt + Voucher.QuestionedAfter;

    /// <summary>Whether a customer's purchase that names a hold can have it.</summary>
    internal bool CanBecome(string customerId, string? holdId) => IsHold && HoldId == holdId && (HeldFor is null || HeldFor == customerId);
}

/// <summary>What is known of one voucher.</summary>
/// <param name="Open">Uses that are taken out, oldest first.</param>
public sealed record Voucher(ImmutableList<Reservation> Open) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Voucher> Part = new("voucher", new([]));

    /// <summary>Most uses that can be taken out at once.</summary>
    public const int MostOpen = 1_000;

    /// <summary>After so long the customer is asked what became of a use that was taken out for a purchase.</summary>
    public static readonly TimeSpan QuestionedAfter = TimeSpan.FromMinutes(1);

    /// <summary>Uses that are taken out, oldest first.</summary>
    public ImmutableList<Reservation> Open { get; init; } = Open ?? [];

    /// <summary>What it takes off, when, for what and for whom; null while it is not issued.</summary>
    public VoucherTerms? Terms { get; init; }

    /// <summary>Whether it is the stock of a gift, and no code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsStock { get; init; }

    /// <summary>How often purchases have used it that have not come back whole.</summary>
    public long Uses { get; init; }

    /// <summary>What purchases have taken of its value that did not come back.</summary>
    public Money Taken { get; init; }

    /// <summary>When it was ended by hand; null where it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many uses are left, taken out ones not among them; null where they are not counted.</summary>
    public long? UsesLeft => Terms?.Limit is { } limit ? limit - Uses - Open.Count : null;

    /// <summary>What is left of its value, what is taken out not included; null where it does not keep its rest.</summary>
    public Money? Rest => Terms is { KeepsRest: true } ? Terms.Value - Taken - new Money(Open.Sum(open => open.Amount?.Units ?? 0)) : null;

    /// <summary>The codes and the worth for which it counts among those that can still be used: 1 and what its value is worth for the uses left, taken out or not; else nothing.</summary>
    internal (int Codes, Money Worth) StandsFor => !IsOutstanding ? default : (1, Terms switch
    {
        { KeepsRest: true, Value: { } value } => value - Taken,
        { Limit: { } limit, Value: { } value } => new(value.Units * (limit - Uses)),
        _ => Money.Zero,
    });

    /// <summary>Whether it can be used again, once what is taken out has come back.</summary>
    public bool IsOutstanding => Terms is not null && EndedAt is null && (Terms.KeepsRest ? Taken < Terms.Value : Terms.Limit is not { } limit || Uses < limit);

    /// <summary>The same at a moment: holds that have ended by then, which is perhaps not recorded yet, are gone.</summary>
    public Voucher At(DateTimeOffset now) => this with { Open = Open.RemoveAll(open => open.IsHold && open.EndsAt <= now) };

    /// <summary>The use that was taken out for a purchase; null for none.</summary>
    public Reservation? OpenFor(string customerId, string purchaseId) => Open.Find(open => open.PurchaseId == purchaseId && open.CustomerId == customerId);

    /// <summary>The use that is held for a purchase; null for none.</summary>
    internal Reservation? HeldFor(string customerId, string? holdId) => holdId is null ? null : Open.Find(open => open.CanBecome(customerId, holdId));

    /// <summary>Under which of the ids of a customer a use is taken out for a purchase, or held for it: whoever was merged with another has several. The first where there is no such use.</summary>
    /// <param name="customerIds">The ids, one at least.</param>
    /// <param name="purchaseId">The purchase.</param>
    /// <param name="holdId">The hold that it names; null for none.</param>
    public string KnowsAs(IReadOnlyList<string> customerIds, string purchaseId, string? holdId) =>
        customerIds.FirstOrDefault(id => OpenFor(id, purchaseId) is not null) ?? customerIds.FirstOrDefault(id => HeldFor(id, holdId) is not null) ?? customerIds[0];

    /// <summary>Why no use can be taken out; null where one can.</summary>
    internal Refusal? RefusesUse(string code) =>
        Terms is null ? NotFound(code)
        : EndedAt is not null ? VoucherRefusal.Ended(code)
        : UsesLeft <= 0 || Rest <= Money.Zero ? VoucherRefusal.UsedUp(code)
        : Open.Count >= MostOpen ? VoucherRefusal.Busy(code)
        : null;

    /// <summary>Why a code that nobody has issued is refused.</summary>
    public static Refusal NotFound(string code) => VoucherCode.IsMistyped(code) ? VoucherRefusal.Mistyped(code) : VoucherRefusal.NotFound(code);

    /// <summary>Why a hold that is not open is refused.</summary>
    public static Refusal HoldNotFound(string code, string holdId) => VoucherRefusal.HoldNotFound(code, holdId);

    /// <summary>After a purchase has used it.</summary>
    internal Voucher Confirmed(long number, Money discount) => With(number, null) with { Uses = Uses + 1, Taken = Taken + discount };

    /// <summary>After a purchase that has used it came back.</summary>
    internal Voucher Reversed(Money amount, bool whole) => this with { Uses = Uses - (whole ? 1 : 0), Taken = Taken - amount };

    /// <summary>With another value of one use; null takes it away.</summary>
    internal Voucher With(long number, Reservation? open)
    {
        var at = Open.FindIndex(other => other.Number == number);
        return at < 0 ? this : this with { Open = open is null ? Open.RemoveAt(at) : Open.SetItem(at, open) };
    }

    public bool Equals(Voucher? other) =>
        other is not null && (Terms, IsStock, Uses, Taken, EndedAt) == (other.Terms, other.IsStock, other.Uses, other.Taken, other.EndedAt) && Open.SequenceEqual(other.Open);

    public override int GetHashCode() => HashCode.Combine(Uses, Taken, Open.Count);
}

/// <summary>Why vouchers are refused.</summary>
internal static class VoucherRefusal
{
    public static Refusal Needed() => new(RedeemVouchers.ReservationNeeded, "The vouchers are to be reserved first.");

    public static Refusal Revoked() => new(RedeemVouchers.ReservationRevoked, "The reservation was given back; reserve anew.");

    public static Refusal NotFound(string code) => new("voucher_not_found", $"There is no voucher '{code}'; check the code.");

    public static Refusal Mistyped(string code) => new("voucher_mistyped", $"'{code}' is no voucher: a character is wrong, or two have changed places; type the code again.");

    public static Refusal Exists(string code) => new("voucher_exists", $"There is a voucher '{code}' with other terms already; take another code.");

    public static Refusal Ended(string code) => new("voucher_ended", $"Voucher '{code}' was ended; it cannot be used any more.");

    public static Refusal UsedUp(string code) => new("voucher_used_up", $"Voucher '{code}' has no use left that is not taken; it cannot be used now.");

    public static Refusal Busy(string code) => new("voucher_busy", $"Voucher '{code}' is being used {Voucher.MostOpen} times at this moment; try again.");

    public static Refusal NotYetValid(string code, DateOnly from) => new("voucher_not_yet_valid", Say($"Voucher '{code}' can be used from {from:yyyy-MM-dd} on."));

    public static Refusal Expired(string code, DateOnly to) => new("voucher_expired", Say($"Voucher '{code}' could be used until {to:yyyy-MM-dd}."));

    public static Refusal NotForCustomer(string code) => new("voucher_not_for_customer", $"Voucher '{code}' is for another customer.");

    public static Refusal UsedByCustomer(string code, int limit) => new("voucher_used_by_customer", Say($"The customer has used voucher '{code}' {limit} times, which is as often as one customer can."));

    public static Refusal NotForArticles(string code) => new("voucher_not_for_articles", $"Voucher '{code}' is for articles of which the purchase has none, or none that cost anything; take it off, or send the lines with their skus and categories.");

    public static Refusal MinimumOrder(string code, Money least) => new("voucher_minimum_order", $"Voucher '{code}' needs a purchase of {least} at least.");

    public static Refusal NothingToTakeOff(string code) => new("voucher_nothing_to_take_off", $"The purchase comes to nothing of which voucher '{code}' could take something off; leave the voucher out.");

    public static Refusal TooMany(int limit) => new("too_many_vouchers", $"The customer has used {limit} vouchers with a limit for each customer, and more are not counted; use one without such a limit.");

    public static Refusal HoldNotFound(string code, string holdId) => new("voucher_hold_not_found", $"Voucher '{code}' has no hold '{holdId}' that is open; it has ended, was used, or was never made.");

    public static Refusal NotConfirmed(long number) => new("voucher_use_not_confirmed", Say($"Use {number} is not confirmed yet; send the reversal again later."));

    private static string Say(FormattableString sentence) => FormattableString.Invariant(sentence);
}
