using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Value;

/// <summary>A local day on which a customer ordered: all orders of a day are one for every model.</summary>
/// <param name="Day">In the program's time zone.</param>
/// <param name="Revenue">Of the day's orders, net of their returns.</param>
public readonly record struct OrderDay(DateOnly Day, Money Revenue);

/// <summary>The order days of one customer, found by folding the customer's entries one by one, as they are known now: returns, amendments and moves correct the past.</summary>
/// <remarks>Its size grows with the purchases that it has taken. Not thread-safe.</remarks>
public sealed class BuyingHistory
{
    private readonly Dictionary<string, PurchaseRest> _rests = [];
    private readonly List<(DateTimeOffset At, Money Amount)> _credits = [];

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        if (PieceHistory.PurchaseOf(entry) is { } purchase)
        {
            if (entry.NaturalId == purchase || !_rests.TryGetValue(purchase, out var rest)) _rests[purchase] = PurchaseRest.Of(entry);
            else rest.Take(entry);
        }
        else if (entry.Event is ReturnRecorded { PurchaseId: null } credit)
        {
            _credits.Add((entry.OccurredAt, credit.Amount));
        }
    }

    /// <summary>What was observed of the customer by the end of a local day, of purchases placed and credits given by then. Null where no order was.</summary>
    public BuyingRecord? Observe(DateOnly asOf, ProgramCalendar calendar)
    {
        var days = new SortedDictionary<DateOnly, Money>();
        foreach (var rest in _rests.Values)
        {
            if (!rest.IsKnown || rest.IsWhole || calendar.DayOf(rest.PurchasedAt) is var day && day > asOf) continue;
            days[day] = days.GetValueOrDefault(day) + rest.Left;
        }

        if (days.Count == 0) return null;
        var credits = _credits.Where(credit => calendar.DayOf(credit.At) <= asOf).Aggregate(Money.Zero, (sum, credit) => sum + credit.Amount);
        return new([.. days.Select(day => new OrderDay(day.Key, day.Value))], credits, asOf);
    }
}
