using System.Text.Json;
using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class AdjustedEffectTests
{
    private static readonly double[] Reached = [12, 3, 25, 8, 17, 2, 9, 30], ReachedBefore = [10, 2, 20, 9, 15, 0, 6, 28];
    private static readonly double[] HeldOut = [7, 15, 1, 22, 6], HeldOutBefore = [8, 16, 0, 19, 8];

    [Fact]
    public void Of_is_Welchs_interval_of_revenue_with_the_revenue_of_before_taken_out()
    {
        var adjusted = AdjustedEffect.Of(Moments.Of(Reached), Joint(Reached, ReachedBefore), Moments.Of(HeldOut), Joint(HeldOut, HeldOutBefore));

        var slope = (Products(Reached, ReachedBefore) + Products(HeldOut, HeldOutBefore)) / (Products(ReachedBefore, ReachedBefore) + Products(HeldOutBefore, HeldOutBefore));
        var middle = ReachedBefore.Concat(HeldOutBefore).Average();
        Moments Of(double[] y, double[] x) => Moments.Of(y.Zip(x, (after, before) => after - slope * (before - middle)));
        var (expected, relative) = (Welch.Absolute(Of(Reached, ReachedBefore), Of(HeldOut, HeldOutBefore)), Welch.Relative(Of(Reached, ReachedBefore), Of(HeldOut, HeldOutBefore)));
        Same(expected, adjusted.Absolute);
        Same(relative, adjusted.Relative);
        Assert.NotNull(relative.Interval);
        Assert.Equal(slope, adjusted.Slope!.Value, 1e-12);
        var plain = Welch.Absolute(Moments.Of(Reached), Moments.Of(HeldOut));
        Assert.Equal(1 - Math.Pow(expected.StandardError!.Value / plain.StandardError!.Value, 2), adjusted.VarianceReduction!.Value, 1e-12);
        Assert.True(adjusted.VarianceReduction > 0.9);
    }

    [Fact]
    public void Of_says_that_nothing_is_known_where_nobody_bought_before()
    {
        var adjusted = AdjustedEffect.Of(Moments.Of(Reached), default, Moments.Of(HeldOut), default);

        Assert.Equal((EffectLimit.NothingKnownBefore, EffectLimit.NothingKnownBefore), (adjusted.Absolute.Limit, adjusted.Relative.Limit));
        Assert.Null(adjusted.VarianceReduction);
    }

    [Fact]
    public void Of_says_that_there_is_no_variance_where_revenue_follows_from_revenue_before()
    {
        var adjusted = AdjustedEffect.Of(Moments.Of(Reached), Joint(Reached, Reached), Moments.Of(HeldOut), Joint(HeldOut, HeldOut));

        Assert.Equal(EffectLimit.NoVariance, adjusted.Absolute.Limit);
    }

    [Fact]
    public void CampaignEffect_shows_the_plain_effect_beside_the_adjusted_one()
    {
        var effect = CampaignEffect.Of(
            new(Moments.Of(Reached), Joint(Reached, ReachedBefore)), new(Moments.Of(HeldOut), Joint(HeldOut, HeldOutBefore)), Companion.Same(2, Moments.Of(Reached)), 0.4, 0.5);

        Assert.Equal(Welch.Absolute(Moments.Of(Reached), Moments.Of(HeldOut)), effect.Absolute);
        Assert.NotEqual(effect.Absolute.Value, effect.Adjusted.Absolute.Value);
        Assert.Equal(EffectLimit.TooFewBuyers, effect.AlwaysValid.Limit);
        Assert.True(effect.IsRough);
        Assert.Equal(SampleRatio.Of(8, 5, 0.4), effect.Split);
    }

    [Fact]
    public void CampaignEffect_without_revenue_before_says_so() =>
        Assert.Equal(EffectLimit.NothingKnownBefore, CampaignEffect.Of(new(Moments.Of(Reached)), new(Moments.Of(HeldOut)), null, 0.4, 1).Adjusted.Absolute.Limit);

    [Fact]
    public void CampaignEffect_without_a_holdout_shows_nothing_and_checks_no_split()
    {
        var effect = CampaignEffect.Of(new(Moments.Of(Reached)), new(default), Companion.Same(1, Moments.Of(Reached)), 0, 1);

        Assert.Equal((EffectLimit.TooFewMembers, null, true), (effect.Absolute.Limit, effect.Split, effect.IsRough));
    }

    [Fact]
    public void CampaignEffect_remembers_what_an_earlier_look_showed_of_the_split() =>
        Assert.Equal(0.004, CampaignEffect.Of(new(Moments.Of(Reached)), new(Moments.Of(HeldOut)), null, 0.4, 1, splitBefore: 0.004).Split!.AnytimeProbability);

    /// <summary>Figures travel between processes and stand in exports.</summary>
    [Fact]
    public void Figures_and_effects_are_the_same_after_JSON()
    {
        var figures = new GroupFigures(Moments.Of(Reached), Joint(Reached, ReachedBefore));
        foreach (var heldOut in new[] { new GroupFigures(Moments.Of(HeldOut), Joint(HeldOut, HeldOutBefore)), new GroupFigures(default) })
        {
            var effect = CampaignEffect.Of(figures, heldOut, Companion.Same(1, figures.Revenue), 0.4, 1);
            Assert.Equal(effect, JsonSerializer.Deserialize<CampaignEffect>(JsonSerializer.Serialize(effect)));
            Assert.Equal(heldOut, JsonSerializer.Deserialize<GroupFigures>(JsonSerializer.Serialize(heldOut)));
        }
    }

    [Fact]
    public void Effect_has_either_all_figures_or_a_limit()
    {
        Assert.Throws<ArgumentException>(() => new Effect(1, 1, 1, null, null));
        Assert.Throws<ArgumentException>(() => new Effect(1, null, null, null, EffectLimit.NoVariance));
        Assert.Throws<ArgumentException>(() => new Effect(null, null, null, null, null));
    }

    private static void Same(Effect expected, Effect actual)
    {
        Assert.Equal(expected.Value!.Value, actual.Value!.Value, 1e-9);
        Assert.Equal(expected.StandardError!.Value, actual.StandardError!.Value, 1e-9);
        Assert.Equal(expected.DegreesOfFreedom!.Value, actual.DegreesOfFreedom!.Value, 1e-6);
    }

    private static Companion Joint(double[] y, double[] x) => new(x.Sum(), x.Sum(value => value * value), y.Zip(x, (a, b) => a * b).Sum());

    private static double Products(double[] y, double[] x) => y.Zip(x, (a, b) => (a - y.Average()) * (b - x.Average())).Sum();
}
