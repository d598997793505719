using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>The feed of all partitions: of each line of numbers the place, wherever its entries have gone.</summary>
public sealed partial class PartitionedLedger
{
    /// <inheritdoc/>
    /// <remarks>Every partition has its share of a page, and must be reached: a place moves on in all of them. A page of fewer entries than partitions is of one of them.</remarks>
    public async Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) =>
        await AsOfPartitionsAsync(map => ReadFeedAsync(map, after, limit, sizeLimit, cancellation), cancellation);

    private async Task<FeedPage> ReadFeedAsync(PartitionMap map, FeedPlace after, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var keys = KeysOf(after, map);
        if (!map.IsAsBegun && IsBehindMovers(map, keys)) return await ReadLinesAsync(map, keys, limit, sizeLimit, cancellation);
        if (limit >= keys.Length)
        {
            var pages = await FromSomeAsync(keys.Length, (ledger, at) => ledger.ReadFeedAsync(new([keys[at]]), limit / keys.Length, sizeLimit / keys.Length, cancellation), cancellation);
            return new([.. pages.SelectMany(page => page.Entries)], new([.. pages.Select(page => page.Next.Keys[0])]));
        }

        // The one of which the least was read is first, so that a busy one keeps none of the others waiting.
        var places = keys.ToArray();
        foreach (var at in Enumerable.Range(0, keys.Length).OrderBy(at => keys[at] - Numbers.BeginningOf(at, map.First)))
        {
            var page = await FromAsync(at, (ledger, _) => ledger.ReadFeedAsync(new([keys[at]]), limit, sizeLimit, cancellation));
            places[at] = page.Next.Keys[0];
            if (page.Entries.Count > 0) return new(page.Entries, new(places));
        }

        return new([], new(places));
    }

    public Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) =>
        AsOfPartitionsAsync(map => FindFeedPlaceAsync(map, since, cancellation), cancellation);

    private async Task<FeedPlace> FindFeedPlaceAsync(PartitionMap map, DateTimeOffset since, CancellationToken cancellation)
    {
        if (map.IsAsBegun) return new([.. (await FromSomeAsync(map.Needed, (ledger, _) => ledger.FindFeedPlaceAsync(since, cancellation), cancellation)).Select(place => place.Keys[0])]);
        return new(await FromSomeAsync(
            map.Needed,
            async (_, line) =>
            {
                var settled = await Splittable(line).ReadSettledNumberAsync(cancellation);
                var place = settled;
                foreach (var holder in map.HoldersOf(line))
                {
                    var found = await Splittable(holder).FindNumberAsync(since, Numbers.BeginningOf(line, map.First), settled, cancellation);
                    // Who has nothing since then has no say.
                    if (found < place && (await Splittable(holder).ReadNumberedAsync(found, settled, 1, 1, cancellation)).Count > 0) place = found;
                }

                return place;
            },
            cancellation));
    }

    /// <summary>Reads what goes by lines, again where a split has begun meanwhile: its entries may have gone where nobody looked.</summary>
    private async Task<T> AsOfPartitionsAsync<T>(Func<PartitionMap, Task<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            var map = await RefreshAsync(cancellation);
            var answer = await read(map);
            if (!CanMove || (await RefreshAsync(cancellation)).Needed == map.Needed) return answer;
        }
    }

    /// <summary>The place in each line; one that was given when there were fewer begins those that were added since.</summary>
    private static long[] KeysOf(FeedPlace after, PartitionMap map)
    {
        var given = after.Keys.Count > map.First && after.Keys.Count <= map.Needed ? after.Keys : after.In(map.First);
        return [.. given, .. Enumerable.Range(given.Count, map.Needed - given.Count).Select(at => Numbers.BeginningOf(at, map.First))];
    }

    /// <summary>Whether entries after a place may have gone to other partitions with those who moved.</summary>
    private static bool IsBehindMovers(PartitionMap map, long[] keys) =>
        Enumerable.Range(map.First, map.Needed - map.First).Any(target => LastNumberTo(map, target) is not { } last || keys[Numbers.SourceOf(target, map.First)] < last);

    /// <summary>The number that no entry surpasses which went to a partition from its source; null while entries go there.</summary>
    private static long? LastNumberTo(PartitionMap map, int target) =>
        map.SplitOf(Numbers.SourceOf(target, map.First)) is { } split && split.LastNumbers.TryGetValue(target, out var last) ? last : null;

    /// <summary>
    /// A page while entries of one line are in several partitions. The line of a partition that was added is read before that of its source, and given only where that was read to its end then: what an actor wrote
    /// before moving comes before what followed.
    /// </summary>
    private async Task<FeedPage> ReadLinesAsync(PartitionMap map, long[] keys, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var (lines, places) = (keys.Length, keys.ToArray());
        var pages = new (List<NumberedEntry> Entries, long Through, bool IsWhole)[lines];
        var share = Math.Max(1, limit / lines);
        for (var line = lines - 1; line >= 0; line--) pages[line] = await FromAsync(line, (_, _) => ReadLineAsync(map, line, keys[line], share, Math.Max(1, sizeLimit / lines), cancellation));
        var entries = new List<Entry>();
        for (var line = 0; line < lines; line++)
        {
            var source = line < map.First ? line : Numbers.SourceOf(line, map.First);
            var isPassed = line < map.First || (LastNumberTo(map, line) is { } last && keys[source] >= last);
            if (!isPassed && !pages[source].IsWhole) pages[line].IsWhole = false;
            else if (entries.Count > 0 && entries.Count + pages[line].Entries.Count > limit) pages[line].IsWhole = false;
            else
            {
                entries.AddRange(pages[line].Entries.Select(read => read.Entry));
                places[line] = pages[line].Through;
            }
        }

        return new(entries, new(places));
    }

    /// <summary>The next entries of a line, from all partitions that can hold some.</summary>
    /// <remarks>In the order in which actors go: who moves meanwhile is read twice and not missed.</remarks>
    /// <returns>The entries, the number up to which there are no others, and whether these are all that were committed before the call.</returns>
    private async Task<(List<NumberedEntry> Entries, long Through, bool IsWhole)> ReadLineAsync(PartitionMap map, int line, long after, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var settled = await Splittable(line).ReadSettledNumberAsync(cancellation);
        if (settled < after) throw new FeedPlaceException("The place is after the last entry of this ledger.");
        var (through, found) = (settled, new SortedDictionary<long, NumberedEntry>());
        foreach (var holder in map.HoldersOf(line))
        {
            var page = await Splittable(holder).ReadNumberedAsync(after, through, limit, sizeLimit, cancellation);
            foreach (var read in page) found.TryAdd(read.Key, read);
            // There may be others after a page's last.
            if (page.Count > 0) through = page[^1].Key;
        }

        var entries = found.Values.TakeWhile(read => read.Key <= through).Take(limit).ToList();
        if (entries.Count == limit) through = entries[^1].Key;
        return (entries, through, through == settled);
    }

    private ISplittable Splittable(int partition) => (ISplittable)_partitions[partition].Ledger;
}
