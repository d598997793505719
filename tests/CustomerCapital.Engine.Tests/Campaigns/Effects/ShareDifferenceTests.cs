using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.Tests.Campaigns.Effects;

public sealed class ShareDifferenceTests
{
    /// <summary>Examples of Newcombe 1998, table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.2, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6, 0.1705, 0.8090)]
    [InlineData(0, 10, 0, 10, 0, -0.2775, 0.2775)]
    [InlineData(10, 10, 0, 10, 1, 0.6075, 1)]
    public void Interval_of_a_difference_of_shares_is_the_published_one(long buyers, long members, long otherBuyers, long otherMembers, double value, double lower, double upper)
    {
        var difference = ShareDifference.Of(buyers, members, otherBuyers, otherMembers);

        Assert.Equal(value, difference.Value, 1e-12);
        Assert.Equal(lower, difference.Interval.Lower, 5e-5);
        Assert.Equal(upper, difference.Interval.Upper, 5e-5);
    }

    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(2, 1, 0, 1)]
    [InlineData(0, 1, -1, 1)]
    public void Shares_that_cannot_be_are_refused(long buyers, long members, long otherBuyers, long otherMembers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareDifference.Of(buyers, members, otherBuyers, otherMembers));
}
