namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>What reaching members did to their revenue, against those held out: Welch's interval, which takes neither variances nor sizes of the groups for equal.</summary>
/// <remarks>
/// Each member counts once, with the revenue of the whole window; members who bought nothing count with 0. To be looked at once, at the planned end:
/// <see cref="ConfidenceSequence"/> is for looking before. Ratios have their variance by the delta method, and the degrees of freedom of the absolute difference,
/// as the published figures that the tests compare with.
/// </remarks>
public static class Welch
{
    /// <summary>The confidence of every interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>By how many standard errors the mean that a ratio divides by must be above zero. Measured in docs/effects.md.</summary>
    public const double ClearlyAboveZero = 5;

    /// <summary>Mean revenue of a reached member less that of one held out, in units of the currency. Welch 1947; Satterthwaite 1946.</summary>
    public static Effect Absolute(Moments reached, Moments heldOut) =>
        LimitOf(reached, heldOut) is { } limit
            ? Effect.NotShown(limit)
            : Effect.Shown(reached.Mean - heldOut.Mean, reached.VarianceOfMean + heldOut.VarianceOfMean, Degrees(reached, heldOut), Confidence);

    /// <summary>The absolute effect / mean revenue of a member held out: 0.1 is a tenth more.</summary>
    /// <remarks>
    /// With means r and h and their variances V: variance of r/h - 1 is V(r) / h^2 + V(h) r^2 / h^4. Not shown where h is not clearly above zero:
    /// <see cref="EffectLimit.HeldOutMeanNotAboveZero"/>.
    /// </remarks>
    public static Effect Relative(Moments reached, Moments heldOut)
    {
        if (LimitOf(reached, heldOut) is { } limit) return Effect.NotShown(limit);
        return Ratio(reached.Mean, reached.VarianceOfMean, heldOut.Mean, heldOut.VarianceOfMean, Degrees(reached, heldOut));
    }

    /// <summary>Revenue that would not have come without the campaign / what the campaign cost: above 1 it brought more revenue than it cost.</summary>
    /// <param name="reached">Revenue of those reached.</param>
    /// <param name="cost">What each of them cost, with the product of cost and revenue: whoever redeems a voucher costs more and buys more.</param>
    /// <param name="heldOut">Revenue of those held out, who cost nothing.</param>
    /// <remarks>
    /// With q the ratio of the absolute effect and the mean cost c: its variance is (V(r) + V(h) - 2 q C(r, c) + q^2 V(c)) / c^2. Where all cost the same,
    /// that is the absolute effect divided by c.
    /// </remarks>
    public static Effect PerUnitSpent(Moments reached, Companion cost, Moments heldOut)
    {
        if (LimitOf(reached, heldOut) is { } limit) return Effect.NotShown(limit);
        var spent = cost.Of(reached);
        if (!IsClearlyAboveZero(spent.Mean, spent.VarianceOfMean)) return Effect.NotShown(EffectLimit.CostNotAboveZero);
        var ratio = (reached.Mean - heldOut.Mean) / spent.Mean;
        var together = cost.JointSpread(reached) / (reached.Count - 1) / reached.Count;
        var variance = reached.VarianceOfMean + heldOut.VarianceOfMean - 2 * ratio * together + ratio * ratio * spent.VarianceOfMean;
        return Effect.Shown(ratio, Math.Max(variance, 0) / (spent.Mean * spent.Mean), Degrees(reached, heldOut), Confidence);
    }

    /// <summary>Why nothing can be said of two groups; null where something can.</summary>
    internal static EffectLimit? LimitOf(Moments reached, Moments heldOut)
    {
        if (reached.Count < 2 || heldOut.Count < 2) return EffectLimit.TooFewMembers;
        return reached.Variance > 0 && heldOut.Variance > 0 ? null : EffectLimit.NoVariance;
    }

    /// <summary>Whether both groups have bought so much that their means are clearly above zero.</summary>
    internal static bool HaveBought(Moments reached, Moments heldOut) =>
        IsClearlyAboveZero(reached.Mean, reached.VarianceOfMean) && IsClearlyAboveZero(heldOut.Mean, heldOut.VarianceOfMean);

    internal static Effect Ratio(double reached, double varianceReached, double heldOut, double varianceHeldOut, double degrees)
    {
        if (!IsClearlyAboveZero(heldOut, varianceHeldOut)) return Effect.NotShown(EffectLimit.HeldOutMeanNotAboveZero);
        var ratio = reached / heldOut;
        return Effect.Shown(ratio - 1, (varianceReached + ratio * ratio * varianceHeldOut) / (heldOut * heldOut), degrees, Confidence);
    }

    internal static double Degrees(Moments reached, Moments heldOut) => Degrees(reached.VarianceOfMean, reached.Count, heldOut.VarianceOfMean, heldOut.Count);

    /// <summary>Welch and Satterthwaite: (a + b)^2 / (a^2 / (n - 1) + b^2 / (m - 1)), of the variances a and b of two means.</summary>
    internal static double Degrees(double reached, long countReached, double heldOut, long countHeldOut)
    {
        var share = reached / (reached + heldOut);
        return 1 / (share * share / (countReached - 1) + (1 - share) * (1 - share) / (countHeldOut - 1));
    }

    private static bool IsClearlyAboveZero(double mean, double variance) => mean > 0 && mean >= ClearlyAboveZero * Math.Sqrt(variance);
}
