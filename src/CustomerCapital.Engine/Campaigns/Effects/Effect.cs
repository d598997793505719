using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>Why a figure of an effect is not given. A figure that is not known would be read as one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<EffectLimit>))]
public enum EffectLimit
{
    /// <summary>A group has fewer than two members.</summary>
    TooFewMembers = 1,

    /// <summary>All members of a group have the same revenue, for example none has bought: how far chance moves its mean is not known.</summary>
    NoVariance,

    /// <summary>The mean of those held out is less than five standard errors above zero: what is divided by it could be anything.</summary>
    HeldOutMeanNotAboveZero,

    /// <summary>What the campaign cost is not known, or its mean of those reached is less than five standard errors above zero.</summary>
    CostNotAboveZero,

    /// <summary>What was bought before is not known, or the same for all: it explains nothing.</summary>
    NothingKnownBefore,

    /// <summary>The mean of a group is less than five standard errors above zero: too few have bought for an interval that is looked at again and again.</summary>
    TooFewBuyers,
}

/// <summary>Two bounds, both included.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound, at least the lower one.</param>
public sealed record ConfidenceInterval(double Lower, double Upper)
{
    /// <summary>Whether a value lies within the bounds.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}

/// <summary>An effect with its uncertainty, or why there is none to show: either all figures are there, or the limit is.</summary>
public sealed record Effect
{
    /// <summary>Takes either four figures or a limit.</summary>
    /// <exception cref="ArgumentException">Figures are left out without a limit, or given beside one.</exception>
    public Effect(double? value, double? standardError, double? degreesOfFreedom, ConfidenceInterval? interval, EffectLimit? limit)
    {
        var isShown = limit is null;
        if (value is not null != isShown || standardError is not null != isShown || degreesOfFreedom is not null != isShown || interval is not null != isShown)
            throw new ArgumentException("An effect has either all figures or a limit.");
        (Value, StandardError, DegreesOfFreedom, Interval, Limit) = (value, standardError, degreesOfFreedom, interval, limit);
    }

    /// <summary>The estimate; null where there is a limit.</summary>
    public double? Value { get; }

    /// <summary>Standard error of the estimate; null where there is a limit.</summary>
    public double? StandardError { get; }

    /// <summary>Degrees of freedom of Student's t, by Welch and Satterthwaite; null where there is a limit.</summary>
    public double? DegreesOfFreedom { get; }

    /// <summary>
    /// What holds the true effect in 95 of 100 campaigns: when looked at once, at the planned end, or at every look where the effect is an always-valid one.
    /// Null where there is a limit.
    /// </summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>
    /// Why nothing is shown; null where there is an estimate. `too_few_members`: a group has fewer than two members.
    /// `no_variance`: all members of a group have the same revenue. `held_out_mean_not_above_zero`: those held out have
    /// bought so little that nothing can be divided by it. `cost_not_above_zero`: the same of the cost.
    /// `nothing_known_before`: revenue before is the same for all. `too_few_buyers`: the mean of a group is not clearly
    /// above zero, too little for a figure that is looked at again and again.
    /// </summary>
    public EffectLimit? Limit { get; init; }

    internal static Effect Shown(double value, double variance, double degrees, double confidence)
    {
        var error = Math.Sqrt(variance);
        var reach = Quantiles.StudentT(1 - (1 - confidence) / 2, degrees) * error;
        return new(value, error, degrees, new ConfidenceInterval(value - reach, value + reach), null);
    }

    internal static Effect NotShown(EffectLimit limit) => new(null, null, null, null, limit);

    /// <summary>The same estimate with bounds so many standard errors away.</summary>
    internal Effect Within(double reach) =>
        new(Value, StandardError, DegreesOfFreedom, new ConfidenceInterval(Value!.Value - reach * StandardError!.Value, Value.Value + reach * StandardError.Value), null);
}
