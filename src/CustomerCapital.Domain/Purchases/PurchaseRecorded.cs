using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Purchases;

/// <summary>A purchase counts as an order from now on.</summary>
/// <param name="PurchaseId">The order's number at the shop or till.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="Channel">Where it was bought.</param>
/// <param name="Lines">What was bought; null when the purchase named no lines.</param>
public sealed record PurchaseRecorded(string PurchaseId, Money Amount, string? Channel, IReadOnlyList<PaidLine>? Lines) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state, DateTimeOffset at, ProgramCalendar calendar) => state with
    {
        Orders = state.Orders + 1,
        Revenue = state.Revenue + Amount,
        Activity = state.Activity.With(calendar.MonthOf(at), 1, Amount),
        FirstOrderAt = state.FirstOrderAt is { } first && first <= at ? first : at.ToUniversalTime(),
        LatestOrders = state.LatestOrders.With(at, complete: state.Orders == state.LatestOrders.Count),
        EarliestChannel = Earlier(state.EarliestChannel, at),
    };

    private ChannelOfPurchase? Earlier(ChannelOfPurchase? known, DateTimeOffset at)
    {
        if (Channel is null) return known;
        var order = known is null ? -1 : at.CompareTo(known.At);
        if (order == 0) order = string.CompareOrdinal(Channel, known!.Channel);
        return order < 0 ? new(Channel, at.ToUniversalTime()) : known;
    }
}
