using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Campaigns.Effects;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Campaigns.Results;

/// <summary>
/// The smallest effect that a campaign's holdout could show: a true effect of this size is found in 80 of 100 campaigns.
/// </summary>
/// <param name="Absolute">Revenue per member. Null if there is a limit.</param>
/// <param name="Relative">Share of the mean revenue. Null if there is a limit, or nothing was bought.</param>
/// <param name="Limit">Why nothing is said. Null if something is.</param>
/// <param name="Customers">From how many customers of the audience it is worked out: the first in the order of their ids, at most 1,000.</param>
/// <param name="FromMonth">The first month whose revenue is taken, in proportion to the days of the measurement.</param>
/// <param name="ThroughMonth">The last one: the latest month that is complete.</param>
public sealed record PlannedEffect(double? Absolute, double? Relative, EffectLimit? Limit, int Customers, Month FromMonth, Month ThroughMonth)
{
    /// <summary>From so many customers it is worked out at most.</summary>
    public const int MostCustomers = 1_000;

    /// <summary>Days of a month, on average: 365.25 / 12.</summary>
    private const double DaysOfMonth = 30.4375;

    /// <summary>Works it out.</summary>
    /// <param name="engine">From what.</param>
    /// <param name="customers">Customers of the audience.</param>
    /// <param name="days">For how many days members are measured.</param>
    /// <param name="reached">How many are to be reached.</param>
    /// <param name="heldOut">How many are to be held out.</param>
    internal static async Task<PlannedEffect> OfAsync(EngineParts engine, IEnumerable<string> customers, int days, long reached, long heldOut)
    {
        var through = engine.RunningMonth.Plus(-1);
        var from = through.Plus(1 - Math.Max(1, (int)Math.Round(days / DaysOfMonth)));
        var daysTaken = new DateOnly(through.Year, through.Number, 1).AddMonths(1).DayNumber - new DateOnly(from.Year, from.Number, 1).DayNumber;
        var amounts = (await Task.WhenAll(customers.Select(customer => RevenueAsync(engine, customer, from, through)))).OfType<long>().Select(units => (double)units / Money.Scale * days / daysTaken).ToList();
        var effect = SmallestEffect.Of(Moments.Of(amounts), reached, heldOut);
        return new(effect.Absolute, effect.Relative, effect.Limit, amounts.Count, from, through);
    }

    private static async Task<long?> RevenueAsync(EngineParts engine, string customerId, Month from, Month through)
    {
        try
        {
            var state = (await engine.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row?.State;
            return state?.Activity.Months.Where(month => month.Month >= from && month.Month <= through).Sum(month => month.Revenue.Units) ?? 0;
        }
        catch (ActorUnreadableException)
        {
            // The dry run says from how many it is worked out.
            return null;
        }
    }
}
