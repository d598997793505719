using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Returns;

/// <summary>Something came back. Linked to a purchase it corrects the purchase's month; a credit counts in its own.</summary>
/// <param name="ReturnId">The return's number at the shop or till.</param>
/// <param name="PurchaseId">The purchase that came back; null for a credit.</param>
/// <param name="Amount">What was paid back, as a positive amount.</param>
/// <param name="Lines">What came back; null when only an amount did.</param>
/// <param name="Reason">Why.</param>
public sealed record ReturnRecorded(string ReturnId, string? PurchaseId, Money Amount, IReadOnlyList<ReturnedLine>? Lines, string? Reason) : CustomerEvent
{
    /// <summary>When the purchase was placed; null for a credit.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>Whether nothing of the purchase is left, so that it no longer counts as an order.</summary>
    public bool Whole { get; init; }

    /// <summary>When the first order was placed that still counts, where the state could not tell; with <see cref="LatestOrders"/>.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>The latest orders that still count, where the state could not tell; else null.</summary>
    public LatestInstants? LatestOrders { get; init; }

    internal CustomerState Evolve(CustomerState state, DateTimeOffset at, ProgramCalendar calendar)
    {
        var next = state with
        {
            Revenue = state.Revenue - Amount,
            Activity = state.Activity.With(calendar.MonthOf(PurchasedAt ?? at), Whole ? -1 : 0, -Amount),
        };
        if (!Whole) return next;
        var latest = LatestOrders ?? state.LatestOrders.Without(PurchasedAt!.Value);
        var complete = state.Orders <= state.LatestOrders.Count;
        return next with
        {
            Orders = state.Orders - 1,
            LatestOrders = latest,
            FirstOrderAt = LatestOrders is not null ? FirstOrderAt : complete ? latest.Oldest : state.FirstOrderAt,
        };
    }
}

/// <summary>One line of what came back.</summary>
/// <param name="Line">Number of the purchase's line, from 1; null in a credit.</param>
/// <param name="Sku">What came back.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Amount">What was paid back for it.</param>
public sealed record ReturnedLine(int? Line, string? Sku, decimal Quantity, Money Amount);
