using CustomerCapital.Bench.Effects;
using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class ConfidenceSequenceTests
{
    [Fact]
    public void Reach_is_least_at_the_planned_end()
    {
        Assert.Equal(3.0351, ConfidenceSequence.Reach(1), 5e-5);
        foreach (var progress in new[] { 0.01, 0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 2, 10 }) Assert.True(ConfidenceSequence.Reach(progress) > ConfidenceSequence.Reach(1));
    }

    [Fact]
    public void Reach_is_theorem_2_2_of_the_paper()
    {
        // In the paper's terms at t members of n planned: sqrt(2 (t r^2 + 1) / (t^2 r^2) log(sqrt(t r^2 + 1) / a)) deviations, and a standard error is a deviation / sqrt(t).
        const double n = 5_000, t = 1_200, a = 0.05;
        var r = Math.Sqrt((Math.Pow(ConfidenceSequence.Reach(1), 2) - 1) / n);

        Assert.Equal(Math.Sqrt(t) * Math.Sqrt(2 * (t * r * r + 1) / (t * t * r * r) * Math.Log(Math.Sqrt(t * r * r + 1) / a)), ConfidenceSequence.Reach(t / n), 1e-9);
    }

    [Fact]
    public void Absolute_has_the_reach_in_standard_errors_on_both_sides_with_many_members()
    {
        var (reached, heldOut) = (new Moments(2_000_000, 6_000_000, 20_000_000), new Moments(1_000_000, 2_900_000, 9_500_000));

        var effect = ConfidenceSequence.Absolute(reached, heldOut, 0.3);

        Assert.Equal(Welch.Absolute(reached, heldOut).Value, effect.Value);
        Assert.Equal(effect.Value!.Value - ConfidenceSequence.Reach(0.3) * effect.StandardError!.Value, effect.Interval!.Lower, 1e-7);
        Assert.Equal(effect.Value.Value + ConfidenceSequence.Reach(0.3) * effect.StandardError.Value, effect.Interval.Upper, 1e-7);
        Assert.Equal(Welch.Relative(reached, heldOut).Value, ConfidenceSequence.Relative(reached, heldOut, 0.3).Value);
    }

    [Fact]
    public void Absolute_of_small_groups_reaches_as_far_as_Students_t_with_the_same_probability()
    {
        var effect = ConfidenceSequence.Absolute(Moments.Of([9, 10, 11, 10, 12]), Moments.Of([10, 9, 8, 9]), 1);

        var reach = (effect.Interval!.Upper - effect.Value!.Value) / effect.StandardError!.Value;
        Assert.True(reach > 4);
        Assert.Equal(
            MathNet.Numerics.Distributions.Normal.CDF(0, 1, -ConfidenceSequence.Reach(1)), MathNet.Numerics.Distributions.StudentT.CDF(0, 1, effect.DegreesOfFreedom!.Value, -reach), 1e-9);
    }

    [Fact]
    public void Absolute_is_not_shown_while_few_have_bought()
    {
        var few = Moments.Of([.. Enumerable.Repeat(0.0, 300), 10, 20, 30, 10]);

        Assert.Equal(EffectLimit.TooFewBuyers, ConfidenceSequence.Absolute(Moments.Of([9, 10, 11, 10, 12]), few, 1).Limit);
        Assert.Equal(EffectLimit.TooFewBuyers, ConfidenceSequence.Absolute(few, Moments.Of([9, 10, 11, 10, 12]), 1).Limit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Reach_of_no_progress_is_refused(double progress) => Assert.Throws<ArgumentOutOfRangeException>(() => ConfidenceSequence.Reach(progress));

    /// <summary>A walk with normal steps, looked at after each of 400: what the asymptotics come to.</summary>
    [Fact]
    public void Reach_is_passed_by_at_most_5_of_100_walks_at_any_look()
    {
        var (chance, passed) = (new Random(6), 0);
        for (var walk = 0; walk < 2_000; walk++)
        {
            var (place, isOut) = (0.0, false);
            for (var step = 1; step <= 400; step++)
            {
                place += Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
                isOut |= Math.Abs(place) > Math.Sqrt(step) * ConfidenceSequence.Reach(step / 200.0);
            }

            passed += isOut ? 1 : 0;
        }

        Assert.InRange(passed, 20, 100);
    }

    /// <summary>The measurement of docs/effects.md in small: 1,000 campaigns over 4 sets of 8,000 customers.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void Intervals_hold_the_true_effect_as_often_as_they_say_on_skewed_spending(double uplift)
    {
        var trials = Enumerable.Range(0, 4).Select(number => new HoldoutTrials(Spending.Make(SpendingPattern.Steady, 8_000, seed: number), 0.2, uplift)).ToList();
        for (var number = 0; number < trials.Count; number++) trials[number].Run(250, seed: 100 + number);

        // Of 1,000 campaigns 950; chance moves that by 7.
        Assert.InRange(trials.Sum(trial => trial.InsideAtEnd), 930, 970);
        Assert.InRange(trials.Sum(trial => trial.RelativeInside), 930, 970);
        Assert.InRange(trials.Sum(trial => trial.AdjustedInside), 930, 970);
        Assert.InRange(trials.Sum(trial => trial.PerUnitSpentInside), 930, 970);
        Assert.InRange(trials.Sum(trial => trial.AlwaysInside), 950, 999);
        // The same interval looked at every week, which is what the always-valid one is for.
        Assert.InRange(trials.Sum(trial => trial.WelchAlwaysInside), 700, 900);
        Assert.InRange(trials.Sum(trial => trial.VarianceReductions) / 1_000, 0.2, 0.5);
    }
}
