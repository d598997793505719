using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Value;

/// <summary>What was observed of one customer's orders up to a day: what every model is fitted to and scores by.</summary>
/// <param name="Days">The order days, oldest first; at least one.</param>
/// <param name="Credits">Returns by then that name no purchase.</param>
/// <param name="AsOf">The last local day that was observed, included.</param>
public sealed record BuyingRecord(IReadOnlyList<OrderDay> Days, Money Credits, DateOnly AsOf)
{
    /// <summary>Days of a week: models count in weeks.</summary>
    public const double DaysInWeek = 7;

    /// <summary>Order days after the first: x.</summary>
    public int Repeats => Days.Count - 1;

    /// <summary>From the first order day to the last, in weeks: t_x.</summary>
    public double LastAt => (Days[^1].Day.DayNumber - Days[0].Day.DayNumber) / DaysInWeek;

    /// <summary>From the first order day to the last day observed, in weeks: T.</summary>
    public double Age => (AsOf.DayNumber - Days[0].Day.DayNumber) / DaysInWeek;

    /// <summary>x, t_x and T, with the sum of the logarithms of the weeks between neighbouring order days.</summary>
    public BuyingObservation Observation => Summary.Observation;

    private double LogIntervals
    {
        get
        {
            var sum = 0.0;
            for (var at = 1; at < Days.Count; at++) sum += Math.Log((Days[at].Day.DayNumber - Days[at - 1].Day.DayNumber) / DaysInWeek);
            return sum;
        }
    }

    /// <summary>Revenue of all order days, net of returns and <see cref="Credits"/>.</summary>
    public decimal Revenue
    {
        get
        {
            var sum = -Credits.ToDecimal();
            for (var at = 0; at < Days.Count; at++) sum += Days[at].Revenue.ToDecimal();
            return sum;
        }
    }

    /// <summary>Mean revenue of an order day after the first, net of returns and <see cref="Credits"/>: m. Null where there is none; may be 0 or less.</summary>
    public decimal? MeanRepeatValue => MeanRepeatOf(Revenue);

    /// <summary>What models look at: all but the days themselves.</summary>
    public BuyingSummary Summary
    {
        get
        {
            var revenue = Revenue;
            return new(
                Repeats, Days[^1].Day.DayNumber - Days[0].Day.DayNumber, AsOf.DayNumber - Days[0].Day.DayNumber, LogIntervals, revenue, (double?)MeanRepeatOf(revenue));
        }
    }

    /// <summary>Order days after a day, and not after another.</summary>
    public int OrderDaysBetween(DateOnly after, DateOnly through) => Days.Count(day => day.Day > after && day.Day <= through);

    private decimal? MeanRepeatOf(decimal revenue) => Repeats == 0 ? null : (revenue - Days[0].Revenue.ToDecimal()) / Repeats;
}

/// <summary>What models look at of one customer's orders up to a day. Its size does not depend on how many these are.</summary>
/// <param name="Repeats">Order days after the first: x.</param>
/// <param name="LastDays">Days from the first order day to the last.</param>
/// <param name="AgeDays">Days from the first order day to the last day observed.</param>
/// <param name="LogIntervals">Sum of the logarithms of the weeks between neighbouring order days.</param>
/// <param name="Revenue">Revenue of all order days, net of all returns.</param>
/// <param name="MeanRepeatValue">As <see cref="BuyingRecord.MeanRepeatValue"/>.</param>
public readonly record struct BuyingSummary(int Repeats, int LastDays, int AgeDays, double LogIntervals, decimal Revenue, double? MeanRepeatValue)
{
    /// <summary>x, t_x and T, with <see cref="LogIntervals"/>.</summary>
    public BuyingObservation Observation => new(Repeats, LastDays / BuyingRecord.DaysInWeek, AgeDays / BuyingRecord.DaysInWeek, LogIntervals: LogIntervals);
}
