using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Moves;

/// <summary>A purchase was another customer's: it leaves this one, and the other has it with its moment, its lines, and what has come back of it.</summary>
public sealed record MovePurchase : ActorCommand
{
    /// <summary>The move's id.</summary>
    public string MoveId { get; init; } = "";

    /// <summary>The purchase.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>Whose it is.</summary>
    public string ToCustomerId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "purchase_move:" + MoveId;

    [JsonIgnore]
    public override string? ConcernsId => RecordPurchase.IdOf(PurchaseId);

    [JsonIgnore]
    public override string? OtherCustomerId => ToCustomerId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(MoveId) ? this with { MoveId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("moveId", MoveId), .. Text.IdFaults("purchaseId", PurchaseId), .. Text.IdFaults("toCustomerId", ToCustomerId)];

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.RestOf(ConcernsId!)?.PurchasedAt;

    public override Verdict Decide(in Situation situation)
    {
        if (ToCustomerId == situation.State.CustomerId) return Refusal.MoveToSelf();
        if (ErasedId.Is(ToCustomerId)) return Refusal.CustomerErased();
        if (situation.Past.RestOf(ConcernsId!) is not { } rest) return Refusal.PurchaseNotFound(PurchaseId);
        if (rest.MovedTo is { } holder) return Refusal.PurchaseMoved(holder);
        if (rest.IsWhole) return Refusal.PurchaseReturned();
        if (situation.At < rest.PurchasedAt) return Refusal.MoveBeforePurchase();
        if (rest.Wallets.IsPaidByWallets) return Refusal.PaidByWallets(PurchaseId);
        if (PurchaseHistory.Part.Of(situation.State).OrdersWithout(rest.PurchasedAt, situation.Past) is not { } left) return Verdict.History;
        var draft = new WalletDraft(situation);
        rest.Wallets.Settle(draft, KeptShares.None);
        return new PurchaseMoved(MoveId, PurchaseId, ToCustomerId, rest.Content())
        {
            Movements = draft.Movements,
            PurchasedAt = rest.PurchasedAt,
            FirstOrderAt = left.First,
            LatestOrders = left.Latest,
            KnownAs = situation.Past.Find(ConcernsId!)?.ContentHash,
        };
    }
}

/// <summary>What a purchase holds when it moves.</summary>
/// <param name="Amount">What it comes to as amended, before returns.</param>
/// <param name="CameBack">How much of that has come back.</param>
/// <param name="Channel">Where it was bought.</param>
/// <param name="Lines">What it holds as amended; null when it names no lines.</param>
/// <param name="CameBackOfLines">What has come back of lines; null for nothing.</param>
public sealed record MovedContent(Money Amount, Money CameBack, string? Channel, IReadOnlyList<PaidLine>? Lines, IReadOnlyList<Returns.ReturnedLine>? CameBackOfLines)
{
    /// <summary>What it has earned in wallets. Null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MovedEarning>? Earned { get; init; }

    /// <summary>Vouchers that it has used, with what came back to them. Null for none.</summary>
    public IReadOnlyList<RedeemedVoucher>? Vouchers { get; init; }

    /// <summary>What is left of it.</summary>
    [JsonIgnore]
    public Money Left => Amount - CameBack;
}

/// <summary>A purchase is another customer's, who is told so, and counts no longer here.</summary>
/// <param name="MoveId">The move's id.</param>
/// <param name="PurchaseId">The purchase.</param>
/// <param name="ToCustomerId">Whose it is.</param>
/// <param name="Content">What the other has of it.</param>
public sealed record PurchaseMoved(string MoveId, string PurchaseId, string ToCustomerId, MovedContent Content) : ActorEvent, IMovesWallets
{
    /// <summary>What the purchase had earned in wallets, which goes with it. Absent if that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    /// <summary>When the purchase was placed.</summary>
    public DateTimeOffset PurchasedAt { get; init; }

    /// <summary>When the first order was placed that still counts. Null where earlier entries tell it.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>The latest orders that still count, newest first. Null where earlier entries tell them.</summary>
    public LatestInstants? LatestOrders { get; init; }

    /// <summary>Hash of the purchase as it was recorded, by which a repeat of it is known to be one, here and there.</summary>
    public string? KnownAs { get; init; }

    public override int CountLines() => Content.Lines?.Count ?? 0;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = HeldWallets.Move(state, Movements, moment);
        state = CustomerVouchers.GiveBack(state, (Content.Vouchers ?? []).Where(voucher => voucher.IsCounted).Select(voucher => voucher.Code));
        var unused = new VoucherUses(Content.Vouchers?.Select(voucher => voucher.Code), -1);
        return PurchaseHistory.Part.Of(state).WithoutOrder(PurchasedAt, FirstOrderAt, LatestOrders).ChangeRevenue(state, PurchasedAt, -1, -Content.Left, moment, unused);
    }

    public override void Count(in Moment moment, Counters counters) => HeldWallets.Count(Movements, moment, counters);

    public override NaturalIds? Ids() => NaturalIds.Of(new MovePurchase { MoveId = MoveId, PurchaseId = PurchaseId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? null : StandingReason.PurchaseMoved;

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) =>
        [new(ToCustomerId, new TakeOverPurchase { FromCustomerId = of.Key, MoveId = MoveId, PurchaseId = PurchaseId, Content = Content, KnownAs = KnownAs, OccurredAt = PurchasedAt })];

    internal override void Place(HistoryTimes times, DateTimeOffset at) => times.UndoOrder(PurchasedAt);
}
