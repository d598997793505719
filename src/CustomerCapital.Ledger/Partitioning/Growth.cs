using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Moves actors into a database that was added, bucket by bucket, while others append: each has all that is theirs in one place at every moment, and nothing is lost or doubled wherever it is interrupted.</summary>
/// <remarks>
/// A bucket moves in three steps, each one transaction of one database:
/// <list type="number">
/// <item>The source says that the bucket is being moved. From then on it refuses what is appended under an earlier version of the place of everyone; whoever learns the new one has actors of that bucket wait.</item>
/// <item>The target puts copies in the place of what it holds of them. Who takes over from a mover that was stopped does this again.</item>
/// <item>The source says that the bucket has moved, and deletes its rows. From then on actors of that bucket are read and appended to in the target.</item>
/// </list>
/// What was sent to others, counters and dead letters stay where they were written: they are read of all partitions. One mover at a time: a lock of the target, which ends with the process.
/// </remarks>
internal sealed class Growth(IReadOnlyList<Partition> partitions, Func<CancellationToken, Task<PartitionMap>> refresh, TimeProvider time)
{
    private const int PageSize = 10_000;

    private const int MostBuckets = 1 << 20;

    private const int MostTries = 5;

    /// <summary>The longest rest after a bucket.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    /// <summary>Begins a split, or goes on with one that was begun, until all have moved. Again from the start where its claim was lost with a session, and somebody else has written.</summary>
    /// <param name="atOnce">About how many actors there are in a bucket.</param>
    /// <param name="ids">Of the marks of the partitions.</param>
    /// <param name="moved">Is told after each bucket how many have moved, and of how many.</param>
    /// <param name="cancellation">Stops; another call goes on from there.</param>
    /// <exception cref="LedgerSchemaException">No database is there to be added, or not a new one.</exception>
    /// <exception cref="LedgerUnavailableException">Another process moves them, or one serves that does not know the database that is to be added.</exception>
    public async Task RunAsync(int atOnce, IReadOnlyList<string?> ids, Action<int, int> moved, CancellationToken cancellation)
    {
        for (var tried = 1; ; tried++)
        {
            var map = await refresh(cancellation);
            var target = map.UnderWay?.Target ?? map.Needed;
            // Somebody else has ended it.
            if (target == partitions.Count && tried > 1) return;
            if (target == partitions.Count) throw new LedgerSchemaException($"Every database that is named holds customers, and nobody is left to move. To add another, name it after the {target} of this ledger.");
            try
            {
                await using var claim = await Of(target).ClaimMoverAsync(cancellation)
                    ?? throw new LedgerUnavailableException($"Another process is moving customers into {partitions[target].Name}; wait for it, or stop it first.");
                await BeginAsync(atOnce, ids, cancellation);
                await MoveAsync(moved, cancellation);
                return;
            }
            catch (VersionConflictException) when (tried < MostTries)
            {
                // Its claim is gone, and another's may be there.
            }
        }
    }

    /// <summary>Begins to split a partition, or finds out that the split is under way.</summary>
    public async Task BeginAsync(int atOnce, IReadOnlyList<string?> ids, CancellationToken cancellation)
    {
        var map = await refresh(cancellation);
        if (map.UnderWay is not null) return;
        var target = map.Needed;
        var source = Numbers.SourceOf(target, map.First);
        var (from, to) = (Of(source), Of(target));
        if (await from.CountWritersAsync(cancellation) > await to.CountWritersAsync(cancellation))
            throw new LedgerUnavailableException($"A process writes to {partitions[source].Name} and not to {partitions[target].Name}: start every server with all {partitions.Count} databases named first, one after the other.");
        var fence = (await from.ReadControlAsync(PolicyFence.Name, cancellation))?.Version ?? 0;
        if ((await to.ReadActorKeysAsync(0, 1, cancellation)).Count > 0 || (await to.ReadMessagesAsync(1, 0, cancellation)).Count > 0 || (await to.ReadDeadLettersAsync(1, 0, cancellation)).Count > 0
            || (await to.ReadControlAsync(PolicyFence.Name, cancellation))?.Version > fence)
            throw new LedgerSchemaException($"{partitions[target].Name} was used for another ledger before: name a database that is new.");
        await to.BeginNumbersAsync(Numbers.BeginningOf(target, map.First), cancellation);
        await to.FenceAsync(fence, cancellation);
        await to.KeepBoughtAsync(await from.KeepsBoughtAsync(cancellation), cancellation);
        var movers = new Movers(from, map.First, target, 1);
        await movers.ReadAsync(cancellation);
        var before = map.SplitOf(source);
        var split = new Split(target, Math.Clamp(movers.Count / atOnce, 1, MostBuckets), 0)
        {
            LastNumbers = before?.LastNumbers ?? new Dictionary<int, long>(),
            Ids = new Dictionary<int, string>(before?.Ids ?? new Dictionary<int, string>()) { [target] = ids[target] ?? "" },
        };
        await from.WriteAloneAsync(Split.Name, split.ToJson(), map.VersionOf(source), [], cancellation);
    }

    /// <summary>Moves what is left to move.</summary>
    private async Task MoveAsync(Action<int, int> moved, CancellationToken cancellation)
    {
        var map = await refresh(cancellation);
        if (map.UnderWay is not { } split) return;
        var (from, to) = (Of(map.Source), Of(split.Target));
        await to.ReceiveRevokedAsync(from, cancellation);
        map = await CancelMoveAsync(await refresh(cancellation), cancellation);
        if (map.UnderWay is not { } begun) return;
        var movers = new Movers(from, map.First, split.Target, split.Buckets);
        await movers.ReadAsync(cancellation);
        // Says nothing new, but at a moment at which no group is being written.
        await from.WriteAloneAsync(Split.Name, begun.ToJson(), map.VersionOf(map.Source), [], cancellation);
        map = await refresh(cancellation);
        await movers.ReadAsync(cancellation);
        movers.Settle();
        while (map.UnderWay is { } now && now.Moved < now.Buckets)
        {
            var began = time.GetTimestamp();
            map = await MoveBucketAsync(map, from, to, movers, cancellation);
            moved(now.Moved + 1, now.Buckets);
            // As long as a bucket takes, nobody waits: also not those who read customers of all partitions.
            if (now.Moved + 1 < now.Buckets) await Task.Delay(Rest(time.GetElapsedTime(began)), time, cancellation);
        }

        await EndAsync(map, from, to, cancellation);

        static TimeSpan Rest(TimeSpan work) => work < LongestRest ? work : LongestRest;
    }

    /// <summary>Takes back that a bucket is being moved, with its copies: where the mover was stopped.</summary>
    /// <remarks>First in the source, so that a mover who still lives cannot say any more that the bucket has moved: only then are the copies nobody's.</remarks>
    public async Task<PartitionMap> CancelMoveAsync(PartitionMap map, CancellationToken cancellation)
    {
        if (map.UnderWay is not { Moving: { } keys } split) return map;
        var version = map.VersionOf(map.Source);
        try
        {
            await Of(map.Source).WriteAloneAsync(Split.Name, split.ToJson(), version++, [], cancellation);
            try
            {
                await Of(split.Target).ReceiveAsync(version, keys, null, cancellation);
            }
            catch (LedgerUnavailableException)
            {
                // It is out of reach, or this process may not delete rows. The copies stay until the bucket moves: whoever moves it puts others in their place.
            }

            await Of(map.Source).WriteAloneAsync(Split.Name, (split with { Moving = null }).ToJson(), version, [], cancellation);
        }
        catch (VersionConflictException)
        {
            // It has moved after all, or another takes it back.
        }

        return await refresh(cancellation);
    }

    private async Task<PartitionMap> MoveBucketAsync(PartitionMap map, ISplittable from, ISplittable to, Movers movers, CancellationToken cancellation)
    {
        var (split, version) = (map.UnderWay!, map.VersionOf(map.Source));
        await movers.ReadAsync(cancellation);
        var keys = movers.Of(split.Moved);
        await from.WriteAloneAsync(Split.Name, (split with { Moving = keys }).ToJson(), version++, [], cancellation);
        // Nobody of the bucket comes any more: who has come until then moves along.
        await movers.ReadAsync(cancellation);
        movers.Settle();
        if (movers.Of(split.Moved) is { } all && all.Count > keys.Count)
        {
            keys = all;
            await from.WriteAloneAsync(Split.Name, (split with { Moving = keys }).ToJson(), version++, [], cancellation);
        }

        await to.ReceiveAsync(version, keys, from, cancellation);
        await from.WriteAloneAsync(Split.Name, (split with { Moved = split.Moved + 1 }).ToJson(), version, keys, cancellation);
        movers.Remove(split.Moved);
        return await refresh(cancellation);
    }

    private async Task EndAsync(PartitionMap map, ISplittable from, ISplittable to, CancellationToken cancellation)
    {
        if (map.UnderWay is not { } split) return;
        var last = await from.ReadSettledNumberAsync(cancellation);
        await from.WriteAloneAsync(
            Split.Name, (split with { LastNumbers = new Dictionary<int, long>(split.LastNumbers) { [split.Target] = last } }).ToJson(), map.VersionOf(map.Source), [], cancellation);
        await refresh(cancellation);
        await from.TidyAsync(cancellation);
        await to.TidyAsync(cancellation);
    }

    private ISplittable Of(int partition) => (ISplittable)partitions[partition].Ledger;

    /// <summary>The row keys of those who go to a partition, by buckets.</summary>
    /// <remarks>
    /// A key is drawn before its row is committed, so that rows can appear behind others that were seen. Those behind what was seen before a moment at which no group was being written are all there.
    /// </remarks>
    private sealed class Movers(ISplittable from, int first, int target, int buckets)
    {
        private readonly Dictionary<int, HashSet<long>> _buckets = [];
        private readonly ulong _modulus = PartitionMap.ModulusOf(target, first);
        private long _settled;
        private long _seenBefore;
        private long _seen;

        /// <summary>How many there are.</summary>
        public int Count => _buckets.Values.Sum(keys => keys.Count);

        public IReadOnlyList<long> Of(int bucket) => _buckets.TryGetValue(bucket, out var keys) ? [.. keys] : [];

        public void Remove(int bucket) => _buckets.Remove(bucket);

        /// <summary>Reads those who are not known to be all there.</summary>
        public async Task ReadAsync(CancellationToken cancellation)
        {
            (_seenBefore, var after) = (_seen, _settled);
            while (await from.ReadActorKeysAsync(after, PageSize, cancellation) is { Count: > 0 } page)
            {
                foreach (var (key, actor) in page)
                {
                    if (Routing.HashOf(actor) is var hash && hash % _modulus != (ulong)target) continue;
                    var bucket = PartitionMap.BucketOf(hash, buckets);
                    (_buckets.TryGetValue(bucket, out var keys) ? keys : _buckets[bucket] = []).Add(key);
                }

                after = page[^1].Key;
            }

            _seen = Math.Max(_seen, after);
        }

        /// <summary>Takes note that between the last reading and the one before there was a moment at which no group was being written.</summary>
        public void Settle() => _settled = _seenBefore;
    }
}
