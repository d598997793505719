namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>The smallest effect that a holdout could show: a true effect of this size is found in 80 of 100 campaigns, at the planned end, two-sided at 5 %.</summary>
/// <param name="Absolute">In units of the currency per member; null where there is a limit.</param>
/// <param name="Relative">Share of the mean revenue; null where there is a limit, or the mean is not above zero.</param>
/// <param name="Limit">Why nothing is said; null where something is.</param>
public readonly record struct SmallestEffect(double? Absolute, double? Relative, EffectLimit? Limit)
{
    /// <summary>How often an effect of this size is found.</summary>
    public const double Power = 0.8;

    /// <summary>Takes revenue of before for what revenue would be without the campaign, in both groups.</summary>
    /// <param name="expected">Revenue of the audience over a time as long as the campaign's window, each member once.</param>
    /// <param name="reached">Planned members to reach.</param>
    /// <param name="heldOut">Planned members to hold out.</param>
    /// <remarks>
    /// (t of 0.975 + t of 0.8) x standard error, with the degrees of freedom of two groups of one variance. An effect that also spreads revenue needs a little more.
    /// </remarks>
    public static SmallestEffect Of(Moments expected, long reached, long heldOut)
    {
        if (expected.Count < 2 || reached < 2 || heldOut < 2) return new(null, null, EffectLimit.TooFewMembers);
        if (expected.Variance <= 0) return new(null, null, EffectLimit.NoVariance);
        var (ofReached, ofHeldOut) = (expected.Variance / reached, expected.Variance / heldOut);
        var degrees = Welch.Degrees(ofReached, reached, ofHeldOut, heldOut);
        var quantiles = Quantiles.StudentT(1 - (1 - Welch.Confidence) / 2, degrees) + Quantiles.StudentT(Power, degrees);
        var absolute = quantiles * Math.Sqrt(ofReached + ofHeldOut);
        return new(absolute, expected.Mean > 0 ? absolute / expected.Mean : null, null);
    }
}
