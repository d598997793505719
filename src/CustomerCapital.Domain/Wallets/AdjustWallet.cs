using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Something is given to a wallet, or taken from it, by hand: out of goodwill, to correct a mistake, or as the balance of another system.</summary>
public sealed record AdjustWallet : ActorCommand
{
    /// <summary>The adjustment's id.</summary>
    public string AdjustmentId { get; init; } = "";

    /// <summary>The wallet's name.</summary>
    public string Wallet { get; init; } = "";

    /// <summary>What comes to the wallet, or leaves it if below zero.</summary>
    public WalletAmount Amount { get; init; }

    /// <summary>The last day on which what is given can be spent. If left out, by the wallet's life from now on.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "wallet_adjustment:" + AdjustmentId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(AdjustmentId) ? this with { AdjustmentId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("adjustmentId", AdjustmentId)) yield return fault;
        foreach (var fault in Text.IdFaults("wallet", Wallet)) yield return fault;
        if (Amount == WalletAmount.Zero || Amount > WalletAmount.Limit || Amount < -WalletAmount.Limit) yield return new("amount", $"Must not be 0, and at most {WalletAmount.Limit} either way.");
        if (ValidTo is not null && Amount.IsNegative) yield return new("validTo", "Is for what is given; leave it out where something is taken.");
        foreach (var fault in Text.TextFaults("reason", Reason)) yield return fault;
    }

    public override Verdict Decide(in Situation situation)
    {
        var draft = new WalletDraft(situation);
        if (WalletPayment.Check(draft, Wallet, Amount, out var rule) is { } refusal) return refusal;
        if (ValidTo < draft.Today) return Refusal.ExpiredAlready(ValidTo.Value);
        if (Amount > WalletAmount.Zero) draft.Credit(MovementKind.Adjusted, Wallet, Amount, ValidTo ?? rule!.LastDayOf(draft.Today));
        else if (!draft.TrySpend(MovementKind.Adjusted, Wallet, -Amount)) return Refusal.InsufficientBalance(Wallet, draft.SpendableOf(Wallet));
        return draft.IsBeyondLimit ? Refusal.TotalLimitReached() : new WalletAdjusted(AdjustmentId, Reason) { Movements = draft.Movements };
    }
}

/// <summary>Something was given to a wallet, or taken from it, by hand.</summary>
/// <param name="AdjustmentId">The adjustment's id.</param>
/// <param name="Reason">Why. Null if that was not said.</param>
public sealed record WalletAdjusted(string AdjustmentId, string? Reason) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new AdjustWallet { AdjustmentId = AdjustmentId });
}

/// <summary>What wallets held has expired.</summary>
public sealed record WalletExpired : WalletEvent;
