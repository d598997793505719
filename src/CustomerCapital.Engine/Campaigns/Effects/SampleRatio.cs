using MathNet.Numerics;

namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>Whether members were split as planned. Where they were not, something other than chance chose them, and no effect of the campaign can be believed.</summary>
/// <param name="ChiSquared">Pearson's chi-squared, with one degree of freedom.</param>
/// <param name="Probability">Of a split at least as far from the plan by chance, looked at once: the p-value of chi-squared.</param>
/// <param name="AnytimeProbability">A p-value that stays valid while it is looked at: of campaigns that are split as planned, at most p in all ever have one below p.</param>
public sealed record SampleRatio(double ChiSquared, double Probability, double AnytimeProbability)
{
    /// <summary>Below this p-value a split is not as planned.</summary>
    public const double Alarm = 0.01;

    /// <summary>How strongly the mixture keeps to the plan: a deviation of about sqrt(share x (1 - share) / 1,000) is found soonest.</summary>
    private const double Concentration = 1_000;

    /// <summary>Whether the split is not as planned, by the p-value that stays valid while it is looked at.</summary>
    public bool IsAlarming => AnytimeProbability < Alarm;

    /// <summary>The check of a split.</summary>
    /// <param name="reached">Members who were to be reached: all of the audience who were not held out, whether the campaign got to them or not.</param>
    /// <param name="heldOut">Members held out.</param>
    /// <param name="heldOutShare">The planned share of those held out, in (0, 1).</param>
    /// <param name="before">The least anytime p-value of earlier looks; 1 by default. What was shown once is not taken back.</param>
    /// <remarks>
    /// The sequential test is the Dirichlet-multinomial mixture of Lindon and Malek 2022, "Anytime-valid inference for multinomial count data" (NeurIPS 35). With a = 1,000 x planned shares and
    /// counts n, the likelihood of the counts under a Dirichlet(a) mixture / their likelihood under the plan is a martingale that starts at 1 while the plan holds; by Ville's inequality it ever
    /// reaches 1 / p with probability at most p. Its logarithm is exact to about 1e-5 with a thousand million members.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A count is below zero, or the share not within (0, 1).</exception>
    public static SampleRatio Of(long reached, long heldOut, double heldOutShare, double before = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reached);
        ArgumentOutOfRangeException.ThrowIfNegative(heldOut);
        if (heldOutShare is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(heldOutShare), heldOutShare, "A share is above 0 and below 1.");
        var members = reached + heldOut;
        if (members == 0) return new(0, 1, before);

        var away = heldOut - members * heldOutShare;
        var chiSquared = away * away / (members * heldOutShare * (1 - heldOutShare));
        return new(chiSquared, SpecialFunctions.Erfc(Math.Sqrt(chiSquared / 2)), Math.Min(before, Math.Exp(-LogMixture(reached, heldOut, heldOutShare))));
    }

    private static double LogMixture(long reached, long heldOut, double share)
    {
        var (a, b) = (Concentration * share, Concentration * (1 - share));
        return SpecialFunctions.GammaLn(Concentration) - SpecialFunctions.GammaLn(Concentration + reached + heldOut)
            + SpecialFunctions.GammaLn(a + heldOut) - SpecialFunctions.GammaLn(a) - heldOut * Math.Log(share)
            + SpecialFunctions.GammaLn(b + reached) - SpecialFunctions.GammaLn(b) - reached * Math.Log(1 - share);
    }
}
