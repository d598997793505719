using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Models;

namespace CustomerCapital.Domain.Value;

/// <summary>The models that say what customers of one program will be worth, as they were fitted: one of buying, one of spending.</summary>
/// <param name="Buying">How often, and how long.</param>
/// <param name="Spending">How much on an order day; null where nobody has bought again for a positive amount.</param>
/// <param name="MeanValue">Mean revenue of an order day of all customers: what stands in where <paramref name="Spending"/> says nothing. Not negative.</param>
/// <param name="AsOf">The last local day that was observed.</param>
public sealed record ValueModel(ModelFit Buying, ModelFit? Spending, double MeanValue, DateOnly AsOf)
{
    /// <summary>Weeks of a year of 365.25 days.</summary>
    public const double WeeksInYear = 365.25 / 7;

    /// <summary>What the models say, ready for many customers.</summary>
    public ValuePredictor Predictor(ValueRule rule, decimal marginRate) => new(this, rule, marginRate);
}

/// <summary>What a model says of one customer.</summary>
/// <param name="ProbabilityAlive">Chance that the customer orders ever again.</param>
/// <param name="ExpectedOrders">Order days expected within the horizon.</param>
/// <param name="Orders80">Within which whole number of order days the customer will be with 80 percent probability at least.</param>
/// <param name="Orders95">The same with 95 percent.</param>
/// <param name="ExpectedValue">Revenue expected of one order day, net of returns.</param>
/// <param name="PredictedValue">Margin expected within the horizon, undiscounted.</param>
/// <param name="ResidualValue">Margin expected within the policy's horizon of residual values, discounted.</param>
/// <param name="NextOrderBy">The day by which the next order has come with 50 percent probability; null where it is more likely that none ever comes.</param>
public sealed record ValuePrediction(
    double ProbabilityAlive, double ExpectedOrders, OrderRange Orders80, OrderRange Orders95, Money ExpectedValue, Money PredictedValue, Money ResidualValue, DateOnly? NextOrderBy);

/// <summary>A range of whole numbers of order days, both ends included.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The most.</param>
public readonly record struct OrderRange(int Low, int High);

/// <summary>Says by one model what customers will be worth. Immutable; for many threads.</summary>
/// <param name="model">The model.</param>
/// <param name="rule">Discount and horizon of residual values.</param>
/// <param name="marginRate">Share of revenue that is margin.</param>
public sealed class ValuePredictor(ValueModel model, ValueRule rule, decimal marginRate)
{
    /// <summary>Nobody plans further ahead for the next order.</summary>
    private const double LongestWait = 20 * ValueModel.WeeksInYear;

    private readonly BuyingModel _buying = BuyingModel.Of(model.Buying);
    private readonly SpendModel? _spending = model.Spending is null ? null : SpendModel.Of(model.Spending);

    /// <summary>What is kept beside a customer's row.</summary>
    /// <param name="record">The customer's order days.</param>
    /// <param name="scoredAt">The end of the day up to which they were observed.</param>
    /// <param name="version">Of the fit.</param>
    public CustomerScore Score(BuyingRecord record, DateTimeOffset scoredAt, long version)
    {
        var of = record.Observation;
        var (orders, value) = (_buying.ExpectedOrders(of, ValueModel.WeeksInYear), ExpectedValue(record));
        return new(
            Rounded(_buying.ProbabilityAlive(of)), Rounded(orders), Amount(orders * value * Margin), Amount(Residual(of) * value * Margin), scoredAt, version);
    }

    /// <summary>All that the model says of a customer.</summary>
    /// <param name="record">The customer's order days.</param>
    /// <param name="weeks">The horizon; above 0.</param>
    public ValuePrediction Predict(BuyingRecord record, double weeks)
    {
        var of = record.Observation;
        var (orders, value) = (_buying.ExpectedOrders(of, weeks), ExpectedValue(record));
        return new(
            _buying.ProbabilityAlive(of), orders, Range(0.8), Range(0.95), Amount(value), Amount(orders * value * Margin), Amount(Residual(of) * value * Margin), NextOrderBy(record));

        OrderRange Range(double level)
        {
            var (low, high) = _buying.Interval(of, weeks, level);
            return new(low, high);
        }
    }

    /// <summary>Revenue expected of one order day: the customer's own mean, drawn towards that of the program. Of a customer without repeat, or who gave back as much as was bought, the program's; where that is not known either, the mean of the customer's orders so far.</summary>
    public double ExpectedValue(BuyingRecord record)
    {
        var mean = (double)(record.MeanRepeatValue ?? 0);
        var own = record.Repeats > 0 && mean > 0 ? _spending?.ExpectedValue(record.Repeats, mean) : _spending?.ExpectedValue(0, 0);
        return own ?? (model.MeanValue > 0 ? model.MeanValue : Math.Max(0, (double)record.Revenue / record.Days.Count));
    }

    private double Margin => (double)marginRate;

    private double Residual(in BuyingObservation of) => _buying.DiscountedExpectedOrders(of, rule.ResidualYears * ValueModel.WeeksInYear, (double)rule.AnnualDiscountRate);

    private DateOnly? NextOrderBy(BuyingRecord record)
    {
        var of = record.Observation;
        if (!ComesWithin(LongestWait)) return null;
        // The first day on which an order is more likely than none, by halving.
        var (before, by) = (0, (int)(LongestWait * BuyingRecord.DaysInWeek));
        while (by - before > 1)
        {
            var middle = (before + by) / 2;
            if (ComesWithin(middle / BuyingRecord.DaysInWeek)) by = middle;
            else before = middle;
        }

        return record.AsOf.AddDays(by);

        bool ComesWithin(double weeks) => _buying.ProbabilityOfOrders(of, weeks, 0) <= 0.5;
    }

    private static decimal Rounded(double figure) => decimal.Round((decimal)Math.Clamp(figure, 0, 1e9), 4);

    private static Money Amount(double amount) => Money.Round((decimal)Math.Clamp(amount, -1e14, 1e14));
}
