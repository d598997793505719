using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class SmallestEffectTests
{
    /// <summary>Large groups: (1.959964 + 0.841621) x deviation x sqrt(1 / n + 1 / m).</summary>
    [Fact]
    public void Of_large_groups_is_the_textbooks()
    {
        var smallest = SmallestEffect.Of(new(1_000_000, 50_000_000, 2_500_000_000 + 999_999 * 10_000.0), 900_000, 100_000);

        Assert.Equal((1.959964 + 0.841621) * 100 * Math.Sqrt(1 / 900_000.0 + 1 / 100_000.0), smallest.Absolute!.Value, 1e-4);
        Assert.Equal(smallest.Absolute.Value / 50, smallest.Relative!.Value, 1e-12);
    }

    [Fact]
    public void Of_is_found_by_80_of_100_campaigns()
    {
        var chance = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
        var effect = SmallestEffect.Of(new(2, 0, 1), 60, 20).Absolute!.Value;

        var found = Enumerable.Range(0, 4_000).Count(_ => !Welch.Absolute(
            Moments.Of(Enumerable.Range(0, 60).Select(_ => effect + Normal())), Moments.Of(Enumerable.Range(0, 20).Select(_ => Normal()))).Interval!.Contains(0));

        Assert.InRange(found, 3_100, 3_280);
    }

    [Theory]
    [InlineData(1, 100, EffectLimit.TooFewMembers)]
    [InlineData(100, 1, EffectLimit.TooFewMembers)]
    [InlineData(100, 0, EffectLimit.TooFewMembers)]
    public void Of_groups_that_show_nothing_says_so(long reached, long heldOut, EffectLimit limit) =>
        Assert.Equal(new(null, null, limit), SmallestEffect.Of(Moments.Of([1, 2, 3]), reached, heldOut));

    [Fact]
    public void Of_an_audience_that_never_bought_says_so() => Assert.Equal(new(null, null, EffectLimit.NoVariance), SmallestEffect.Of(Moments.Of([0, 0, 0]), 10, 10));
}
