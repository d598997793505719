using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Returns;

/// <summary>
/// Something came back. A return of a purchase corrects the month of the purchase. A credit counts in its own month.
/// </summary>
/// <param name="ReturnId">The return's number at the shop or till.</param>
/// <param name="PurchaseId">The purchase of which something came back. Null for a credit.</param>
/// <param name="Amount">What was paid back, as a positive amount.</param>
/// <param name="Lines">What came back. Null if only an amount was named.</param>
/// <param name="Reason">Why.</param>
public sealed record ReturnRecorded(string ReturnId, string? PurchaseId, Money Amount, IReadOnlyList<ReturnedLine>? Lines, string? Reason) : ActorEvent, IMovesWallets
{
    /// <summary>What the return took back of wallets, and what it gave back. Absent if that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    /// <summary>Vouchers to which the return gave something back. Null for none.</summary>
    public IReadOnlyList<ReversedVoucher>? Vouchers { get; init; }

    /// <summary>When the purchase was placed. Null for a credit.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>
    /// Whether no piece of the purchase is left with the customer. If so, the purchase no longer counts as an order.
    /// </summary>
    public bool Whole { get; init; }

    /// <summary>When the first order was placed that still counts. Null where earlier entries tell it.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>The latest orders that still count, newest first. Null where earlier entries tell them.</summary>
    public LatestInstants? LatestOrders { get; init; }

    public override int CountLines() => Lines?.Count ?? 0;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = HeldWallets.Move(state, Movements, moment);
        var unused = Vouchers?.Where(voucher => voucher.Whole).Select(voucher => voucher.Code);
        state = CustomerVouchers.GiveBackHeld(CustomerVouchers.GiveBack(state, unused ?? []), Vouchers ?? []);
        var at = PurchasedAt ?? moment.At;
        var before = PurchaseHistory.Part.Of(state);
        return (Whole ? before.WithoutOrder(at, FirstOrderAt, LatestOrders) : before).ChangeRevenue(state, at, Whole ? -1 : 0, -Amount, moment, new(unused, -1));
    }

    public override void Count(in Moment moment, Counters counters) => HeldWallets.Count(Movements, moment, counters);

    public override NaturalIds? Ids() => NaturalIds.Of(new RecordReturn { ReturnId = ReturnId, PurchaseId = PurchaseId });

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) => ReversedVoucher.Tell(Vouchers, of.Key, ReturnId);

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? null : StandingReason.PurchaseReturned;

    internal override void Place(HistoryTimes times, DateTimeOffset at)
    {
        if (Whole) times.UndoOrder(PurchasedAt!.Value);
    }
}

/// <summary>One line of what came back.</summary>
/// <param name="Line">Number of the purchase's line, from 1. Null in a credit.</param>
/// <param name="Sku">What came back.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Amount">What was paid back for it.</param>
public sealed record ReturnedLine(int? Line, string? Sku, decimal Quantity, Money Amount);
