using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Ledger.Tests.Partitioning;

/// <summary>Where customers are: if one of these vectors no longer holds, customers of existing ledgers are lost to sight.</summary>
public sealed class RoutingTests
{
    /// <remarks>Made by other means, from the rule as <see cref="Routing"/> states it.</remarks>
    [Theory]
    [InlineData("ada", 0, 2, 5, 398)]
    [InlineData("bob", 0, 2, 1, 650)]
    [InlineData("", 0, 1, 1, 652)]
    [InlineData("客", 0, 0, 1, 792)]
    [InlineData("\U0001f600", 1, 2, 3, 327)]
    [InlineData("C00001", 1, 2, 4, 155)]
    [InlineData("17850", 0, 1, 0, 570)]
    public void PartitionOf_an_id_never_changes(string customerId, int ofTwo, int ofThree, int ofSeven, int ofThousand) =>
        Assert.Equal((ofTwo, ofThree, ofSeven, ofThousand),
            (Routing.PartitionOf(customerId, 2), Routing.PartitionOf(customerId, 3), Routing.PartitionOf(customerId, 7), Routing.PartitionOf(customerId, 1_000)));

    [Theory]
    [InlineData("{0}")]
    [InlineData("C{0:00000}")]
    [InlineData("{0}0000000")]
    public void PartitionOf_numbered_ids_spreads_them_evenly(string format)
    {
        var counts = new int[4];
        for (var i = 0; i < 10_000; i++) counts[Routing.PartitionOf(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i), 4)]++;

        Assert.All(counts, count => Assert.InRange(count, 2_350, 2_650));
    }

    [Theory]
    [InlineData(1, 0, 2, 2)]
    [InlineData(1, 1, 2, 3)]
    [InlineData(7, 2, 3, 23)]
    public void OfMessage_is_undone_by_PlaceOfMessage(long inPartition, int partition, int first, long outside)
    {
        Assert.Equal(outside, Numbers.OfMessage(inPartition, partition, first));
        Assert.Equal((partition, inPartition), Numbers.PlaceOfMessage(outside, first));
    }

    [Fact]
    public void OfMessage_that_leaves_64_bits_is_refused() => Assert.Throws<OverflowException>(() => Numbers.OfMessage(long.MaxValue / 2, 2, 3));
}
