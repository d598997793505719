using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Returns;

/// <summary>Something came back. Linked to a purchase it corrects the purchase's month; a credit counts in its own.</summary>
/// <param name="ReturnId">The return's number at the shop or till.</param>
/// <param name="PurchaseId">The purchase that came back; null for a credit.</param>
/// <param name="Amount">What was paid back, as a positive amount.</param>
/// <param name="Lines">What came back; null when only an amount did.</param>
/// <param name="Reason">Why.</param>
public sealed record ReturnRecorded(string ReturnId, string? PurchaseId, Money Amount, IReadOnlyList<ReturnedLine>? Lines, string? Reason) : ActorEvent
{
    /// <summary>When the purchase was placed; null for a credit.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>Whether no piece of the purchase is left, whatever was paid for it, so that it no longer counts as an order.</summary>
    public bool Whole { get; init; }

    /// <summary>When the first order was placed that still counts, where the state could not tell; with <see cref="LatestOrders"/>.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>The latest orders that still count, where the state could not tell; else null.</summary>
    public LatestInstants? LatestOrders { get; init; }

    public override int CountLines() => Lines?.Count ?? 0;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = PurchaseHistory.Part.Of(state);
        var after = before with
        {
            Revenue = before.Revenue - Amount,
            Activity = before.Activity.With(moment.Calendar.MonthOf(PurchasedAt ?? moment.At), Whole ? -1 : 0, -Amount),
        };
        return PurchaseHistory.Part.Set(state, Whole ? after.WithoutOrder(PurchasedAt!.Value, FirstOrderAt, LatestOrders) : after);
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new RecordReturn { ReturnId = ReturnId, PurchaseId = PurchaseId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? null : StandingReason.PurchaseReturned;

    internal override void Place(HistoryTimes times, DateTimeOffset at)
    {
        if (Whole) times.UndoOrder(PurchasedAt!.Value);
    }
}

/// <summary>One line of what came back.</summary>
/// <param name="Line">Number of the purchase's line, from 1; null in a credit.</param>
/// <param name="Sku">What came back.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Amount">What was paid back for it.</param>
public sealed record ReturnedLine(int? Line, string? Sku, decimal Quantity, Money Amount);
