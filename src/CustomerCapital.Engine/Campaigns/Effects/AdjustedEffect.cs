namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>
/// The effect once what members bought before the campaign is taken out of their revenue (CUPED): shown beside the plain effect, never in its place.
/// Deng, Xu, Kohavi and Walker 2013, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data".
/// </summary>
/// <remarks>
/// A revenue y becomes y - slope (x - mean of x over both groups), with x the revenue before. Slope: products of the distances of x and y from the means of their group,
/// added up over both groups, / squared distances of x, added up likewise. The slope is taken for known; with n members that shifts the effect by a part in n.
/// </remarks>
/// <param name="Absolute">Adjusted revenue per member.</param>
/// <param name="Relative">Share of the adjusted revenue of those held out.</param>
/// <param name="Slope">How much revenue goes with one unit of revenue before; null where nothing is shown.</param>
/// <param name="VarianceReduction">1 - variance of the adjusted effect / variance of the plain one: 0.5 is worth as much as twice the members. Can be a little below 0. Null where nothing is shown.</param>
public sealed record AdjustedEffect(Effect Absolute, Effect Relative, double? Slope, double? VarianceReduction)
{
    /// <summary>The effect of two groups of which revenue before is known.</summary>
    /// <param name="reached">Revenue of those reached.</param>
    /// <param name="reachedBefore">Their revenue before anybody was reached, each over an equally long time.</param>
    /// <param name="heldOut">Revenue of those held out.</param>
    /// <param name="heldOutBefore">Their revenue before.</param>
    public static AdjustedEffect Of(Moments reached, Companion reachedBefore, Moments heldOut, Companion heldOutBefore)
    {
        if (Welch.LimitOf(reached, heldOut) is { } limit) return NotShown(limit);
        var (x, y) = (reachedBefore.Of(reached), heldOutBefore.Of(heldOut));
        var spread = x.Spread + y.Spread;
        if (spread == 0) return NotShown(EffectLimit.NothingKnownBefore);

        var slope = (reachedBefore.JointSpread(reached) + heldOutBefore.JointSpread(heldOut)) / spread;
        var middle = (x + y).Mean;
        var (reachedMean, reachedVariance) = Adjust(reached, reachedBefore, slope, middle);
        var (heldOutMean, heldOutVariance) = Adjust(heldOut, heldOutBefore, slope, middle);
        // Revenue that follows from revenue before leaves nothing by which to say how far chance goes.
        if (reachedVariance <= 0 || heldOutVariance <= 0) return NotShown(EffectLimit.NoVariance);
        var degrees = Welch.Degrees(reachedVariance, reached.Count, heldOutVariance, heldOut.Count);
        return new(
            Effect.Shown(reachedMean - heldOutMean, reachedVariance + heldOutVariance, degrees, Welch.Confidence),
            Welch.Ratio(reachedMean, reachedVariance, heldOutMean, heldOutVariance, degrees),
            slope,
            1 - (reachedVariance + heldOutVariance) / (reached.VarianceOfMean + heldOut.VarianceOfMean));
    }

    internal static AdjustedEffect NotShown(EffectLimit limit) => new(Effect.NotShown(limit), Effect.NotShown(limit), null, null);

    /// <summary>Mean of the adjusted revenue, and the variance of that mean.</summary>
    private static (double Mean, double VarianceOfMean) Adjust(Moments revenue, Companion before, double slope, double middle)
    {
        var x = before.Of(revenue);
        var spread = revenue.Spread + slope * slope * x.Spread - 2 * slope * before.JointSpread(revenue);
        return (revenue.Mean - slope * (x.Mean - middle), (spread > 1e-12 * revenue.Spread ? spread : 0) / (revenue.Count - 1) / revenue.Count);
    }
}
