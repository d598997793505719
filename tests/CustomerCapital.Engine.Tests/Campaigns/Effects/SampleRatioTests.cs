using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class SampleRatioTests
{
    [Fact]
    public void Of_matches_the_published_chi_squared()
    {
        var split = SampleRatio.Of(9_000, 1_100, 0.1);

        Assert.Equal(8.910891, split.ChiSquared, 5e-7);
        Assert.Equal(0.00283475, split.Probability, 5e-9);
    }

    [Fact]
    public void Of_is_the_product_of_what_the_mixture_predicted_for_each_member()
    {
        var chance = new Random(4);
        var (log, reached, heldOut, least) = (0.0, 0, 0, 1.0);
        for (var member = 0; member < 3_000; member++)
        {
            var isHeldOut = chance.NextDouble() < 0.15;
            log += isHeldOut ? Math.Log((100.0 + heldOut) / (1_000 + member) / 0.1) : Math.Log((900.0 + reached) / (1_000 + member) / 0.9);
            if (isHeldOut) heldOut++;
            else reached++;
            least = Math.Min(least, Math.Exp(-log));

            Assert.Equal(1, SampleRatio.Of(reached, heldOut, 0.1).AnytimeProbability / Math.Min(1, Math.Exp(-log)), 1e-9);
        }

        Assert.True(least < SampleRatio.Alarm);
        Assert.True(SampleRatio.Of(reached, heldOut, 0.1).IsAlarming);
    }

    [Fact]
    public void Of_does_not_take_back_what_was_shown_before() =>
        Assert.Equal(0.002, SampleRatio.Of(9_000, 1_000, 0.1, before: 0.002).AnytimeProbability);

    [Fact]
    public void Of_a_split_as_planned_alarms_at_most_so_often_however_often_it_is_looked_at()
    {
        var (chance, alarms) = (new Random(5), 0);
        for (var campaign = 0; campaign < 400; campaign++)
        {
            var (heldOut, split) = (0, new SampleRatio(0, 1, 1));
            for (var member = 1; member <= 2_000; member++)
            {
                if (chance.NextDouble() < 0.2) heldOut++;
                split = SampleRatio.Of(member - heldOut, heldOut, 0.2, split.AnytimeProbability);
            }

            alarms += split.AnytimeProbability < 0.1 ? 1 : 0;
        }

        // Ten of a hundred at most: 40 of 400, of which chance would see 58 once in a thousand times.
        Assert.InRange(alarms, 1, 57);
    }

    [Fact]
    public void Of_nobody_says_nothing() => Assert.Equal(new SampleRatio(0, 1, 1), SampleRatio.Of(0, 0, 0.1));

    [Theory]
    [InlineData(-1, 0, 0.1)]
    [InlineData(0, -1, 0.1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, double.NaN)]
    public void Of_what_is_no_split_is_refused(long reached, long heldOut, double share) => Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatio.Of(reached, heldOut, share));
}
