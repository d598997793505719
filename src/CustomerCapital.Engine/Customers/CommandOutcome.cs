using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Engine.Customers;

/// <summary>How a command ended.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<OutcomeStatus>))]
public enum OutcomeStatus
{
    /// <summary>Carried out and durable.</summary>
    Accepted = 1,

    /// <summary>Carried out before, with the same content; the first receipt.</summary>
    Duplicate = 2,

    /// <summary>What it asks for holds already, or something newer does.</summary>
    Unchanged = 3,

    /// <summary>Its id was used before with other content. Sending it again does not help.</summary>
    Conflict = 4,

    /// <summary>Well-formed, but not possible now. Sending it again does not help.</summary>
    Refused = 5,

    /// <summary>Fields are missing or out of range. Sending it again does not help.</summary>
    Malformed = 6,
}

/// <summary>How a command ended.</summary>
/// <param name="Status">In a word.</param>
/// <param name="Receipt">What it came to; null when it was not carried out.</param>
/// <param name="Code">Stable code of a conflict, refusal or malformed command.</param>
/// <param name="Message">What went wrong and what to do, as a sentence. Null if nothing did.</param>
/// <param name="Faults">The fields of a malformed command.</param>
public sealed record CommandOutcome(
    OutcomeStatus Status, Receipt? Receipt = null, string? Code = null, string? Message = null, IReadOnlyList<FieldFault>? Faults = null)
{
    /// <summary>Code of a command for a customer whose id leads to another.</summary>
    public const string CustomerMergedCode = "customer_merged";

    /// <summary>The customer to whom the id leads, where the command is to be carried out instead. Null where it is the customer's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MergedInto { get; init; }

    /// <summary>What the customer lacks of a pooled wallet, which others of the household may give. Null where nobody is to be asked for it, or was asked already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PooledLack? Lacks { get; init; }

    /// <summary>Code of an id used with other content.</summary>
    public const string IdConflictCode = "id_conflict";

    /// <summary>Code of fields that are missing or out of range.</summary>
    public const string MalformedCode = "malformed";

    /// <summary>Code of a command whose content the database does not take.</summary>
    public const string NotStorableCode = "not_storable";

    internal static CommandOutcome NotStorable(string reason) => new(
        OutcomeStatus.Refused, null, NotStorableCode, $"{reason} The program's sums would leave their range, or a text is too long for it; sending the same again does not help.");

    internal static CommandOutcome Merged(string customerId, string into) =>
        new(OutcomeStatus.Refused, null, CustomerMergedCode, $"'{customerId}' is the same person as '{into}', who has the history of both; send the command to '{into}'.") { MergedInto = into };

    internal static CommandOutcome Refuse(Refusal refusal) => new(OutcomeStatus.Refused, null, refusal.Code, refusal.Message) { Lacks = refusal.Lacks };

    internal static CommandOutcome Malformed(IReadOnlyList<FieldFault> faults) =>
        new(OutcomeStatus.Malformed, null, MalformedCode, DetailOf(faults), faults);

    /// <summary>The first faults as sentences; one that is of no field stands for itself.</summary>
    public static string DetailOf(IReadOnlyList<FieldFault> faults) =>
        string.Join(" ", faults.Take(5).Select(fault => fault.Field.Length == 0 ? fault.Message : $"{fault.Field}: {fault.Message}"));

    internal static CommandOutcome Conflict(string naturalId) => new(
        OutcomeStatus.Conflict, null, IdConflictCode, $"The id '{naturalId[(naturalId.IndexOf(':', StringComparison.Ordinal) + 1)..]}' was used before with other content; use a new id, or send the first content.");
}

/// <summary>What a command came to: the same for every repeat of it.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Id">
/// The command's id with its kind, for example <c>purchase:536365</c>. Null for a command without an id.
/// </param>
/// <param name="Sequence">Number of the entry in the customer's history.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Rung">Place on the ladder after it.</param>
/// <param name="Lapsed">Whether lapsed after it.</param>
/// <param name="Orders">Orders after it.</param>
/// <param name="Revenue">Net revenue after it.</param>
/// <param name="HistoricValue">Historic lifetime value after it.</param>
public sealed record Receipt(
    string CustomerId, string? Id, long Sequence, DateTimeOffset OccurredAt, Rung Rung, bool Lapsed, long Orders, Money Revenue, Money HistoricValue)
{
    private readonly ValueList<WalletMovement>? _movements;
    private readonly ValueList<RedeemedVoucher>? _vouchers;

    /// <summary>What it earned, spent, took or gave back in wallets. Absent if it moved nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get => _movements?.Items; init => _movements = value is null ? null : new(value); }

    /// <summary>Vouchers that a purchase has used, with what each took off. Absent if it has used none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RedeemedVoucher>? Vouchers { get => _vouchers?.Items; init => _vouchers = value is null ? null : new(value); }

    /// <summary>The code of the voucher that came with a reward. Absent if none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VoucherCode { get; init; }

    /// <summary>What became of a campaign's offer. Absent for other commands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfferOutcome? Offer { get; init; }

    /// <summary>The run by which a campaign made the offer. Absent for other commands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OfferRun { get; init; }

    internal static Receipt Of(Entry entry)
    {
        var after = entry.After ?? throw new InvalidOperationException($"Entry {entry.Sequence} of '{entry.CustomerId}' carries no account.");
        return new(entry.CustomerId, entry.NaturalId, entry.Sequence, entry.OccurredAt, after.Rung, after.Lapsed, after.Orders, after.Revenue, after.HistoricValue)
        {
            Movements = (entry.Event as IMovesWallets)?.Movements,
            Vouchers = (entry.Event as PurchaseRecorded)?.Vouchers,
            VoucherCode = (entry.Event as RewardGranted)?.Code,
            Offer = entry.Event switch { OfferPassed passed => passed.Outcome, RewardGranted { Offer: not null } => OfferOutcome.Granted, _ => null },
            OfferRun = entry.Event switch { OfferPassed passed => passed.Offer.RunId, RewardGranted granted => granted.Offer?.RunId, _ => null },
        };
    }

    internal static Receipt Of(ActorState state, ProgramPolicy policy)
    {
        var now = Account.Of(state, policy);
        return new(state.CustomerId, null, state.Sequence, state.AsOf, now.Rung, now.Lapsed, now.Orders, now.Revenue, now.HistoricValue);
    }
}
