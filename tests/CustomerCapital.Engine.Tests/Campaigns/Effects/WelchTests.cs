using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class WelchTests
{
    /// <summary>
    /// The published example has means .41 and .7, standard deviations 3.9 and 6.2, of 3,407 and 3,461 users. Its sums of squares follow from unbiased variances
    /// (n - 1), its intervals from Student's t with 5,841.7 degrees of freedom, those of the difference, also for the ratio.
    /// </summary>
    private static readonly Moments A = new(3_407, 1_396.87, 52_377.9767);
    private static readonly Moments B = new(3_461, 2_422.7, 134_698.29);

    [Fact]
    public void Moments_of_the_published_sums_are_its_means_and_deviations()
    {
        Assert.Equal((0.41, 0.7), (Math.Round(A.Mean, 12), Math.Round(B.Mean, 12)));
        Assert.Equal((3.9, 6.2), (Math.Round(Math.Sqrt(A.Variance), 10), Math.Round(Math.Sqrt(B.Variance), 10)));
    }

    [Fact]
    public void Absolute_matches_the_published_figures()
    {
        var effect = Welch.Absolute(B, A);

        Assert.Equal(0.29, effect.Value!.Value, 1e-12);
        Assert.Equal(0.04537789, effect.Interval!.Lower, 5e-9);
        Assert.Equal(0.53462211, effect.Interval.Upper, 5e-9);
        Assert.Equal(5_841.742, effect.DegreesOfFreedom!.Value, 5e-4);
        Assert.Null(effect.Limit);
    }

    [Fact]
    public void Relative_matches_the_published_figures()
    {
        var effect = Welch.Relative(B, A);

        Assert.Equal(0.70731707, effect.Value!.Value, 5e-9);
        Assert.Equal(-0.03526009, effect.Interval!.Lower, 5e-9);
        Assert.Equal(1.44989424, effect.Interval.Upper, 5e-9);
        // Published as .37879437; the published interval itself comes to .378794364.
        Assert.Equal(0.37879436, effect.StandardError!.Value, 1e-8);
    }

    [Fact]
    public void Absolute_with_the_normal_quantile_would_miss_the_published_bounds() =>
        Assert.True(Math.Abs(0.29 - Quantiles.Normal(0.975) * Welch.Absolute(B, A).StandardError!.Value - 0.04537789) > 4e-5);

    [Fact]
    public void Relative_has_the_variance_of_its_linear_terms()
    {
        double[] reached = [10, 14, 9, 12, 16, 11], heldOut = [8, 9, 11, 9.5, 10];
        var (r, h) = (reached.Average(), heldOut.Average());

        var effect = Welch.Relative(Moments.Of(reached), Moments.Of(heldOut));

        var variance = Moments.Of(reached.Select(y => y / h)).Variance / reached.Length + Moments.Of(heldOut.Select(y => r / h * (y / h))).Variance / heldOut.Length;
        Assert.Equal(r / h - 1, effect.Value!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(variance), effect.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void PerUnitSpent_where_all_cost_the_same_is_the_absolute_effect_by_the_cost()
    {
        var (absolute, perUnit) = (Welch.Absolute(B, A), Welch.PerUnitSpent(B, Companion.Same(0.2, B), A));

        Assert.Equal(absolute.Value!.Value / 0.2, perUnit.Value!.Value, 1e-9);
        Assert.Equal(absolute.StandardError!.Value / 0.2, perUnit.StandardError!.Value, 1e-9);
    }

    [Fact]
    public void PerUnitSpent_knows_that_those_who_cost_more_buy_more()
    {
        double[] reached = [10, 0, 9, 12, 0, 11, 13, 10, 9], cost = [2, 1, 2, 2, 1, 2, 2, 2, 2], heldOut = [8, 0, 11, 9.5, 0];
        var companion = new Companion(cost.Sum(), cost.Sum(c => c * c), reached.Zip(cost, (y, c) => y * c).Sum());
        var (mean, ratio) = (cost.Average(), (reached.Average() - heldOut.Average()) / cost.Average());

        var effect = Welch.PerUnitSpent(Moments.Of(reached), companion, Moments.Of(heldOut));

        var variance = Moments.Of(reached.Zip(cost, (y, c) => (y - ratio * c) / mean)).Variance / reached.Length + Moments.Of(heldOut.Select(y => y / mean)).Variance / heldOut.Length;
        Assert.Equal(ratio, effect.Value!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(variance), effect.StandardError!.Value, 1e-12);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 5 }, EffectLimit.TooFewMembers)]
    [InlineData(new double[] { }, new double[] { 5, 6 }, EffectLimit.TooFewMembers)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 0, 0, 0, 0 }, EffectLimit.NoVariance)]
    [InlineData(new double[] { 0.1, 0.1, 0.1 }, new double[] { 1, 2 }, EffectLimit.NoVariance)]
    public void A_group_that_shows_nothing_is_said_to_and_has_no_figure(double[] reached, double[] heldOut, EffectLimit limit)
    {
        var (r, h) = (Moments.Of(reached), Moments.Of(heldOut));

        foreach (var effect in new[] { Welch.Absolute(r, h), Welch.Relative(r, h), Welch.PerUnitSpent(r, Companion.Same(1, r), h), AdjustedEffect.Of(r, default, h, default).Absolute, ConfidenceSequence.Absolute(r, h, 1) })
        {
            Assert.Equal(limit, effect.Limit);
            Assert.Null(effect.Value);
            Assert.Null(effect.StandardError);
            Assert.Null(effect.Interval);
        }
    }

    [Fact]
    public void Relative_is_not_shown_where_the_mean_of_those_held_out_is_not_clearly_above_zero()
    {
        var rare = Moments.Of([.. Enumerable.Repeat(0.0, 97), 10, 20, 30]);
        var returned = Moments.Of([-5, -4, -6, -5]);

        Assert.Equal(EffectLimit.HeldOutMeanNotAboveZero, Welch.Relative(B, rare).Limit);
        Assert.Equal(EffectLimit.HeldOutMeanNotAboveZero, Welch.Relative(B, returned).Limit);
        Assert.NotNull(Welch.Absolute(B, rare).Interval);
    }

    [Fact]
    public void PerUnitSpent_is_not_shown_where_hardly_anything_was_spent()
    {
        Assert.Equal(EffectLimit.CostNotAboveZero, Welch.PerUnitSpent(B, Companion.Same(0, B), A).Limit);
        Assert.Equal(EffectLimit.CostNotAboveZero, Welch.PerUnitSpent(B, new(3, 9, 4), A).Limit);
        Assert.Equal(EffectLimit.CostNotAboveZero, CampaignEffect.Of(new(B), new(A), null, 0.5, 1).PerUnitSpent.Limit);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, -1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(1, 1, double.PositiveInfinity)]
    public void Moments_that_are_none_are_refused(long count, double sum, double squares) => Assert.Throws<ArgumentOutOfRangeException>(() => new Moments(count, sum, squares));

    /// <summary>Of tables of Student's t.</summary>
    [Theory]
    [InlineData(1, 12.7062047362)]
    [InlineData(4.5, 2.6585)]
    [InlineData(10, 2.2281388520)]
    [InlineData(120, 1.9799304051)]
    [InlineData(1_000, 1.9623390808)]
    [InlineData(1e12, 1.9599639845)]
    public void StudentT_is_that_of_the_tables(double degrees, double quantile) => Assert.Equal(quantile, Quantiles.StudentT(0.975, degrees), degrees == 4.5 ? 1e-3 : 5e-9);

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.975)]
    [InlineData(0.9995)]
    public void StudentT_has_no_step_where_the_expansion_begins(double probability) =>
        Assert.Equal(Quantiles.StudentT(probability, 999.9999999), Quantiles.StudentT(probability, 1_000), 1e-9);

    /// <summary>With one and two degrees the quantile has a closed form: cot(pi p), and (1 - 2 p) / sqrt(2 p (1 - p)).</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(26)]
    public void StudentTFor_is_right_far_out(double normal)
    {
        var p = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -normal);

        Assert.Equal(1, Quantiles.StudentTFor(normal, 1) * Math.Tan(Math.PI * p), 1e-9);
        Assert.Equal(1, Quantiles.StudentTFor(normal, 2) / ((1 - 2 * p) / Math.Sqrt(2 * p * (1 - p))), 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void StudentTFor_has_no_step_where_the_expansion_begins(double normal) =>
        Assert.Equal(Quantiles.StudentTFor(normal, 999.9999999), Quantiles.StudentTFor(normal, 1_000), 1e-6);

    [Fact]
    public void StudentTFor_farther_out_grows_in_proportion() => Assert.Equal(2 * Quantiles.StudentTFor(26, 5), Quantiles.StudentTFor(52, 5), 1e-3);
}
