using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Value;
using CustomerCapital.Ledger;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>A customer whose first order lies before the end of the calibration.</summary>
/// <param name="Days">All order days up to the end of the holdout, oldest first.</param>
/// <param name="Known">What was known at the end of the calibration.</param>
/// <param name="Orders">Order days in the holdout.</param>
internal sealed record ObservedCustomer(IReadOnlyList<DateOnly> Days, BuyingObservation Known, int Orders);

/// <summary>The order days of a year: calibration, and the thirteen weeks of the holdout after it.</summary>
internal sealed class ObservedYear
{
    public const int HoldoutWeeks = 13;

    private const int DaysInWeek = 7;

    /// <param name="end">The last day of the holdout.</param>
    /// <param name="records">Everybody with an order by then, observed up to then; somebody must have ordered before the holdout.</param>
    public ObservedYear(DateOnly end, IReadOnlyList<BuyingRecord> records)
    {
        (End, Origin, Records) = (end, end.AddDays(-HoldoutWeeks * DaysInWeek), records);
        Customers = [.. records.Where(record => record.Days[0].Day <= Origin).Select(Observed)];
        Begin = Customers.Min(customer => customer.Days[0]);
    }

    /// <summary>The day of the first order of all.</summary>
    public DateOnly Begin { get; }

    /// <summary>The last day of the calibration.</summary>
    public DateOnly Origin { get; }

    /// <summary>The last day of the holdout: the end of the last month that the ledger has whole.</summary>
    public DateOnly End { get; }

    /// <summary>Everybody with an order by <see cref="End"/>.</summary>
    public IReadOnlyList<BuyingRecord> Records { get; }

    /// <summary>Everybody with an order by <see cref="Origin"/>: of these the models speak.</summary>
    public IReadOnlyList<ObservedCustomer> Customers { get; }

    /// <summary>What was known of them, to fit models to.</summary>
    public IReadOnlyList<BuyingObservation> Known => [.. Customers.Select(customer => customer.Known)];

    /// <summary>What became of them.</summary>
    public IReadOnlyList<HoldoutOutcome> Outcomes => [.. Customers.Select(customer => new HoldoutOutcome(customer.Known, customer.Orders))];

    /// <summary>The days at whose end a week ends, the last of them <see cref="End"/>; the first week may be short.</summary>
    public IReadOnlyList<DateOnly> WeekEnds
    {
        get
        {
            var ends = new List<DateOnly>();
            for (var end = End; end >= Begin; end = end.AddDays(-DaysInWeek)) ends.Insert(0, end);
            return ends;
        }
    }

    /// <summary>Reads the ledger. The last month in which anybody has ordered is taken for cut short, and left out.</summary>
    public static async Task<ObservedYear> ReadAsync(ILedger ledger, ProgramCalendar calendar)
    {
        var histories = new List<BuyingHistory>();
        await foreach (var customer in ProgramObservation.PurchasesAsync(ledger))
            if (customer.History is { } history) histories.Add(history);
        var latest = histories.Select(history => history.Observe(DateOnly.MaxValue, calendar)).Max(record => record?.Days[^1].Day)
            ?? throw new InvalidOperationException("Nobody has ordered in this year.");
        var end = new DateOnly(latest.Year, latest.Month, 1).AddDays(-1);
        return new(end, [.. histories.Select(history => history.Observe(end, calendar)).OfType<BuyingRecord>()]);
    }

    /// <summary>Repeat order days up to the end of each week.</summary>
    public IReadOnlyList<double> RepeatsByWeek()
    {
        var byDay = Customers.SelectMany(customer => customer.Days.Skip(1)).CountBy(day => day).ToDictionary();
        return [.. WeekEnds.Select(end => (double)byDay.Where(day => day.Key <= end).Sum(day => day.Value))];
    }

    /// <summary>Repeat order days that a model expects up to the end of each week, of customers of whom nothing but the first order day is known.</summary>
    public IReadOnlyList<double> ExpectedByWeek(BuyingModel model)
    {
        var begun = Customers.CountBy(customer => customer.Days[0]).ToList();
        return [.. WeekEnds.Select(end => begun.Where(first => first.Key < end).Sum(first => first.Value * model.ExpectedOrdersOfNew((end.DayNumber - first.Key.DayNumber) / BuyingRecord.DaysInWeek)))];
    }

    private ObservedCustomer Observed(BuyingRecord record)
    {
        var known = record with { Days = [.. record.Days.TakeWhile(day => day.Day <= Origin)], AsOf = Origin };
        return new([.. record.Days.Select(day => day.Day)], known.Observation, record.OrderDaysBetween(Origin, End));
    }
}
