using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Value;

/// <summary>What the ledger tells of everybody's orders up to a day: what models are fitted to.</summary>
public sealed class ProgramObservation
{
    /// <summary>So many histories are folded at once.</summary>
    internal const int CustomersAtOnce = 2_000;

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
    public void Add(in BuyingSummary customer)
    {
        Customers++;
        (_revenue, _orderDays) = (_revenue + customer.Revenue, _orderDays + customer.Repeats + 1);
        ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(_alike, (customer.Repeats, customer.LastDays, customer.AgeDays), out _);
        alike = (alike.Customers + 1, alike.LogIntervals + customer.LogIntervals);
        if (customer.MeanRepeatValue is not { } mean) return;
        if (mean > 0) _spending.Add(new(customer.Repeats, mean));
        else WithoutPositiveValue++;
    }

    /// <summary>Models of which that of buying is fitted already, with that of spending.</summary>
    public ValueModel Fitted(ModelFit buying, DateOnly asOf) => new(buying, _spending.Count == 0 ? null : ModelFitting.FitSpend(_spending), MeanValue, asOf);

    /// <summary>Reads everybody's orders up to a day.</summary>
    public static async Task<ProgramObservation> ReadAsync(ILedger ledger, ProgramCalendar calendar, DateOnly asOf, CancellationToken cancellation = default)
    {
        var observed = new ProgramObservation();
        await foreach (var customer in PurchasesAsync(ledger, cancellation))
            if (customer.History?.Observe(asOf, calendar) is { } record) observed.Add(record.Summary);
        return observed;
    }

    /// <summary>What all customers have bought, read page by page. Of whom an entry cannot be read there is no history: verification names that customer.</summary>
    public static async IAsyncEnumerable<CustomerPurchases> PurchasesAsync(ILedger ledger, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var reading = ledger.ReadPurchasesAsync(0, CustomersAtOnce, cancellation);
        try
        {
            for (PurchasesPage? page = await reading; page is not null;)
            {
                // The next page is on its way while this one is looked at.
                if (page.Next is { } place) reading = ledger.ReadPurchasesAsync(place, CustomersAtOnce, cancellation);
                foreach (var customer in page.Customers) yield return customer;
                page = page.Next is null ? null : await reading;
            }
        }
        finally
        {
            // Where nobody wants the next page any more, whether it could be read does not matter, but the ledger is not left while it is read.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The order days of some customers.</summary>
    public static async Task<IReadOnlyDictionary<string, BuyingHistory>> ReadAsync(ILedger ledger, IReadOnlyList<string> customerIds, CancellationToken cancellation = default) =>
        (await ledger.ReadHistoriesAsync([.. customerIds.Select(id => (ActorId)id)], _ => new BuyingHistory(), (history, entry) => history.Take(entry), cancellation))
            .ToDictionary(history => history.Key.Key, history => history.Value);
}
