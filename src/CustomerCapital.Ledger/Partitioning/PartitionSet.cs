using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Sees to it that the partitions of a ledger are always the same databases in the same order, by a mark in each.</summary>
/// <remarks>
/// Marks are written in two rounds: first each partition is told its place, then each is told that all know theirs. A crash in the first round leaves
/// partitions without a mark beside some whose mark is not complete, and a crash in the second leaves some complete beside some that are not: the next start goes on from
/// either. A partition without a mark beside a complete one is a stranger, but for one that is named after all others and holds no customers: it waits to be added. No customer is written before all marks are complete.
/// A ledger in one database has no mark until a second is named: the first is marked as the only one then.
/// </remarks>
internal sealed class PartitionSet(IReadOnlyList<Partition> partitions)
{
    /// <summary>Refuses partitions that do not belong together as they are named. Writes nothing.</summary>
    /// <exception cref="LedgerSchemaException">They do not; the message says which does not, and what to do.</exception>
    public async Task<CheckedSet> CheckAsync(CancellationToken cancellation)
    {
        var marks = await Task.WhenAll(partitions.Select(partition => PartitionMark.ReadAsync(partition.Ledger, cancellation)));
        var splits = await Task.WhenAll(partitions.Select(partition => ReadSplitAsync(partition.Ledger, cancellation)));
        var first = Array.FindIndex(marks, mark => mark.Mark is not null);
        var complete = Array.FindIndex(marks, mark => mark.Mark is { Complete: true });
        var map = new PartitionMap(await BegunWithAsync(marks, cancellation), splits);
        var (begun, needed) = (map.First, map.Needed);
        for (var at = 0; at < marks.Length; at++)
        {
            var (name, mark) = (partitions[at].Name, marks[at].Mark);
            if (mark is not null && mark.Set != marks[first].Mark!.Set)
                throw new LedgerSchemaException($"{name} belongs to another ledger than {partitions[first].Name}; name the databases of one ledger.");
            if (mark is not null && ((mark.Place, mark.Count) != (at + 1, at < begun ? begun : at + 1) || begun > marks.Length))
            {
                var count = needed > begun ? needed : mark.Count;
                throw new LedgerSchemaException($"{name} is partition {mark.Place} of {count} and is named as {at + 1} of {marks.Length}; name the {count} databases of its ledger, in their order.");
            }

            if (mark is null && complete >= 0 && at < needed)
                throw new LedgerSchemaException($"{name} is no partition of the ledger of {partitions[complete].Name}, and is named in the place of one; name the database that was its partition {at + 1}.");
        }

        if (needed > marks.Length) throw DatabaseWasAdded();
        if (map.Stranger(Array.ConvertAll(marks, mark => mark.Mark?.Id)) is { } stranger) throw IsAnother(partitions, stranger);
        if (marks.Length > needed + 1)
            throw new LedgerSchemaException($"{partitions[needed + 1].Name} cannot be added yet: name one new database at a time after the {needed} of this ledger, and move customers there with: grow");
        for (var at = 0; at < marks.Length; at++)
            if (marks[at].Mark is not { Complete: true } && !(begun == 1 && at == 0)) await RefuseCustomersAsync(partitions[at], cancellation);
        return new(marks, map);
    }

    /// <summary>Writes the marks that are missing.</summary>
    /// <param name="newSet">Names the set, where it is new, and a partition that waits to be added.</param>
    /// <param name="cancellation">Gives up; the next start goes on from there.</param>
    public async Task<CheckedSet> MarkAsync(string newSet, CancellationToken cancellation)
    {
        while (true)
        {
            var known = await CheckAsync(cancellation);
            var set = known.Marks.Select(mark => mark.Mark?.Set).FirstOrDefault(name => name is not null) ?? newSet;
            try
            {
                if (!await WriteAsync(known, set, newSet, complete: false, cancellation) && !await WriteAsync(known, set, newSet, complete: true, cancellation)) return known;
            }
            catch (VersionConflictException)
            {
                // Another process marks them too, which is as good; marks only ever go forward.
            }
        }
    }

    /// <summary>Says that databases are named which are not all of the ledger's.</summary>
    public static LedgerSchemaException DatabaseWasAdded() => new("A database was added to this ledger, and actors have moved there: name all of its databases, in their order.");

    /// <summary>Says that a database is named in the place of the one that was added.</summary>
    public static LedgerSchemaException IsAnother(IReadOnlyList<Partition> partitions, int partition) =>
        new($"{partitions[partition].Name} is not the database that was added to this ledger as number {partition + 1}: name that one in its place.");

    /// <summary>Reads what a partition keeps of its splits; null and 0 where it has none, or where its tables are not made yet.</summary>
    public static async Task<(Split? Split, long Version)> ReadSplitAsync(ILedger ledger, CancellationToken cancellation) =>
        await ledger.IsMadeAsync(cancellation) ? Split.Of(await ledger.ReadControlAsync(Split.Name, cancellation)) : (null, 0);

    /// <summary>Writes one round.</summary>
    /// <returns>Whether there was a mark to write.</returns>
    private async Task<bool> WriteAsync(CheckedSet known, string set, string newId, bool complete, CancellationToken cancellation)
    {
        var written = false;
        for (var at = 0; at < partitions.Count; at++)
        {
            var (mark, version) = known.Marks[at];
            if (complete ? mark is { Complete: true } : mark is not null) continue;
            var next = mark is null ? new PartitionMark(set, at + 1, at < known.Map.First ? known.Map.First : at + 1, complete) { Id = at < known.Map.First ? null : newId } : mark with { Complete = complete };
            await next.WriteAsync(partitions[at].Ledger, version, cancellation);
            written = true;
        }

        return written;
    }

    /// <summary>With how many partitions the ledger began: as many as are named where it is new, and where its databases cannot be split.</summary>
    private async Task<int> BegunWithAsync((PartitionMark? Mark, long Version)[] marks, CancellationToken cancellation)
    {
        if (!partitions.All(partition => partition.Ledger is ISplittable)) return marks.Length;
        if (marks[0].Mark is { Place: 1, Count: var count }) return count;
        return Array.TrueForAll(marks, mark => mark.Mark is null) && await HoldsCustomersAsync(partitions[0], cancellation) ? 1 : marks.Length;
    }

    private static async Task RefuseCustomersAsync(Partition partition, CancellationToken cancellation)
    {
        if (await HoldsCustomersAsync(partition, cancellation))
            throw new LedgerSchemaException($"{partition.Name} was used alone and holds customers, so that it cannot become a partition: export it, and import that into new databases. To add another to a ledger in PostgreSQL, name the one that holds its customers first.");
    }

    private static async Task<bool> HoldsCustomersAsync(Partition partition, CancellationToken cancellation) =>
        await partition.Ledger.IsMadeAsync(cancellation) && (await partition.Ledger.ReadCustomersAsync(Segment.Everyone, null, 1, cancellation)).Lines.Count > 0;
}

/// <summary>Partitions that belong together.</summary>
/// <param name="Marks">The mark of each, with its version.</param>
/// <param name="Map">Which actor is where.</param>
internal sealed record CheckedSet(IReadOnlyList<(PartitionMark? Mark, long Version)> Marks, PartitionMap Map)
{
    /// <summary>The ids of the marks.</summary>
    public IReadOnlyList<string?> Ids => [.. Marks.Select(mark => mark.Mark?.Id)];

    /// <summary>Whether every partition that holds actors is marked.</summary>
    public bool IsComplete => Marks.Take(Map.Needed).All(mark => mark.Mark is { Complete: true });
}
