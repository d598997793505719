using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Purchases;

/// <summary>A purchase counts as an order from now on.</summary>
/// <param name="PurchaseId">The order's number at the shop or till.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="Channel">Where it was bought.</param>
/// <param name="Lines">What was bought. Null if the purchase named no lines.</param>
public sealed record PurchaseRecorded(string PurchaseId, Money Amount, string? Channel, IReadOnlyList<PaidLine>? Lines) : ActorEvent, IMovesWallets
{
    /// <summary>What the purchase earned in wallets, and what wallets paid of it. Absent if that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    /// <summary>Vouchers that it has used. Null for none.</summary>
    public IReadOnlyList<RedeemedVoucher>? Vouchers { get; init; }

    public override int CountLines() => Lines?.Count ?? 0;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var (before, at) = (PurchaseHistory.Part.Of(state), moment.At);
        state = CustomerVouchers.Use(HeldWallets.Move(state, Movements, moment), Vouchers, moment.Calendar);
        var after = before with
        {
            Orders = before.Orders + 1,
            FirstOrderAt = before.FirstOrderAt is { } first && first <= at ? first : moment.Utc,
            LatestOrders = before.LatestOrders.With(at, complete: before.Orders == before.LatestOrders.Count),
            EarliestChannel = Earlier(before.EarliestChannel, moment),
        };
        return after.ChangeRevenue(state, at, 1, Amount, moment, new(Vouchers?.Select(voucher => voucher.Code), 1));
    }

    public override void Count(in Moment moment, Counters counters) => HeldWallets.Count(Movements, moment, counters);

    public override NaturalIds? Ids() => NaturalIds.Of(new RecordPurchase { PurchaseId = PurchaseId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => (move, to) switch
    {
        (StandingMove.Back, _) => StandingReason.PurchaseAfterLapse,
        (StandingMove.Up, Rung.Buyer) => StandingReason.FirstPurchase,
        (StandingMove.Up, Rung.Customer) => StandingReason.RepeatPurchase,
        (StandingMove.Up, _) => StandingReason.SteadyBuying,
        _ => null,
    };

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) => RedeemedVoucher.Tell(Vouchers, of.Key, PurchaseId);

    internal override void Place(HistoryTimes times, DateTimeOffset at) => times.PlaceOrder(at);

    /// <summary>Adds its pieces.</summary>
    internal void AddTo(Pieces pieces)
    {
        foreach (var line in Lines ?? []) pieces.Add(line, line.Quantity, 1);
    }

    private ChannelOfPurchase? Earlier(ChannelOfPurchase? known, in Moment moment)
    {
        if (Channel is null) return known;
        var order = known is null ? -1 : moment.At.CompareTo(known.At);
        if (order == 0) order = string.CompareOrdinal(Channel, known!.Channel);
        return order < 0 ? new(Channel, moment.Utc) : known;
    }
}
