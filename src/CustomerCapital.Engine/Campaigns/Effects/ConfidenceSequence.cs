namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>
/// An interval that stays valid while it is looked at: of 100 campaigns without an effect, at most 5 ever show an interval without zero, however often one looks before the planned end.
/// </summary>
/// <remarks>
/// The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences"
/// (Annals of Statistics 52), theorem 2.2, for an estimate that is a mean of independent terms but for what vanishes. The difference of two groups, split at random, is one: its terms are
/// (y - mean) / share of the group, with a minus for those held out, and n times its squared standard error is their variance. With u = u* x progress:
/// estimate ± standard error x sqrt((u + 1) / u x ln((u + 1) / error^2)).
/// The bounds are closest, in standard errors, at u*, where u* = ln(u* + 1) - 2 ln(error): 8.21 for 5 %. There they are sqrt(u* + 1) = 3.04 standard errors away, instead of 1.96.
/// In small groups the bounds are as far out as Student's t is with the same probability, which only widens them.
/// For revenue that grows week by week it is no theorem. Where revenue grows evenly and a customer's revenue of one week does not speak against revenue of the next, each
/// bound is crossed less often than with independent terms (Slepian 1962). docs/effects.md has measurements, also where these conditions do not hold.
/// </remarks>
public static class ConfidenceSequence
{
    /// <summary>How many of all campaigns without an effect may ever be called.</summary>
    public const double Error = 0.05;

    private static readonly double Tuning = Tune();

    /// <summary>As <see cref="Welch.Absolute"/>, with an interval that stays valid.</summary>
    /// <param name="reached">Revenue of those reached, until now.</param>
    /// <param name="heldOut">Revenue of those held out, until now.</param>
    /// <param name="progress">
    /// The part of the planned observation that has been made, above 0: members observed / planned members, where each member comes with a whole window. Where all members are
    /// there from the start and their revenue grows, member-days observed / planned. It is known from the plan and the calendar, never from the revenue. It may pass 1: the interval stays valid.
    /// </param>
    /// <returns>Not shown, <see cref="EffectLimit.TooFewBuyers"/>, while few have bought: the asymptotics do not hold yet.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The progress is not above zero, or not finite.</exception>
    public static Effect Absolute(Moments reached, Moments heldOut, double progress) => Around(Welch.Absolute(reached, heldOut), reached, heldOut, progress);

    /// <summary>As <see cref="Welch.Relative"/>, with an interval that stays valid; else as <see cref="Absolute"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The progress is not above zero, or not finite.</exception>
    public static Effect Relative(Moments reached, Moments heldOut, double progress) => Around(Welch.Relative(reached, heldOut), reached, heldOut, progress);

    /// <summary>How many standard errors the bounds are away, with many members.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The progress is not above zero, or not finite.</exception>
    public static double Reach(double progress)
    {
        if (!(progress > 0) || !double.IsFinite(progress)) throw new ArgumentOutOfRangeException(nameof(progress), progress, "Progress is above 0.");
        var u = Tuning * progress;
        return Math.Sqrt((1 + 1 / u) * (Math.Log(1 + u) - 2 * Math.Log(Error)));
    }

    private static Effect Around(Effect effect, Moments reached, Moments heldOut, double progress)
    {
        var reach = Reach(progress);
        if (effect.DegreesOfFreedom is not { } degrees) return effect;
        return Welch.HaveBought(reached, heldOut) ? effect.Within(Quantiles.StudentTFor(reach, degrees)) : Effect.NotShown(EffectLimit.TooFewBuyers);
    }

    /// <summary>The fixed point of u = ln(u + 1) - 2 ln(error): where the derivative of the squared bound is zero. Each step divides the distance by nine.</summary>
    private static double Tune()
    {
        var u = -2 * Math.Log(Error);
        for (var step = 0; step < 30; step++) u = Math.Log(1 + u) - 2 * Math.Log(Error);
        return u;
    }
}
