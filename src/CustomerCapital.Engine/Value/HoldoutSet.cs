using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Engine.Value;

/// <summary>What was known of customers at the end of an earlier day, and how many order days each had in the weeks after.</summary>
/// <param name="origin">That day.</param>
internal sealed class HoldoutSet(DateOnly origin)
{
    /// <summary>How many weeks after the day orders are counted.</summary>
    public const int Weeks = 13;

    private readonly Dictionary<(BuyingObservation Customer, int Orders), long> _outcomes = [];

    /// <summary>That day.</summary>
    public DateOnly Origin => origin;

    /// <summary>What became of them; alike ones together.</summary>
    public IReadOnlyCollection<HoldoutOutcome> Outcomes => [.. _outcomes.Select(alike => new HoldoutOutcome(alike.Key.Customer with { Customers = alike.Value }, alike.Key.Orders))];

    /// <summary>What was known at the end of the day, to fit models to.</summary>
    public IReadOnlyList<BuyingObservation> Known => [.. _outcomes.GroupBy(alike => alike.Key.Customer).Select(alike => alike.Key with { Customers = alike.Sum(one => one.Value) })];

    /// <summary>The days before which an observation up to a day can be held against what happened after, the latest first.</summary>
    public static IReadOnlyList<HoldoutSet> Before(DateOnly asOf) => [.. Enumerable.Range(1, 3).Select(back => new HoldoutSet(asOf.AddDays(-back * Weeks * 7)))];

    /// <summary>Adds a customer who had ordered by then.</summary>
    public void Add(BuyingRecord record)
    {
        var known = record.Days.Count(day => day.Day <= origin);
        if (known == 0) return;
        var before = record with { Days = [.. record.Days.Take(known)], AsOf = origin };
        var key = (before.Observation, record.OrderDaysBetween(origin, origin.AddDays(Weeks * 7)));
        _outcomes[key] = _outcomes.GetValueOrDefault(key) + 1;
    }
}
