using System.Runtime.InteropServices;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>Sums over customers from which every report is made. Exact: they change by what a customer contributes after, less before.</summary>
/// <remarks>
/// None of them depends on the policy: the activity window is applied to intervals between months when a report is made,
/// so that a changed window needs no recount. Not thread-safe.
/// </remarks>
public sealed class Counters
{
    private readonly Dictionary<CounterKey, Count> _counts = [];

    /// <summary>What one customer contributes.</summary>
    public static Counters Of(CustomerState state, ProgramCalendar calendar)
    {
        var counters = new Counters();
        counters.AddCustomer(state, calendar);
        return counters;
    }

    /// <summary>Counters with rows as stored.</summary>
    public static Counters Of(IEnumerable<KeyValuePair<CounterKey, Count>> rows)
    {
        var counters = new Counters();
        foreach (var (key, count) in rows) counters.Add(key, count);
        return counters;
    }

    /// <summary>The counters that are not zero, in no particular order.</summary>
    public IEnumerable<KeyValuePair<CounterKey, Count>> Rows => _counts.Where(row => row.Value != default);

    /// <summary>The value of one counter; zero when it was never touched.</summary>
    public Count this[CounterKey key] => _counts.GetValueOrDefault(key);

    /// <summary>The counters of one kind that are not zero.</summary>
    public IEnumerable<KeyValuePair<CounterKey, Count>> OfKind(CounterKind kind) => Rows.Where(row => row.Key.Kind == kind);

    /// <summary>Adds other counters to these.</summary>
    public void Add(Counters other)
    {
        foreach (var (key, count) in other._counts) Add(key, count);
    }

    /// <summary>Adds to one counter.</summary>
    public void Add(CounterKey key, Count count)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        sum += count;
    }

    /// <summary>Moves a customer's contribution from one state to the next.</summary>
    public void Move(CustomerState before, CustomerState after, ProgramCalendar calendar)
    {
        AddCustomer(before, calendar, -1);
        AddCustomer(after, calendar, 1);
    }

    private void AddCustomer(CustomerState state, ProgramCalendar calendar, int sign = 1)
    {
        if (state.Sequence == 0) return;
        var (rung, lapsed) = state.Standing;
        var whole = new Count(sign, sign * state.Orders, sign * state.Revenue.Units, sign * state.AcquisitionCost.Units);
        Add(new(CounterKind.Standing, (int)rung, lapsed ? 1 : 0), whole);
        Add(new(CounterKind.Channel, 0, 0, state.AcquisitionChannel ?? ""), whole);
        Add(new(CounterKind.Known, calendar.MonthOf(state.KnownSince).Index), new(sign));
        Add(new(CounterKind.OrderClass, (int)Math.Min(state.Orders, CounterKey.OrderClasses)), new(sign));
        if (state.Orders > 0) Add(new(CounterKind.ChannelBuyers, 0, 0, state.AcquisitionChannel ?? ""), new(sign));
        AddMonths(state, (int)rung, sign);
    }

    private void AddMonths(CustomerState state, int rung, int sign)
    {
        var cohort = state.Activity.Cohort?.Index ?? CounterKey.NoCohort;
        var (orders, last) = (0L, 0);
        foreach (var month in state.Activity.Months)
        {
            var at = month.Month.Index;
            Add(new(CounterKind.Cell, cohort, at), new(month.Orders > 0 ? sign : 0, sign * month.Orders, sign * month.Revenue.Units));
            Add(new(CounterKind.RungMonth, rung, at), new(Revenue: sign * month.Revenue.Units));
            if (month.Orders == 0) continue;
            if (orders < 2 && orders + month.Orders >= 2) Add(new(CounterKind.SecondOrder, at), new(sign));
            if (orders > 0) Add(new(CounterKind.Interval, last, at), new(sign));
            (orders, last) = (orders + month.Orders, at);
        }

        if (orders > 0) Add(new(CounterKind.Interval, last, CounterKey.NotAgain), new(sign));
    }
}
