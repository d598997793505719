using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What wallets paid of a purchase comes back to the lots from which it came, for example because the rest of the payment failed. The purchase stays.</summary>
public sealed record ReversePayment : ActorCommand
{
    /// <summary>The purchase.</summary>
    public string PurchaseId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "payment_reversal:" + PurchaseId;

    [JsonIgnore]
    public override string? ConcernsId => RecordPurchase.IdOf(PurchaseId);

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("purchaseId", PurchaseId);

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.RestOf(ConcernsId!)?.PurchasedAt;

    public override Verdict Decide(in Situation situation)
    {
        if (situation.Past.RestOf(ConcernsId!) is not { } rest) return Refusal.PurchaseNotFound(PurchaseId);
        if (rest.MovedTo is { } holder) return Refusal.PurchaseMoved(holder);
        if (situation.At < rest.PurchasedAt) return Refusal.ReversalBeforeSpending();
        var draft = new WalletDraft(situation);
        rest.Wallets.GiveBack(draft, Share.Nothing);
        return draft.Movements is { } movements ? new PaymentReversed(PurchaseId) { Movements = movements } : Refusal.NothingPaidByWallets(PurchaseId);
    }
}

/// <summary>What wallets paid of a purchase came back.</summary>
/// <param name="PurchaseId">The purchase.</param>
public sealed record PaymentReversed(string PurchaseId) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new ReversePayment { PurchaseId = PurchaseId });
}
