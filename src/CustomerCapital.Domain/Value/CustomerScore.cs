using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value;

/// <summary>What a model said of one customer on a day, kept beside the customer's row so that segments choose by it.</summary>
/// <param name="ProbabilityAlive">Chance that the customer orders ever again, 0 to 1, rounded to ten-thousandths.</param>
/// <param name="PredictedOrders">Order days expected in the 12 months after the day, rounded to ten-thousandths.</param>
/// <param name="PredictedValue">Margin expected of these, undiscounted.</param>
/// <param name="ResidualValue">Margin expected within the horizon of residual values, discounted.</param>
/// <param name="ScoredAt">The end of the day up to which the customer was observed.</param>
/// <param name="ModelVersion">Which fit said so.</param>
public sealed record CustomerScore(decimal ProbabilityAlive, decimal PredictedOrders, Money PredictedValue, Money ResidualValue, DateTimeOffset ScoredAt, long ModelVersion);
