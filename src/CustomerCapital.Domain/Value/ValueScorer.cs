using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Value;

/// <summary>Says one after the other what customers will be worth: what is kept beside their rows, and points without intervals. For one thread.</summary>
/// <param name="model">The models.</param>
/// <param name="policy">Margin, discount and horizon of residual values.</param>
/// <param name="weeks">The horizon of orders; a year where rows are scored.</param>
public sealed class ValueScorer(ValueModel model, ProgramPolicy policy, double weeks = ValueModel.WeeksInYear)
{
    private readonly BuyingScorer _buying = new(BuyingModel.Of(model.Buying), weeks, (double)policy.Value.AnnualDiscountRate, policy.Value.ResidualYears * ValueModel.WeeksInYear);
    private readonly SpendModel? _spending = model.SpendModel();

    /// <summary>What is kept beside a customer's row.</summary>
    /// <param name="customer">The customer's order days.</param>
    /// <param name="scoredAt">The end of the day up to which they were observed.</param>
    /// <param name="version">Of the fit.</param>
    public CustomerScore Score(in BuyingSummary customer, DateTimeOffset scoredAt, long version)
    {
        var point = Point(customer);
        return new(Rounded(point.ProbabilityAlive), Rounded(point.ExpectedOrders), ValueModel.Amount(point.ExpectedOrders * point.ExpectedValue * (double)policy.MarginRate), point.ResidualValue, scoredAt, version);
    }

    /// <summary>What is expected of a customer.</summary>
    public ValuePoint Point(in BuyingSummary customer)
    {
        var (said, value) = (_buying.Score(customer.Observation), model.ExpectedValue(customer, _spending));
        return new(said.ProbabilityAlive, said.ExpectedOrders, value, ValueModel.Amount(said.DiscountedOrders * value * (double)policy.MarginRate));
    }

    private static decimal Rounded(double figure) => decimal.Round((decimal)Math.Clamp(figure, 0, 1e9), 4);
}

/// <summary>What is expected of a customer, without intervals.</summary>
/// <param name="ProbabilityAlive">Chance that the customer orders ever again.</param>
/// <param name="ExpectedOrders">Order days expected within the horizon.</param>
/// <param name="ExpectedValue">Revenue expected of one order day, net of returns.</param>
/// <param name="ResidualValue">Margin expected within the policy's horizon of residual values, discounted.</param>
public readonly record struct ValuePoint(double ProbabilityAlive, double ExpectedOrders, double ExpectedValue, Money ResidualValue);
