using System.Text.Json.Serialization;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Rewards;

/// <summary>A reward of the catalogue: what a customer gets, and what it costs in a wallet. It gives one of a voucher, a gift, raffle entries or credit, and beside that or alone a message or a follow-up.</summary>
/// <param name="Name">The reward's name: 1 to 40 small letters, digits, <c>_</c> or <c>-</c>, the first a letter.</param>
/// <param name="Title">What people read, at most 200 characters. May be left out.</param>
/// <param name="Price">What the customer pays with a wallet. If left out, only staff can give the reward.</param>
/// <param name="Automatic">Whether a customer gets the reward as soon as the wallet holds the price, as with a full stamp card. If left out, not.</param>
/// <param name="PerCustomer">How often one customer can get the reward. If left out, without a limit.</param>
/// <param name="ValidFrom">The first day on which a customer can get the reward. If left out, from now on.</param>
/// <param name="ValidTo">The last day on which a customer can get the reward. If left out, for ever.</param>
/// <param name="Cost">What one costs the business. If left out, 0.00.</param>
/// <param name="Voucher">The terms of the voucher that the customer gets, for this customer alone.</param>
/// <param name="VoucherDays">Days on which the voucher can be used, the one on which the customer gets it among them, 1 to 3,650. If left out, as the terms say.</param>
/// <param name="Gift">The article that the customer gets.</param>
/// <param name="Raffle">The raffle entries that the customer gets.</param>
/// <param name="Credit">What comes to a wallet of the customer.</param>
/// <param name="Message">The message that the customer is sent, alone or beside what else the reward gives.</param>
/// <param name="FollowUp">The follow-up that staff get, alone or beside what else the reward gives: so a campaign can have customers called, and hold some out.</param>
public sealed record RewardRule(
    string Name = "", string? Title = null, WalletPayment? Price = null, bool Automatic = false, int? PerCustomer = null, DateOnly? ValidFrom = null, DateOnly? ValidTo = null, Money Cost = default,
    VoucherTerms? Voucher = null, int? VoucherDays = null, GiftRule? Gift = null, RaffleEntries? Raffle = null, WalletPayment? Credit = null,
    MessageReward? Message = null, FollowUpReward? FollowUp = null) : Kept
{
    /// <summary>Most rewards of a catalogue.</summary>
    public const int Most = 200;

    /// <summary>Whether it is a gift whose stock is counted.</summary>
    [JsonIgnore]
    public bool IsStocked => Gift is { Stocked: true };

    /// <summary>The last day on which it is worth having: its own, or its voucher's. Null for ever.</summary>
    internal DateOnly? LastDay => Voucher?.ValidTo is { } last && !(ValidTo < last) ? last : ValidTo;

    /// <summary>Every rule that the reward breaks.</summary>
    internal IEnumerable<FieldFault> Faults(string field, IReadOnlyList<WalletRule> wallets)
    {
        if (!WalletRule.IsName(Name)) yield return new($"{field}.name", "Must be 1 to 40 small letters, digits, '_' or '-', the first a letter.");
        foreach (var fault in Text.TextFaults($"{field}.title", Title)) yield return fault;
        foreach (var fault in PaymentFaults($"{field}.price", Price, wallets).Concat(PaymentFaults($"{field}.credit", Credit, wallets))) yield return fault;
        if (Automatic && Price is null) yield return new($"{field}.automatic", "Needs a price that a wallet can hold.");
        if (Automatic && IsStocked) yield return new($"{field}.automatic", "Is not for a gift of which the stock is counted, since the stock can be used up.");
        if (Automatic && Credit is not null && Credit.Wallet == Price?.Wallet) yield return new($"{field}.credit", "Must be of another wallet than the price, where the exchange is automatic.");
        if (PerCustomer is < 1 or > 1_000_000) yield return new($"{field}.perCustomer", "Must be 1 to 1,000,000.");
        if (ValidTo < ValidFrom) yield return new($"{field}.validTo", "Must not be before validFrom.");
        if (Cost.IsNegative || Cost > Money.Limit) yield return new($"{field}.cost", $"Must be 0 to {Money.Limit}.");
        if (new object?[] { Voucher, Gift, Raffle, Credit }.Count(given => given is not null) is var given && (given > 1 || (given == 0 && Message is null && FollowUp is null)))
            yield return new(field, "Gives one of voucher, gift, raffle and credit, or a message or a follow-up alone.");
        foreach (var fault in Voucher?.Faults() ?? []) yield return fault with { Field = $"{field}.voucher.{fault.Field}" };
        if (Voucher?.CustomerId is not null) yield return new($"{field}.voucher.customerId", "Is whoever gets the reward; leave it out.");
        if (VoucherDays is { } days && (Voucher is null || days is < 1 or > 3_650)) yield return new($"{field}.voucherDays", "Stands beside a voucher, 1 to 3,650 days.");
        if (Gift is not null) foreach (var fault in Text.TextFaults($"{field}.gift.sku", Gift.Sku)) yield return fault;
        if (Message is not null) foreach (var fault in Text.IdFaults($"{field}.message.template", Message.Template)) yield return fault;
        if (Message is not null && !Enum.IsDefined(Message.Purpose)) yield return new($"{field}.message.purpose", "Must be marketing, survey or service.");
        foreach (var fault in FollowUp?.Faults($"{field}.followUp") ?? []) yield return fault;
        if (Raffle is not null) foreach (var fault in Text.IdFaults($"{field}.raffle.raffle", Raffle.Raffle)) yield return fault;
        if (Raffle?.Entries is < 1 or > 1_000) yield return new($"{field}.raffle.entries", "Must be 1 to 1,000.");
    }

    /// <summary>The terms of the voucher that a customer gets on a day, so many at once.</summary>
    internal VoucherTerms TermsFor(string customerId, DateOnly day, int times)
    {
        var terms = Voucher! with { CustomerId = customerId };
        if (VoucherDays is { } days && day.DayNumber + days - 1 is var last && !(terms.ValidTo?.DayNumber < last))
            terms = terms with { ValidTo = DateOnly.FromDayNumber(Math.Min(last, DateOnly.MaxValue.DayNumber)) };
        if (terms.KeepsRest) return terms with { Value = new(terms.Value!.Value.Units * times) };
        return terms.Unlimited ? terms : terms with { Uses = terms.Uses * times };
    }

    /// <summary>How many can be had at once, so that what is given stays within its limits.</summary>
    internal long MostAtOnce => Voucher switch
    {
        null => 1_000_000,
        { KeepsRest: true, Value: { } value } => Money.Limit.Units / value.Units,
        { Value: { } value } => Math.Min(VoucherTerms.MostUses / Voucher.Uses, Money.Limit.Units / (value.Units * Voucher.Uses)),
        _ => VoucherTerms.MostUses / Voucher.Uses,
    };

    private static IEnumerable<FieldFault> PaymentFaults(string field, WalletPayment? payment, IReadOnlyList<WalletRule> wallets)
    {
        if (payment is null) yield break;
        foreach (var fault in WalletPayment.Faults(field, payment.Wallet, payment.Amount)) yield return fault;
        if (wallets.FirstOrDefault(wallet => wallet?.Name == payment.Wallet) is not { } rule) yield return new($"{field}.wallet", "There is no wallet of this name.");
        else if (!payment.Amount.Fits(rule.Decimals)) yield return new($"{field}.amount", $"Must have at most {rule.Decimals} decimals.");
    }
}

/// <summary>An article that a customer gets.</summary>
/// <param name="Sku">The article. May be left out.</param>
/// <param name="Stocked">Whether its stock is counted, so that no more are given than there are. If left out, it is.</param>
public sealed record GiftRule(string? Sku = null, bool Stocked = true);

/// <summary>A message by e-mail. Who has not consented to that is not sent it, though the grant stands.</summary>
/// <param name="Template">The name of its template.</param>
/// <param name="Purpose">For what the person is contacted. If left out, for marketing.</param>
public sealed record MessageReward(string Template = "", ContactPurpose Purpose = ContactPurpose.Marketing);

/// <summary>A follow-up that staff get. Where as many are open as a customer can have, the history says that none more was opened, and the grant stands.</summary>
/// <param name="Kind">How the person is followed up. If left out, by a call.</param>
/// <param name="Days">Within how many days of the grant, 0 to 365.</param>
/// <param name="Note">What it is about, at most 200 characters. May be left out.</param>
/// <param name="Assignee">The member of staff to whom it is assigned, at most 200 characters. If left out, nobody.</param>
public sealed record FollowUpReward(FollowUpKind Kind = FollowUpKind.Call, int Days = 7, string? Note = null, string? Assignee = null)
{
    internal IEnumerable<FieldFault> Faults(string field)
    {
        if (!Enum.IsDefined(Kind)) yield return new($"{field}.kind", "Must be call, letter or email.");
        if (Days is < 0 or > 365) yield return new($"{field}.days", "Must be 0 to 365.");
        foreach (var fault in Text.TextFaults($"{field}.note", Note)) yield return fault;
        foreach (var fault in AssignFollowUp.StaffFaults($"{field}.assignee", Assignee)) yield return fault;
    }
}

/// <summary>Entries of a raffle.</summary>
/// <param name="Raffle">The raffle's id.</param>
/// <param name="Entries">How many, 1 to 1,000.</param>
public sealed record RaffleEntries(string Raffle = "", int Entries = 1)
{
    /// <summary>How many entries a customer has in a raffle; 0 for none.</summary>
    public static long Of(CustomerRewards rewards, string raffleId) => rewards.Raffles.Find(known => known.Raffle == raffleId)?.Entries ?? 0;
}
