using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value;

/// <summary>A local day on which a customer ordered: all orders of a day are one for every model.</summary>
/// <param name="Day">In the program's time zone.</param>
/// <param name="Revenue">Of the day's orders, net of their returns.</param>
public readonly record struct OrderDay(DateOnly Day, Money Revenue);

/// <summary>The order days of one customer, found by folding the customer's entries one by one, as they are known now: returns, amendments and moves correct the past.</summary>
/// <remarks>Its size grows with the purchases that it has taken. Not thread-safe.</remarks>
public sealed class BuyingHistory
{
    private readonly Dictionary<string, Rest> _rests = [];
    private List<(DateTimeOffset At, Money Amount)>? _credits;

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry) => Take(BuyingChange.Of(entry.Event, entry.OccurredAt, entry.NaturalId, entry.ConcernsId));

    /// <summary>Takes what the next entry changes.</summary>
    public void Take(in BuyingChange change)
    {
        switch (change.Kind)
        {
            case BuyingChangeKind.None:
                return;
            case BuyingChangeKind.Bought:
                _rests[change.PurchaseId!] = new(change.At, change.Amount, change.Amount - change.CameBack, IsWhole: false);
                return;
            case BuyingChangeKind.Credited:
                (_credits ??= []).Add((change.At, change.Amount));
                return;
        }

        ref var rest = ref CollectionsMarshal.GetValueRefOrNullRef(_rests, change.PurchaseId!);
        if (Unsafe.IsNullRef(ref rest)) return;
        rest = change.Kind switch
        {
            BuyingChangeKind.Amended => rest with { Paid = change.Amount, Left = change.Amount - (rest.Paid - rest.Left) },
            BuyingChangeKind.Returned => rest with { Left = rest.Left - change.Amount, IsWhole = rest.IsWhole || change.Whole },
            BuyingChangeKind.MovedAway => rest with { IsWhole = true },
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Kind, "There is no such change."),
        };
    }

    /// <summary>What was observed of the customer by the end of a local day, of purchases placed and credits given by then. Null where no order was.</summary>
    public BuyingRecord? Observe(DateOnly asOf, ProgramCalendar calendar)
    {
        var days = new List<OrderDay>(_rests.Count);
        foreach (var rest in _rests.Values)
            if (!rest.IsWhole && calendar.DayOf(rest.PurchasedAt) is var day && day <= asOf) days.Add(new(day, rest.Left));
        if (days.Count == 0) return null;
        days.Sort((one, other) => one.Day.CompareTo(other.Day));
        var last = 0;
        for (var at = 1; at < days.Count; at++)
        {
            if (days[at].Day == days[last].Day) days[last] = new(days[last].Day, days[last].Revenue + days[at].Revenue);
            else days[++last] = days[at];
        }

        days.RemoveRange(last + 1, days.Count - last - 1);
        var credits = Money.Zero;
        foreach (var (at, amount) in _credits ?? [])
            if (calendar.DayOf(at) <= asOf) credits += amount;
        return new(days, credits, asOf);
    }

    /// <summary>What is left of a purchase.</summary>
    /// <param name="PurchasedAt">When it was placed.</param>
    /// <param name="Paid">What it comes to as amended, before returns.</param>
    /// <param name="Left">What is left of that after returns.</param>
    /// <param name="IsWhole">Whether no piece of it is left with the customer.</param>
    private readonly record struct Rest(DateTimeOffset PurchasedAt, Money Paid, Money Left, bool IsWhole);
}
