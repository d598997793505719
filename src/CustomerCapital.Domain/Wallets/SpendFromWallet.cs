using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Something is spent from a wallet, other than to pay a purchase: what expires first goes first.</summary>
public sealed record SpendFromWallet : ActorCommand
{
    /// <summary>The spending's id.</summary>
    public string SpendingId { get; init; } = "";

    /// <summary>The wallet's name.</summary>
    public string Wallet { get; init; } = "";

    /// <summary>How much, above 0.</summary>
    public WalletAmount Amount { get; init; }

    /// <summary>What for, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(SpendingId);

    /// <summary>The natural id of a spending.</summary>
    public static string IdOf(string spendingId) => "wallet_spending:" + spendingId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(SpendingId) ? this with { SpendingId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("spendingId", SpendingId), .. WalletPayment.Faults(null, Wallet, Amount), .. Text.TextFaults("reason", Reason)];

    public override Verdict Decide(in Situation situation)
    {
        var draft = new WalletDraft(situation);
        if (WalletPayment.Check(draft, Wallet, Amount, out _) is { } refusal) return refusal;
        return draft.TrySpend(MovementKind.Spent, Wallet, Amount)
            ? new WalletSpent(SpendingId, Reason) { Movements = draft.Movements }
            : draft.Insufficient(Wallet, Amount);
    }
}

/// <summary>Something was spent from a wallet.</summary>
/// <param name="SpendingId">The spending's id.</param>
/// <param name="Reason">What for. Null if that was not said.</param>
public sealed record WalletSpent(string SpendingId, string? Reason) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new SpendFromWallet { SpendingId = SpendingId });
}

/// <summary>What was spent comes back to the lots from which it came.</summary>
public sealed record ReverseSpending : ActorCommand
{
    /// <summary>The spending that is reversed.</summary>
    public string SpendingId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "wallet_spending_reversal:" + SpendingId;

    [JsonIgnore]
    public override string? ConcernsId => SpendFromWallet.IdOf(SpendingId);

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("spendingId", SpendingId);

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.Find(ConcernsId!)?.OccurredAt;

    public override Verdict Decide(in Situation situation)
    {
        if (situation.Past.Find(ConcernsId!) is not { Event: WalletSpent { Movements: [{ } movement] } } spending) return Refusal.SpendingNotFound(SpendingId);
        if (situation.At < spending.OccurredAt) return Refusal.ReversalBeforeSpending();
        var draft = new WalletDraft(situation);
        draft.GiveBack(movement);
        return new SpendingReversed(SpendingId) { Movements = draft.Movements };
    }
}

/// <summary>What was spent came back.</summary>
/// <param name="SpendingId">The spending.</param>
public sealed record SpendingReversed(string SpendingId) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new ReverseSpending { SpendingId = SpendingId });
}
