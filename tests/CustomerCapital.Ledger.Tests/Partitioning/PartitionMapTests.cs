using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Ledger.Tests.Partitioning;

/// <summary>Where actors are while partitions are added, one after the other.</summary>
public sealed class PartitionMapTests
{
    private static readonly ActorId[] Actors = [.. Enumerable.Range(0, 4_000).Select(at => (ActorId)$"customer {at}")];

    /// <remarks>Only actors of the partition that gives move, to the one that was added, a bucket at a time and about half of them; the others stay.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PartitionOf_moves_half_of_one_partition_to_the_one_that_was_added(int first)
    {
        const int Buckets = 8;
        var kept = new (Split?, long)[64];
        for (var target = first; target < 40; target++)
        {
            var source = Numbers.SourceOf(target, first);
            var before = Actors.ToDictionary(actor => actor, new PartitionMap(first, kept).PartitionOf);
            var there = before.Values.Count(at => at == source);
            var moved = 0;
            for (var bucket = 0; bucket <= Buckets; bucket++)
            {
                kept[source] = (new Split(target, Buckets, bucket) { Moving = bucket < Buckets ? [] : null }, bucket);
                var map = new PartitionMap(first, kept);
                var now = Actors.Where(actor => map.PartitionOf(actor) != before[actor]).ToList();
                Assert.All(now, actor => Assert.Equal((source, target), (before[actor], map.PartitionOf(actor))));
                Assert.True(now.Count >= moved);
                moved = now.Count;
                Assert.Equal((target + 1, source), (map.Needed, map.Source));
                var moving = Actors.Where(map.IsMoving).ToList();
                kept[source] = (new Split(target, Buckets, bucket + 1), bucket);
                if (bucket < Buckets) Assert.Equal(moving, Actors.Where(actor => new PartitionMap(first, kept).PartitionOf(actor) != map.PartitionOf(actor)));
            }

            Assert.InRange(moved, there / 4, there * 3 / 4);
            kept[source] = (new Split(target, Buckets, Buckets) { LastNumbers = new Dictionary<int, long> { [target] = 1 } }, Buckets + 1);
            Assert.Equal(-1, new PartitionMap(first, kept).Source);
        }
    }

    [Fact]
    public void AreTogether_holds_while_a_partition_is_split_for_those_alone_who_go_or_stay_together()
    {
        var map = new PartitionMap(1, [(new Split(1, 4, 2), 5), (null, 0)]);
        var after = new PartitionMap(1, [(new Split(1, 4, 4) { LastNumbers = new Dictionary<int, long> { [1] = 9 } }, 9), (null, 0)]);
        var together = 0;
        foreach (var one in Actors.Take(60))
        {
            foreach (var other in Actors.Take(60).Where(other => map.AreTogether(one, other)))
            {
                together++;
                Assert.Equal(map.PartitionOf(one), map.PartitionOf(other));
                Assert.True(after.AreTogether(one, other));
            }
        }

        Assert.True(together > 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_message_is_found_by_its_number_wherever_it_was_written(int first)
    {
        var seen = new HashSet<long>();
        for (var partition = 0; partition < 20; partition++)
        {
            var last = -1L;
            foreach (var number in new[] { 1, 2, 1_000_000_000_000L })
            {
                var inPartition = Numbers.BeginningOf(partition, first) + number;
                var outside = Numbers.OfMessage(inPartition, partition, first);
                Assert.True(seen.Add(outside));
                Assert.True(outside > last);
                last = outside;
                Assert.Equal((partition, inPartition), Numbers.PlaceOfMessage(outside, first));
                Assert.Equal(inPartition, Numbers.LastMessageUpTo(outside, partition, first));
                Assert.Equal(inPartition - 1, Numbers.LastMessageUpTo(outside - 1, partition, first));
            }
        }
    }

    /// <remarks>Those of a ledger that began with several, and to which none was added, are as they were when their number was message * partitions + partition.</remarks>
    [Fact]
    public void Numbers_of_messages_are_those_of_before_partitions_could_be_added()
    {
        for (var partition = 0; partition < 3; partition++) Assert.Equal((7 * 3) + partition, Numbers.OfMessage(7, partition, 3));
    }

    [Fact]
    public void Holders_of_a_line_are_the_partition_and_those_that_descend_from_it()
    {
        var kept = new (Split?, long)[7];
        kept[2] = (new Split(6, 1, 1) { LastNumbers = new Dictionary<int, long> { [6] = 1 } }, 1);
        var map = new PartitionMap(1, kept);

        Assert.Equal(7, map.Needed);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], map.HoldersOf(0));
        Assert.Equal([1, 3, 5], map.HoldersOf(1));
        Assert.Equal([2, 6], map.HoldersOf(2));
        Assert.Equal([3], map.HoldersOf(3));
    }
}
