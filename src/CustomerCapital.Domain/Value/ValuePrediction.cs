using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Value;

/// <summary>What a model says of one customer.</summary>
/// <param name="ProbabilityAlive">Chance that the customer orders ever again.</param>
/// <param name="ExpectedOrders">Order days expected within the horizon.</param>
/// <param name="Orders80">Within which whole number of order days the customer will be with 80 percent probability at least.</param>
/// <param name="Orders95">The same with 95 percent.</param>
/// <param name="ExpectedValue">Revenue expected of one order day, net of returns.</param>
/// <param name="PredictedValue">Margin expected within the horizon, undiscounted.</param>
/// <param name="ResidualValue">Margin expected within the policy's horizon of residual values, discounted.</param>
/// <param name="NextOrderBy">
/// The day by which the next order has come with 50 percent probability. Null where it is more likely that none ever comes.
/// </param>
public sealed record ValuePrediction(
    double ProbabilityAlive, double ExpectedOrders, OrderRange Orders80, OrderRange Orders95, Money ExpectedValue, Money PredictedValue, Money ResidualValue, DateOnly? NextOrderBy)
{
    /// <summary>Nobody plans further ahead for the next order.</summary>
    private const double LongestWait = 20 * ValueModel.WeeksInYear;

    /// <summary>All that models say of a customer.</summary>
    /// <param name="record">The customer's order days.</param>
    /// <param name="model">The models.</param>
    /// <param name="weeks">The horizon; above 0.</param>
    /// <param name="policy">Margin, discount and horizon of residual values.</param>
    public static ValuePrediction Of(BuyingRecord record, ValueModel model, double weeks, ProgramPolicy policy)
    {
        var (buying, of, margin) = (BuyingModel.Of(model.Buying), record.Observation, (double)policy.MarginRate);
        var (orders, value) = (buying.ExpectedOrders(of, weeks), model.ExpectedValue(record.Summary));
        var residual = buying.DiscountedExpectedOrders(of, policy.Value.ResidualYears * ValueModel.WeeksInYear, (double)policy.Value.AnnualDiscountRate);
        return new(
            buying.ProbabilityAlive(of), orders, OrderRange.Of(buying.Interval(of, weeks, 0.8)), OrderRange.Of(buying.Interval(of, weeks, 0.95)), ValueModel.Amount(value), ValueModel.Amount(orders * value * margin),
            ValueModel.Amount(residual * value * margin), NextOrder(buying, record));
    }

    /// <summary>The first day by which an order is more likely than none, by halving.</summary>
    private static DateOnly? NextOrder(BuyingModel buying, BuyingRecord record)
    {
        var of = record.Observation;
        if (!ComesWithin(LongestWait)) return null;
        var (before, by) = (0, (int)(LongestWait * BuyingRecord.DaysInWeek));
        while (by - before > 1)
        {
            var middle = (before + by) / 2;
            if (ComesWithin(middle / BuyingRecord.DaysInWeek)) by = middle;
            else before = middle;
        }

        return record.AsOf.DayNumber <= DateOnly.MaxValue.DayNumber - by ? record.AsOf.AddDays(by) : null;

        bool ComesWithin(double weeks) => buying.ProbabilityOfOrders(of, weeks, 0) <= 0.5;
    }
}

/// <summary>A range of whole numbers of order days, both ends included.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The most.</param>
public readonly record struct OrderRange(int Low, int High)
{
    internal static OrderRange Of((int Low, int High) range) => new(range.Low, range.High);
}
