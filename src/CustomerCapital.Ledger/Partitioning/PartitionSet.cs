using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Sees to it that the partitions of a ledger are always the same databases in the same order, by a mark in each.</summary>
/// <remarks>
/// Marks are written in two rounds: first each partition is told its place, then each is told that all know theirs. A crash in the first round leaves
/// partitions without a mark beside some whose mark is not complete, and a crash in the second leaves some complete beside some that are not: the next start goes on from
/// either. A partition without a mark beside a complete one is a stranger. No customer is written before all marks are complete.
/// </remarks>
internal sealed class PartitionSet(IReadOnlyList<Partition> partitions)
{
    /// <summary>Refuses partitions that do not belong together as they are named. Writes nothing.</summary>
    /// <exception cref="LedgerSchemaException">They do not; the message says which does not, and what to do.</exception>
    public async Task<IReadOnlyList<(PartitionMark? Mark, long Version)>> CheckAsync(CancellationToken cancellation)
    {
        var marks = await Task.WhenAll(partitions.Select(partition => PartitionMark.ReadAsync(partition.Ledger, cancellation)));
        var first = Array.FindIndex(marks, mark => mark.Mark is not null);
        var complete = Array.FindIndex(marks, mark => mark.Mark is { Complete: true });
        for (var at = 0; at < marks.Length; at++)
        {
            var (name, mark) = (partitions[at].Name, marks[at].Mark);
            if (mark is not null && mark.Set != marks[first].Mark!.Set)
                throw new LedgerSchemaException($"{name} belongs to another ledger than {partitions[first].Name}; name the databases of one ledger.");
            if (mark is not null && (mark.Place, mark.Count) != (at + 1, marks.Length))
                throw new LedgerSchemaException($"{name} is partition {mark.Place} of {mark.Count} and is named as {at + 1} of {marks.Length}; name the {mark.Count} databases of its ledger, in their order.");
            if (mark is null && complete >= 0)
                throw new LedgerSchemaException($"{name} is no partition of the ledger of {partitions[complete].Name}, and is named in the place of one; name the database that was its partition {at + 1}.");
        }

        foreach (var (partition, _) in partitions.Zip(marks).Where(pair => pair.Second.Mark is not { Complete: true })) await RefuseCustomersAsync(partition, cancellation);
        return marks;
    }

    /// <summary>Writes the marks that are missing.</summary>
    /// <param name="newSet">Names the set, where it is new.</param>
    /// <param name="cancellation">Gives up; the next start goes on from there.</param>
    public async Task MarkAsync(string newSet, CancellationToken cancellation)
    {
        while (true)
        {
            var marks = await CheckAsync(cancellation);
            var set = marks.Select(mark => mark.Mark?.Set).FirstOrDefault(known => known is not null) ?? newSet;
            try
            {
                if (!await WriteAsync(marks, set, complete: false, cancellation) && !await WriteAsync(marks, set, complete: true, cancellation)) return;
            }
            catch (VersionConflictException)
            {
                // Another process marks them too, which is as good; marks only ever go forward.
            }
        }
    }

    /// <summary>Writes one round.</summary>
    /// <returns>Whether there was a mark to write.</returns>
    private async Task<bool> WriteAsync(IReadOnlyList<(PartitionMark? Mark, long Version)> marks, string set, bool complete, CancellationToken cancellation)
    {
        var written = false;
        for (var at = 0; at < partitions.Count; at++)
        {
            var (mark, version) = marks[at];
            if (complete ? mark is { Complete: true } : mark is not null) continue;
            var next = mark is null ? new PartitionMark(set, at + 1, partitions.Count, complete) : mark with { Complete = complete };
            await next.WriteAsync(partitions[at].Ledger, version, cancellation);
            written = true;
        }

        return written;
    }

    private static async Task RefuseCustomersAsync(Partition partition, CancellationToken cancellation)
    {
        if (await partition.Ledger.IsMadeAsync(cancellation) && (await partition.Ledger.ReadCustomersAsync(Segment.Everyone, null, 1, cancellation)).Lines.Count > 0)
            throw new LedgerSchemaException($"{partition.Name} was used alone and holds customers, so that it cannot become a partition: export it, and import that into new databases.");
    }
}
