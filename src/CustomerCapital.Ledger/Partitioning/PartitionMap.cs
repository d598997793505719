using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Which actor is in which partition, as of the splits that were read. Immutable.</summary>
/// <remarks>
/// Linear hashing (Litwin, 1980). A ledger begins with some partitions, and an actor is in the one that its hash modulo their number names. The first that is added gets half of the actors of partition 0, the next half of
/// partition 1's, and so on; where each has given half, their number has doubled, and partition 0 is the next to give. Whoever moves has the new partition's place as the hash modulo twice the number.
/// So one partition gives and one gets, all others stay as they are, and where an actor is follows from the hash, the number of partitions and how far the last split is.
/// </remarks>
internal sealed class PartitionMap
{
    private readonly (Split? Split, long Version)[] _kept;

    /// <param name="first">With how many partitions the ledger began.</param>
    /// <param name="kept">What each partition that is named keeps of its splits, in their order.</param>
    public PartitionMap(int first, IReadOnlyList<(Split? Split, long Version)> kept)
    {
        (First, _kept) = (first, [.. kept]);
        Needed = kept.Aggregate(first, (needed, of) => Math.Max(needed, of.Split is { } split ? split.Target + 1 : 0));
        // Of a partition that gives for the first time only the last split can be under way.
        Source = Array.FindIndex(_kept, of => of.Split is { IsComplete: false });
    }

    /// <summary>With how many partitions the ledger began.</summary>
    public int First { get; }

    /// <summary>How many hold actors, or are about to.</summary>
    public int Needed { get; }

    /// <summary>Which partition is giving actors to the last one; -1 where none is.</summary>
    public int Source { get; }

    /// <summary>The split that is under way; null where none is.</summary>
    public Split? UnderWay => Source < 0 ? null : _kept[Source].Split;

    /// <summary>Whether no partition was ever added.</summary>
    public bool IsAsBegun => Needed == First;

    /// <summary>A partition that was added and has another id than this; null where there is none.</summary>
    /// <param name="ids">Of the marks of those that are named, in their order.</param>
    public int? Stranger(IReadOnlyList<string?> ids)
    {
        for (var at = First; at < Needed && at < ids.Count; at++)
            if (SplitOf(Numbers.SourceOf(at, First))?.Ids.GetValueOrDefault(at) is { } id && id != ids[at]) return at;
        return null;
    }

    /// <summary>The version of the place of everyone in a partition.</summary>
    public long VersionOf(int partition) => _kept[partition].Version;

    /// <summary>What a partition keeps of its last split.</summary>
    public Split? SplitOf(int partition) => _kept[partition].Split;

    /// <summary>The partition of an actor.</summary>
    public int PartitionOf(ActorId actor) => First == 1 && IsAsBegun ? 0 : PartitionOf(Routing.HashOf(actor));

    /// <summary>The partition of an actor by the hash.</summary>
    public int PartitionOf(ulong hash)
    {
        var at = (int)(hash % (ulong)First);
        for (var together = First; together < Needed; together *= 2)
        {
            var next = (int)(hash % (2 * (ulong)together));
            if (next == at) continue;
            if (!HasMoved(hash, next)) return at;
            at = next;
        }

        return at;
    }

    /// <summary>Whether an actor is being moved now, so that nothing can be appended.</summary>
    public bool IsMoving(ActorId actor)
    {
        if (UnderWay is not { Moving: not null } split) return false;
        var hash = Routing.HashOf(actor);
        return Moves(hash) && BucketOf(hash, split.Buckets) == split.Moved;
    }

    /// <summary>Whether two actors are in one partition, and will be as far as is known. While a split is under way: those alone who move at once, or not at all.</summary>
    public bool AreTogether(ActorId one, ActorId other)
    {
        var (first, second) = (Routing.HashOf(one), Routing.HashOf(other));
        if (PartitionOf(first) != PartitionOf(second)) return false;
        if (UnderWay is not { } split) return true;
        var (firstMoves, secondMoves) = (Moves(first), Moves(second));
        return firstMoves == secondMoves && (!firstMoves || BucketOf(first, split.Buckets) == BucketOf(second, split.Buckets));
    }

    /// <summary>Whether an actor of the partition that gives is one of those who move, or have moved, in the split that is under way.</summary>
    public bool Moves(ulong hash)
    {
        var at = PartitionOf(hash);
        return at == UnderWay!.Target || (at == Source && hash % ModulusOf(UnderWay.Target, First) == (ulong)UnderWay.Target);
    }

    /// <summary>The bucket of an actor: by bits of the hash that have no say in the partition.</summary>
    public static int BucketOf(ulong hash, int buckets) => (int)(((hash >> 32) * (ulong)buckets) >> 32);

    /// <summary>The partitions that can hold entries of a partition's line: that one, and those that descend from it, in the order in which actors go.</summary>
    public IEnumerable<int> HoldersOf(int line)
    {
        for (var at = line; at < Needed; at++)
        {
            var from = at;
            while (from > line && from >= First) from = Numbers.SourceOf(from, First);
            if (from == line) yield return at;
        }
    }

    /// <summary>The hash modulo this is a partition's place for those who move there.</summary>
    public static ulong ModulusOf(int target, int first) => 2 * (ulong)(target - Numbers.SourceOf(target, first));

    private bool HasMoved(ulong hash, int target)
    {
        if (target >= Needed || _kept[Numbers.SourceOf(target, First)].Split is not { } split || split.Target < target) return false;
        return split.Target > target || BucketOf(hash, split.Buckets) < split.Moved;
    }
}
