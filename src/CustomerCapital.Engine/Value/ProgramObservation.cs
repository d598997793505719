using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Value;

/// <summary>What the ledger tells of everybody's orders up to a day: what models are fitted to.</summary>
public sealed class ProgramObservation
{
    private readonly Dictionary<(int Repeats, int LastDays, int AgeDays), (long Customers, double LogIntervals)> _alike = [];
    private readonly List<SpendObservation> _spending = [];
    private decimal _revenue;
    private long _orderDays;

    /// <summary>Customers with an order.</summary>
    public long Customers { get; private set; }

    /// <summary>Those of them who bought again, and gave back as much or more: nothing can be learnt from them of what is spent.</summary>
    public long WithoutPositiveValue { get; private set; }

    /// <summary>x, t_x and T, alike ones together.</summary>
    public IReadOnlyList<BuyingObservation> Buying =>
        [.. _alike.Select(alike => new BuyingObservation(
            alike.Key.Repeats, alike.Key.LastDays / BuyingRecord.DaysInWeek, alike.Key.AgeDays / BuyingRecord.DaysInWeek, alike.Value.Customers, alike.Value.LogIntervals / alike.Value.Customers))];

    /// <summary>Mean values of those who bought again for a positive amount.</summary>
    public IReadOnlyList<SpendObservation> Spending => _spending;

    /// <summary>Mean revenue of an order day of all, not below 0; 0 where there is none.</summary>
    public double MeanValue => _orderDays == 0 ? 0 : Math.Max(0, (double)(_revenue / _orderDays));

    /// <summary>Adds what is known of one customer.</summary>
    public void Add(BuyingRecord record)
    {
        Customers++;
        (_revenue, _orderDays) = (_revenue + record.Revenue, _orderDays + record.Days.Count);
        var of = record.Observation;
        var key = (of.Repeats, record.Days[^1].Day.DayNumber - record.Days[0].Day.DayNumber, record.AsOf.DayNumber - record.Days[0].Day.DayNumber);
        var (customers, logIntervals) = _alike.GetValueOrDefault(key);
        _alike[key] = (customers + 1, logIntervals + of.LogIntervals!.Value);
        if (record.MeanRepeatValue is not { } mean) return;
        if (mean > 0) _spending.Add(new(of.Repeats, (double)mean));
        else WithoutPositiveValue++;
    }

    /// <summary>Models of which that of buying is fitted already, with that of spending.</summary>
    public ValueModel Fitted(ModelFit buying, DateOnly asOf) => new(buying, _spending.Count == 0 ? null : ModelFitting.FitSpend(_spending), MeanValue, asOf);

    /// <summary>Reads everybody's orders up to a day.</summary>
    public static async Task<ProgramObservation> ReadAsync(ILedger ledger, ProgramCalendar calendar, DateOnly asOf, CancellationToken cancellation = default)
    {
        var observed = new ProgramObservation();
        await foreach (var (_, history) in HistoriesAsync(ledger, cancellation))
            if (history.Observe(asOf, calendar) is { } record) observed.Add(record);
        return observed;
    }

    /// <summary>The order days of all customers, page by page. Of whom an entry cannot be read is left out: verification names that customer.</summary>
    public static async IAsyncEnumerable<KeyValuePair<string, BuyingHistory>> HistoriesAsync(ILedger ledger, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var (customerId, history) in CustomerHistories.ReadAsync(ledger, () => new BuyingHistory(), (history, entry) => history.Take(entry), cancellation))
            if (history is not null) yield return KeyValuePair.Create(customerId, history);
    }

    /// <summary>The order days of some customers.</summary>
    public static async Task<IReadOnlyDictionary<string, BuyingHistory>> ReadAsync(ILedger ledger, IReadOnlyList<string> customerIds, CancellationToken cancellation = default) =>
        (await ledger.ReadHistoriesAsync([.. customerIds.Select(id => (ActorId)id)], _ => new BuyingHistory(), (history, entry) => history.Take(entry), cancellation))
            .ToDictionary(history => history.Key.Key, history => history.Value);
}
