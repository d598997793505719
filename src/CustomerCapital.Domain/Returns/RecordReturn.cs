using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Returns;

/// <summary>
/// What comes back. With a purchase id: the lines that are named, or an amount, or else everything that is left of the
/// purchase. The price then paid counts. Without a purchase id: a credit of the amount or lines given.
/// </summary>
public sealed record RecordReturn : ActorCommand, IPriced
{
    /// <summary>Least revenue of one customer in ten-thousandths: any acquisition cost can still be taken off it.</summary>
    private static readonly Int128 LeastRevenue = long.MinValue + Money.Limit.Units;

    /// <summary>The return's number at the shop or till.</summary>
    public string ReturnId { get; init; } = "";

    /// <summary>The purchase of which something comes back. Null for a credit.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>
    /// What is paid back, for a return without lines or for a credit. If all the rest of a purchase is paid back, every
    /// piece that was paid for has come back. A piece that was free stays with the customer until its line comes back.
    /// </summary>
    public Money? Amount { get; init; }

    /// <summary>
    /// What has been paid back of the purchase in all, for systems that tell this sum only. The return comes to this
    /// sum less what earlier returns paid back, and to nothing if they paid back as much.
    /// </summary>
    public Money? CumulativeAmount { get; init; }

    /// <summary>ISO 4217 code. If left out, the program's currency.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// What comes back. With a purchase id, and without lines and amounts: everything that has not come back yet.
    /// </summary>
    public IReadOnlyList<ReturnLine>? Lines { get; init; }

    /// <summary>Why, in the customer's words.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "return:" + ReturnId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ReturnId) ? this with { ReturnId = id } : this;

    [JsonIgnore]
    public override string? ConcernsId => PurchaseId is null ? null : RecordPurchase.IdOf(PurchaseId);

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("returnId", ReturnId)) yield return fault;
        if (PurchaseId is not null) foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
        foreach (var fault in Text.TextFaults("reason", Reason, Text.LongLimit)) yield return fault;
        if (Currency is not null && !ProgramPolicy.IsCurrency(Currency)) yield return new("currency", "A currency is three capital letters, such as EUR.");
        if (Amount is { } amount && (amount.IsNegative || amount > Money.Limit)) yield return new("amount", $"Must be 0 to {Money.Limit}: what comes back, as a positive amount.");
        if (CumulativeAmount is { } inAll && (inAll.IsNegative || inAll > Money.Limit)) yield return new("cumulativeAmount", $"Must be 0 to {Money.Limit}: what has come back in all, as a positive amount.");
        if (CumulativeAmount is not null && (PurchaseId is null || Amount is not null || Lines is { Count: > 0 })) yield return new("cumulativeAmount", "Stands beside the purchase id alone; leave out amount and lines.");
        var lines = Lines ?? [];
        if (lines.Count > RecordPurchase.LineLimit) yield return new("lines", $"Must be at most {RecordPurchase.LineLimit} lines.");
        else if (lines.Count > 0 && Amount is not null && PurchaseId is not null) yield return new("amount", "Leave it out where lines say what comes back: the price then paid counts.");
        else if (lines.Count == 0 && Amount is null && PurchaseId is null) yield return new("amount", "Is required for a credit that names neither a purchase nor lines.");
        for (var i = 0; i < Math.Min(lines.Count, RecordPurchase.LineLimit); i++)
            foreach (var fault in lines[i]?.Faults($"lines[{i}]", linked: PurchaseId is not null) ?? [new($"lines[{i}]", "Must be an object.")]) yield return fault;
    }

    public override Verdict Decide(in Situation situation)
    {
        var (state, policy) = (situation.State, situation.Program.Policy);
        if (Currency is not null && policy.Currency is not null && Currency != policy.Currency) return Refusal.CurrencyMismatch(Currency, policy.Currency);
        if (PurchaseId is null && policy.KnownCustomersOnly && state.Sequence == 0) return Refusal.CustomerNotKnown(state.CustomerId);
        var verdict = PurchaseId is null ? Credit.Decide(this) : DecideLinked(situation);
        return verdict.Event is ReturnRecorded returned && state.Revenue.Units - (Int128)returned.Amount.Units < LeastRevenue ? Refusal.TotalLimitReached() : verdict;
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => ConcernsId is { } purchase ? past.Find(purchase)?.OccurredAt : null;

    private Verdict DecideLinked(in Situation situation)
    {
        if (situation.Past.RestOf(ConcernsId!) is not { } rest) return Refusal.PurchaseNotFound(PurchaseId!);
        if (situation.At < rest.PurchasedAt) return Refusal.ReturnBeforePurchase();
        return rest.Decide(this, situation);
    }
}

/// <summary>One line of what comes back.</summary>
/// <param name="Line">Number of the purchase's line, from 1. The sku may be named instead.</param>
/// <param name="Sku">What comes back.</param>
/// <param name="Quantity">How much of it comes back. If left out, all that is left.</param>
/// <param name="UnitPrice">Price of one, for a credit. A return of a purchase takes the price then paid.</param>
public sealed record ReturnLine(int? Line = null, string? Sku = null, decimal? Quantity = null, Money? UnitPrice = null)
{
    internal IEnumerable<FieldFault> Faults(string field, bool linked)
    {
        foreach (var fault in Text.TextFaults(field + ".sku", Sku)) yield return fault;
        if (Quantity is <= 0 or > PurchaseLine.QuantityLimit) yield return new(field + ".quantity", $"Must be above 0 and at most {PurchaseLine.QuantityLimit}.");
        else if (Quantity is { } quantity && quantity != decimal.Round(quantity, 4)) yield return new(field + ".quantity", "Must have at most four decimal places.");
        if (linked && Line is null == Sku is null) yield return new(field, "Must name either the line or the sku.");
        if (linked && UnitPrice is not null) yield return new(field + ".unitPrice", "Leave it out: the price then paid counts.");
        if (linked) yield break;
        if (Quantity is null) yield return new(field + ".quantity", "Is required for a credit that is not linked to a purchase.");
        else if (UnitPrice is null) yield return new(field + ".unitPrice", "Is required for a credit that is not linked to a purchase.");
        else if (UnitPrice.Value.IsNegative || UnitPrice > Money.Limit || Quantity * UnitPrice.Value.ToDecimal() > Money.Limit.ToDecimal())
            yield return new(field + ".unitPrice", $"Must be 0 or more, and the line at most {Money.Limit}.");
    }
}
