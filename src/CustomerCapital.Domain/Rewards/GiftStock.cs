using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Domain.Rewards;

/// <summary>The stock of a gift: as a voucher's uses are limited, so is what is given of it, by the same reservations (ADR 0059).</summary>
public static class GiftStock
{
    /// <summary>What stands before the reward's name; no code of a voucher has a colon.</summary>
    private const string Prefix = "gift:";

    /// <summary>The actor that keeps the stock of a gift.</summary>
    public static ActorId Of(string reward) => new(ActorKind.VoucherCode, Prefix + reward);

    /// <summary>Whether an actor keeps the stock of a gift, and is no code.</summary>
    public static bool Is(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The reward whose stock an actor keeps.</summary>
    internal static string RewardOf(string key) => Is(key) ? key[Prefix.Length..] : key;
}

/// <summary>The stock of a gift changes: more has come, or some were lost.</summary>
public sealed record ChangeStock : ActorCommand
{
    /// <summary>Most that a stock can hold.</summary>
    public const int Most = 1_000_000_000;

    /// <summary>The change's id.</summary>
    public string ChangeId { get; init; } = "";

    /// <summary>How many come, or leave if below zero.</summary>
    public int By { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(ChangeId);

    /// <summary>The natural id of a change.</summary>
    public static string IdOf(string changeId) => "stock_change:" + changeId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ChangeId) ? this with { ChangeId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("changeId", ChangeId)) yield return fault;
        if (By is 0 or < -Most or > Most) yield return new("by", FormattableString.Invariant($"Must not be 0, and at most {Most} either way."));
    }

    public override Verdict Decide(in Situation situation)
    {
        var reward = GiftStock.RewardOf(situation.State.Id.Key);
        var (stock, left) = (Voucher.Part.Of(situation.State), Voucher.Part.Of(situation.State).UsesLeft ?? 0);
        if (stock is { Terms: not null, IsStock: false }) return RewardRefusal.NotStocked(reward);
        if (left + By < 0) return RewardRefusal.StockTooLow(reward, left);
        return (stock.Terms?.Uses ?? 0) + (long)By > Most ? Refusal.TotalLimitReached() : new StockChanged(ChangeId, By);
    }
}

/// <summary>The stock of a gift has changed.</summary>
/// <param name="ChangeId">The change's id.</param>
/// <param name="By">How many came, or left if below zero.</param>
public sealed record StockChanged(string ChangeId, int By) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var stock = Voucher.Part.Of(state);
        return Voucher.Part.Set(state, stock with { IsStock = true, Terms = (stock.Terms ?? new(0)) with { Uses = (stock.Terms?.Uses ?? 0) + By } });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new ChangeStock { ChangeId = ChangeId });
}

/// <summary>A grant of a gift with what the engine knows of its stock. Sent by the engine, not by callers.</summary>
public sealed record GrantFromStock : ActorCommand
{
    /// <summary>The grant as it was sent.</summary>
    public GrantReward Grant { get; init; } = new();

    /// <summary>The use of the stock.</summary>
    public VoucherClaim Stock { get; init; } = new("");

    [JsonIgnore]
    public override string? NaturalId => Grant.NaturalId;

    /// <remarks>As with vouchers.</remarks>
    [JsonIgnore]
    public override string? ConcernsId => Stock.Number == 0 ? NaturalId : null;

    public override ActorCommand AsSent() => Grant;

    public override IEnumerable<FieldFault> Faults() => Grant.Faults();

    public override Verdict Decide(in Situation situation)
    {
        var verdict = Grant.Decide(situation, Stock);
        return verdict.Event is null ? verdict : RedeemVouchers.Reserved(situation, [Stock]) ?? verdict;
    }
}
