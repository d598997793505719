namespace CustomerCapital.Engine.Campaigns.Effects;

/// <summary>What is known of a group of members.</summary>
/// <param name="Revenue">Revenue in the window, net of returns, each member once.</param>
/// <param name="Before">Revenue over an equally long time before the campaign; null where it is not known.</param>
public sealed record GroupFigures(Moments Revenue, Companion? Before = null);

/// <summary>All that the figures of a campaign can say of what the campaign was worth.</summary>
/// <param name="Absolute">Revenue per member.</param>
/// <param name="Relative">Share of the revenue of those held out.</param>
/// <param name="PerUnitSpent">Revenue for each unit of money spent.</param>
/// <param name="Adjusted">The same with what was bought before taken out.</param>
/// <param name="AlwaysValid">Revenue per member, with an interval that stays valid while it is looked at.</param>
/// <param name="AlwaysValidRelative">Share of the revenue of those held out, likewise.</param>
/// <param name="Split">Whether members were split as planned; null where nobody was to be held out.</param>
/// <param name="IsRough">
/// The mean of a group is less than five standard errors above zero. On skewed spending the 95 % intervals then miss more than 5 of 100 effects, 9 in what docs/effects.md measured.
/// </param>
public sealed record CampaignEffect(
    Effect Absolute, Effect Relative, Effect PerUnitSpent, AdjustedEffect Adjusted, Effect AlwaysValid, Effect AlwaysValidRelative, SampleRatio? Split, bool IsRough)
{
    /// <summary>Works everything out from sums alone, so that anybody who has the sums can do so again.</summary>
    /// <param name="reached">All who were to be reached, whether the campaign got to them or not: whoever leaves some out compares others than were split.</param>
    /// <param name="heldOut">All who were held out.</param>
    /// <param name="cost">What the reached cost, by member; null where that is not known: then nothing is said per unit spent.</param>
    /// <param name="heldOutShare">The planned share of those held out, in [0, 1).</param>
    /// <param name="progress">See <see cref="ConfidenceSequence.Absolute"/>.</param>
    /// <param name="splitBefore">The least <see cref="SampleRatio.AnytimeProbability"/> of earlier looks; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share or the progress is out of its range.</exception>
    public static CampaignEffect Of(GroupFigures reached, GroupFigures heldOut, Companion? cost, double heldOutShare, double progress, double splitBefore = 1)
    {
        return new(
            Welch.Absolute(reached.Revenue, heldOut.Revenue),
            Welch.Relative(reached.Revenue, heldOut.Revenue),
            cost is { } spent ? Welch.PerUnitSpent(reached.Revenue, spent, heldOut.Revenue) : Effect.NotShown(EffectLimit.CostNotAboveZero),
            reached.Before is { } before && heldOut.Before is { } other
                ? AdjustedEffect.Of(reached.Revenue, before, heldOut.Revenue, other)
                : AdjustedEffect.NotShown(EffectLimit.NothingKnownBefore),
            ConfidenceSequence.Absolute(reached.Revenue, heldOut.Revenue, progress),
            ConfidenceSequence.Relative(reached.Revenue, heldOut.Revenue, progress),
            heldOutShare == 0 ? null : SampleRatio.Of(reached.Revenue.Count, heldOut.Revenue.Count, heldOutShare, splitBefore),
            !Welch.HaveBought(reached.Revenue, heldOut.Revenue));
    }
}
