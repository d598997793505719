using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A voucher asks what became of a use that was taken out for a purchase. Sent by the engine, not by callers.</summary>
/// <remarks>Where the purchase is recorded with it, its confirmation waits in the outbox, or was given up there; nothing more is to be said.</remarks>
public sealed record ResolveUse : ActorCommand
{
    /// <summary>The code.</summary>
    public string Code { get; init; } = "";

    /// <summary>The use's number.</summary>
    public long Number { get; init; }

    /// <summary>The purchase for which it was taken out; of the stock of a gift the grant.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset MadeAt { get; init; }

    [JsonIgnore]
    public override string? NaturalId => FormattableString.Invariant($"voucher_use_resolution:{Code}:{Number}");

    [JsonIgnore]
    public override string? ConcernsId => GiftStock.Is(Code) ? GrantReward.IdOf(PurchaseId) : RecordPurchase.IdOf(PurchaseId);

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation)
    {
        var isUsed = situation.Past.Find(ConcernsId!)?.Event switch
        {
            PurchaseRecorded { Vouchers: { } redeemed } => redeemed.Any(voucher => voucher.Code == Code && voucher.Number == Number),
            RewardGranted granted => granted.StockUse == Number,
            _ => false,
        };
        return isUsed ? Verdict.Unchanged : new UseRevoked(Code, Number, PurchaseId, MadeAt);
    }
}

/// <summary>No purchase is recorded with a use of a voucher, and none will be: the use is given back.</summary>
/// <param name="Code">The code.</param>
/// <param name="Number">The use's number.</param>
/// <param name="PurchaseId">The purchase for which it was taken out.</param>
/// <param name="MadeAt">When it was taken out.</param>
public sealed record UseRevoked(string Code, long Number, string PurchaseId, DateTimeOffset MadeAt) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var held = CustomerVouchers.Part.Of(state);
        return held.RevokedThrough >= MadeAt ? state : CustomerVouchers.Part.Set(state, held with { RevokedThrough = MadeAt.ToUniversalTime() });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new ResolveUse { Code = Code, Number = Number, PurchaseId = PurchaseId });

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) =>
        [new(new(ActorKind.VoucherCode, Code), new ReleaseUse { Number = Number, IsRevoked = true })];
}
