using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Value;

/// <summary>What the model in force said of each customer when everybody was last scored. None of whom nobody has scored yet, and of whoever has no order.</summary>
public static class ValueFields
{
    /// <summary>Chance that the customer orders ever again.</summary>
    public static readonly Field<decimal> PAlive = new("pAlive")
    {
        OfScore = score => score.ProbabilityAlive, IsOptional = true, Listing = Listing.Nowhere, Range = (share => share is >= 0 and <= 1, "a share from 0 to 1 with at most four places, such as 0.3"),
    };

    /// <summary>Order days expected in the 12 months after the customer was scored.</summary>
    public static readonly Field<decimal> PredictedOrders12m = new("predictedOrders12m") { OfScore = score => score.PredictedOrders, IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>Margin expected of them.</summary>
    public static readonly Field<Money> PredictedValue12m = new("predictedValue12m") { OfScore = score => score.PredictedValue, IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>Discounted margin expected within the horizon of residual values.</summary>
    public static readonly Field<Money> ResidualValue = new("residualValue") { OfScore = score => score.ResidualValue, IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>The end of the day up to which the customer was observed when scored.</summary>
    public static readonly Field<SegmentInstant> ScoredAt = new("scoredAt") { OfScore = score => score.ScoredAt, IsOptional = true, Listing = Listing.Nowhere };
}
